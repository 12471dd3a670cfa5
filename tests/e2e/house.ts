// The real house for tests: the server as its own process on a free port, its command line, and Chromium windows of several people.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright';
import { serverFlags } from '../../scripts/run/launch.mjs';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;

export interface Invitation {
  readonly link: string;
  readonly token: string;
}

/** A server that can be killed and started again on the same port and folder. */
export class House {
  readonly dataDir: string;
  readonly port: number;
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  /** a program that watches the server, in front of its command line; `{data}` stands for the data folder */
  readonly #watchedBy: readonly string[];
  #child: ChildProcess | undefined;
  /** what the server wrote to the terminal since it was built */
  output = '';

  constructor(dataDir: string, port: number, env: NodeJS.ProcessEnv, watchedBy: readonly string[] = []) {
    this.dataDir = dataDir;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#watchedBy = watchedBy.map((word) => word.replace('{data}', dataDir));
    this.#env = { ...process.env, ...env, DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' };
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const [program = '', ...words] = [...this.#watchedBy, process.execPath, ...serverFlags, 'server/main.ts'];
    const child = spawn(program, words, { cwd: root, env: this.#env });
    this.#child = child;
    child.stdout.on('data', (text: Buffer) => (this.output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (this.output += text.toString()));
    await until(
      async () => {
        if (child.exitCode !== null)
          throw new Error(`the server ended with ${child.exitCode}: ${this.output}`);
        return (await fetch(`${this.url}/health`).catch(() => null))?.ok === true;
      },
      15_000,
      () => `the server does not answer: ${this.output}`,
    );
  }

  /** −9: no goodbye, no flush. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return gone;
  }

  /** One of the commands beside the server, e.g. `cli('invite', '--room', …)`; answers the JSON it prints. */
  async cli<T>(command: string, ...args: string[]): Promise<T> {
    const { stdout } = await run(process.execPath, [`server/cli/${command}.ts`, ...args], {
      cwd: root,
      env: this.#env,
    });
    return JSON.parse(stdout) as T;
  }

  /** A new real room with a coordination party; answers its id. */
  async room(name: string): Promise<string> {
    const { room } = await this.cli<{ room: string }>('room', '--name', name);
    await this.cli('set', '--room', room, 'party', 'name=Coordination Cell', 'role=coordination');
    await this.cli('set', '--room', room, 'party', 'name=Guarantor A', 'role=host');
    return room;
  }

  invite(
    room: string,
    role: string,
    name: string,
    party = 'Coordination Cell',
    ...more: string[]
  ): Promise<Invitation> {
    return this.cli('invite', '--room', room, '--role', role, '--party', party, '--name', name, ...more);
  }

  async board(
    room: string,
    session: string,
  ): Promise<Record<string, Record<string, Record<string, unknown>>>> {
    const answer = await fetch(`${this.url}/api/rooms/${room}/board`, {
      // A server that was killed since leaves connections behind that only look alive.
      headers: { authorization: `Bearer ${session}`, connection: 'close' },
    });
    return ((await answer.json()) as { kinds: Record<string, Record<string, Record<string, unknown>>> })
      .kinds;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

export async function openHouse(
  env: NodeJS.ProcessEnv = {},
  watchedBy: readonly string[] = [],
): Promise<House> {
  const dataDir = await mkdtemp(join(tmpdir(), 'corridor-e2e-'));
  const house = new House(dataDir, await freePort(), { CORRIDOR_EXERCISE: 'off', ...env }, watchedBy);
  await house.start();
  return house;
}

export async function openChromium(): Promise<Browser> {
  // Loaded here, so that programs without windows start this house without it.
  const { chromium } = await import('playwright');
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium: run the tests by npm test, which looks for one.');
  // Joining unlocks sound by a click; without this flag a headless window would be allowed to play unasked.
  return chromium.launch({
    executablePath,
    args: [...chromiumArguments(), '--autoplay-policy=user-gesture-required'],
  });
}

export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  /** what the window complained about; empty at the end of every test */
  readonly complaints: string[];
}

/** A person opens their invitation in a window of their own, joins and lands on the board. */
export async function sit(
  browser: Browser,
  link: string,
  name?: string,
  context?: BrowserContext,
): Promise<Seat> {
  const own =
    context ??
    (await browser.newContext({
      viewport: { width: 1440, height: 900 },
      timezoneId: 'UTC',
      locale: 'en-GB',
    }));
  const page = await own.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION|ERR_INTERNET/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(link);
  if (name) await page.getByLabel(/name/i).fill(name);
  await page.getByRole('button', { name: /join/i }).click();
  await page.waitForURL(/\/r\//);
  return { context: own, page, complaints };
}

/** Waits for a condition by asking again; tests never sleep for a guessed time. */
export async function until(
  good: () => boolean | Promise<boolean>,
  withinMs: number,
  why: () => string = () => 'it did not come true in time',
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await good())) {
    if (Date.now() > end) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}
