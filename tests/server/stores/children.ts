// Starts the appender as a process of its own and listens to its lines; whoever starts one ends it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./appender.ts', import.meta.url));

const running = new Set<ChildProcess>();

/** Kills every appender that is still running. */
export async function endAppenders(): Promise<void> {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

export interface Appender {
  readonly process: ChildProcess;
  /** lines of stdout so far */
  readonly lines: string[];
  /** Resolves with the first line that fits; rejects when the program ends without one. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Resolves with what it wrote to stderr, once it has ended and every line is here. */
  ended: Promise<string>;
}

/** @param before a program and its arguments that run it (strace …) */
export function appender(
  dir: string,
  options: { inFlight?: number; last?: number; before?: readonly string[]; cwd?: string } = {},
): Appender {
  const { inFlight = 1, last = 0, before = [], cwd } = options;
  const words = [...before, process.execPath, program, dir, String(inFlight), String(last)];
  const child = spawn(words[0] ?? '', words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]).then(() => errors);
  return {
    process: child,
    lines,
    ended,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        ended.then(
          () => reject(new Error(`It ended. stdout: ${lines.slice(-5).join(' | ')} stderr: ${errors}`)),
          reject,
        );
      }),
  };
}
