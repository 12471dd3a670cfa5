// Shared code has one address: `#domain/…` means the same file to Node, to Vite and to the tests.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as limits from '#domain/limits.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the address of shared code', () => {
  it('leads Node itself, without any build, to the module that the tests see', () => {
    const script = `import * as limits from '#domain/limits.ts'; process.stdout.write(JSON.stringify(Object.keys(limits).sort()));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
    expect(JSON.parse(String(printed))).toEqual(Object.keys(limits).sort());
  });
});
