// `npm start`: reads the options, opens the house, says where it is, and ends cleanly; every failure is a sentence.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { say } from '#domain/words/say-all.ts';
import { openApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { greeting } from './greeting.ts';
import { StoreError } from './journal/store.ts';
import { systemClock, systemIds, systemLog } from './system.ts';
import type { Pages } from './transports/http/ports.ts';

const root = join(import.meta.dirname, '..');
const parsed = readConfig(process.argv.slice(2), process.env);
switch (parsed.is) {
  case 'help':
    process.stdout.write(`${parsed.text}\n`);
    break;
  case 'problem':
    fail(parsed.sentence);
    break;
  case 'config':
    await start(parsed.config);
    break;
  default:
    parsed satisfies never;
}

async function start(config: Config): Promise<void> {
  const log = systemLog(config.logLevel);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const pages = (server: Server): Pages | Promise<Pages> =>
    config.dev ? developmentPages(server) : { from: 'folder', folder: join(root, 'build') };
  let app: App;
  try {
    app = await openApp({ config, clock: systemClock, ids: systemIds, log, version, pages });
  } catch (error) {
    fail(sentenceOf(error, config));
    process.exit(); // also when something did not let go: whoever started it must hear that it failed
  }
  const { url, exercise, engine } = app;
  const rooms = (await engine.store.rooms()).length;
  process.stdout.write(greeting({ url, links: exercise?.links, rooms }));

  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1); // asked twice: somebody means it
    stopping = true;
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'the server did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** Vite makes the pages while they are edited, on the same port and with the same server code. */
async function developmentPages(server: Server): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({ root, server: { middlewareMode: true, hmr: { server } } });
  return { from: 'handler', handler: (request, response, next) => vite.middlewares(request, response, next) };
}

function sentenceOf(error: unknown, { host, port, dataDir }: Config): string {
  if (error instanceof StoreError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'EADDRINUSE':
      return say('start.port-in-use', { port, next: port + 1 });
    case 'EACCES':
    case 'EPERM':
      return say('start.port-forbidden', { port });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return say('start.no-address', { host });
    default:
      return say('start.failed', { what: error instanceof Error ? error.message : String(error), dataDir });
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
