// The vectors of docs/journal.md are what the code writes, and can be recomputed with nothing but SHA-256.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BEGINNING, type Header, seal } from '#server/journal/entry.ts';
import type { Draft } from '#server/journal/ledger.ts';
import { entryOfLine, lineOf } from '#server/journal/lines.ts';
import type { Head, StoredEntry } from '#server/journal/store.ts';
import { verifyChain } from '#server/journal/verify.ts';
import { chain } from './chains.ts';

const document = readFileSync(new URL('../../../docs/journal.md', import.meta.url), 'utf8');
const texts = (/```ndjson vectors\n([\s\S]*?)\n```/.exec(document)?.[1] ?? '').split('\n');
/** A line as somebody outside reads it: the payload is cut out, not parsed. */
const lines = texts.map((text) => {
  const { seq, header, salt, hash } = JSON.parse(text) as { [key in 'header' | 'salt' | 'hash']: string } & {
    seq: number;
  };
  return { seq, header, salt, hash, payload: text.slice(text.indexOf(',"payload":') + 11, -1) };
});
const bytesInDocument = (/```hex first header\n([\s\S]*?)\n```/.exec(document)?.[1] ?? '').replace(/\s/g, '');

describe('the vectors of docs/journal.md', () => {
  it('are three entries of one room, over two epochs, with text beyond ASCII', () => {
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lines.map(({ header }) => (JSON.parse(header) as Header).epoch)).toEqual([1, 1, 2]);
    expect(lines[2]?.payload).toMatch(/[^ -~]/);
  });

  it('hash to what they say, by SHA-256 alone', () => {
    let before = Buffer.alloc(32);
    for (const { header, salt, payload, hash } of lines) {
      const payloadHash = createHash('sha256')
        .update(Buffer.from(salt, 'hex'))
        .update(payload, 'utf8')
        .digest('hex');
      expect((JSON.parse(header) as Header).payloadHash).toBe(payloadHash);
      const own = createHash('sha256').update(before).update(header, 'utf8').digest();
      expect(own.toString('hex')).toBe(hash);
      before = own;
    }
    expect(Buffer.from(lines[0]?.header ?? '', 'utf8').toString('hex')).toBe(bytesInDocument);
  });

  it('are what sealing the same drafts writes, to the byte', () => {
    let after: Head = BEGINNING;
    for (const [index, { header, salt, payload }] of lines.entries()) {
      const { room, epoch, schema, at, actor, party, role, via, kind } = JSON.parse(header) as Header & Draft;
      const draft = { at, actor, party, role, via, kind, payload: JSON.parse(payload) as unknown };
      const bytes = new Uint8Array(Buffer.from(salt, 'hex'));
      const { entry, committed } = seal(draft, { room, epoch, schema, after, salt: bytes });
      expect(lineOf(entry)).toBe(texts[index]);
      expect(committed).toEqual({ seq: index + 1, epoch, hash: lines[index]?.hash, draft });
      after = entry;
    }
  });

  it('are read back from their lines and verify', () => {
    const entries = texts
      .map((text) => entryOfLine(text))
      .filter((entry): entry is StoredEntry => entry !== undefined);
    const room = (JSON.parse(lines[0]?.header ?? '') as Header).room;
    expect(verifyChain(entries, { room })).toMatchObject({ state: 'sound', head: { seq: 3 } });
    expect(entries.map(lineOf)).toEqual(texts);
  });

  it('are refused as lines when a part is not what it should be', () => {
    const [first = ''] = texts;
    for (const [from, to] of [
      ['"hash":"', '"hash":"Z'],
      ['"salt":"00', '"salt":"0'],
      ['"seq":1,', '"seq":2,'],
      ['"actor":"server"', '"actor":"u-maya"'],
      ['"header":', '"heading":'],
      ['"payload":', '"pay":'],
      ['{', '['],
    ] as const) {
      expect(first).toContain(from);
      expect(entryOfLine(first.replace(from, to)), to).toBeUndefined();
    }
  });

  it('verify no more when the payload is spelt otherwise', () => {
    const spelt = entryOfLine((texts[0] ?? '').replace('"payload":{', '"payload": {'));
    if (!spelt) throw new Error('it still is a line');
    const { room } = JSON.parse(lines[0]?.header ?? '') as Header;
    expect(verifyChain([spelt], { room })).toMatchObject({ state: 'broken', seq: 1, why: 'payload' });
  });

  it('lose their payload and nothing else when they are redacted', () => {
    const entry = entryOfLine(texts[1] ?? '');
    if (!entry) throw new Error('a vector is a line');
    const redacted = lineOf({ ...entry, salt: null, payload: null });
    expect(JSON.parse(redacted)).toMatchObject({ seq: 2, actor: 'u-maya', salt: null, payload: null });
    expect(entryOfLine(redacted)).toEqual({ ...entry, salt: null, payload: null });
    const nothing = chain('r', 1, { payload: () => null })[0];
    expect(nothing && entryOfLine(lineOf(nothing))).toEqual(nothing);
  });
});
