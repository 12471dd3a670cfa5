// Data folders for tests: each its own below the system's temporary folder, removed afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#server/journal/ports.ts';

export interface TestFolder {
  readonly dir: string;
  remove(): Promise<void>;
}

/** A folder that does not exist yet, in one that does. */
export async function testFolder(): Promise<TestFolder> {
  const above = await mkdtemp(join(tmpdir(), 'corridor-store-'));
  return { dir: join(above, 'data'), remove: () => rm(above, { recursive: true, force: true }) };
}

export interface KeptLog extends Log {
  readonly lines: { level: 'info' | 'warn' | 'error'; message: string; fields: object }[];
}

export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
