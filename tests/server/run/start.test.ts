// Whatever starts a program of this repository, it gets its arguments, keeps stdout to itself and ends when told.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const runner = join(root, 'scripts', 'run.mjs');

let folder = '';
let started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corridor-run-'));
  started = [];
});

afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function program(text: string): string {
  const file = join(folder, 'program.ts');
  writeFileSync(file, text);
  return file;
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts a command and resolves when it has ended and nobody holds its output any more. */
function start(
  command: string,
  words: string[],
  env = process.env,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(command, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const ended = new Promise<Ended>((resolve) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => (stdout += String(text)));
    child.stderr.on('data', (text) => (stderr += String(text)));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** A program that says it is there, and says goodbye when it is asked to end. */
const patient = `
  process.on('SIGTERM', () => { process.stdout.write('goodbye\\n'); process.exit(0); });
  setInterval(() => undefined, 1000);
  process.stdout.write('ready\\n');
`;

function readyOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) =>
    child.stdout?.on('data', (text) => String(text).includes('ready') && resolve()),
  );
}

describe('the runner', () => {
  it('hands arguments and exit code through, runs TypeScript as it is and adds nothing to stdout', async () => {
    const file = program(
      `const words: string[] = process.argv.slice(2);\nprocess.stdout.write(JSON.stringify(words));\nprocess.exitCode = 7;`,
    );
    const { ended } = start(process.execPath, [runner, file, '--name', 'Maya Ortiz', '']);
    expect(await ended).toMatchObject({ code: 7, stdout: '["--name","Maya Ortiz",""]', stderr: '' });
  });

  it('keeps npm settings away from the program and puts its own Node first on PATH', async () => {
    const file = program(
      `process.stdout.write(JSON.stringify([process.env.npm_config_omit ?? null, process.env.PATH?.split(':')[0], process.execPath]));`,
    );
    const { ended } = start(process.execPath, [runner, file], { ...process.env, npm_config_omit: 'dev' });
    const [omit, first, node] = JSON.parse((await ended).stdout) as [string | null, string, string];
    expect(omit).toBeNull();
    expect(node.startsWith(first)).toBe(true);
  });

  it('says what is missing and what to do, and ends with 1, when the program does not exist', async () => {
    const { code, stdout, stderr } = await start(process.execPath, [runner, 'server/none.ts']).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/There is no program server\/none\.ts\.\nNext step: /);
  });

  it('asks the program to end when it is asked itself, and waits for it', async () => {
    const { child, ended } = start(process.execPath, [runner, program(patient)]);
    await readyOf(child);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: 'ready\ngoodbye\n' });
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no program behind when npm gets %s', async (signal) => {
    const file = program(patient);
    const scripts = { go: `node "${runner}" "${file}"` };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }));
    const { child, ended } = start('npm', ['run', '-s', 'go']);
    await readyOf(child);
    child.kill(signal);
    // `ended` waits for the output to be closed, which the program holds open as long as it lives.
    expect((await ended).stdout).toBe('ready\ngoodbye\n');
  });

  it('is readable for a Node of 2019, so that a person learns from a sentence that it is too old', () => {
    const source = readFileSync(runner, 'utf8');
    const code = source.replace(/^\s*\/\/.*$/gm, '');
    expect(code).not.toMatch(/^\s*(import|await)\s[^(]/m);
    expect(code).not.toMatch(/\?\.|\?\?|\|\|=|#\w+\s*[=(;]/);
    expect(code.indexOf('process.exit(1)')).toBeLessThan(code.indexOf('import('));
  });
});
