// The record over HTTP: history, lines and the journal, which a stranger can verify line by line.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START } from '../access/doubles.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Changes } from '#domain/protocol.ts';
import { codeOf, openHouse, set, type HttpHouse, type Program } from './house.ts';

let house: HttpHouse;
let owner: Program;
let officer: Program;
let observer: Program;

beforeEach(async () => {
  house = await openHouse();
  ({ owner, officer, observer } = await house.staff());
});
afterEach(() => house.close());

const LINE = JSON.stringify({
  type: 'LineString',
  coordinates: [
    [36, 32],
    [36.1, 32.1],
  ],
});
const HASH = createHash('sha256').update(LINE).digest('hex');

describe('the history of a record', () => {
  it('says who set what from what, newest last', async () => {
    await set(owner, 'party', { focalPoint: 'VHF 8' }, house.parties.host);
    await set(owner, 'party', { focalPoint: 'VHF 9' }, house.parties.host);
    const cell = `party/${house.parties.host}/focalPoint`;
    const { body } = await owner.ask(`/history?record=party/${house.parties.host}&field=focalPoint`);
    expect(body).toMatchObject([
      { name: 'Maya', via: 'http', cells: [{ cell, from: null, to: 'VHF 8' }] },
      { name: 'Maya', via: 'http', cells: [{ cell, from: 'VHF 8', to: 'VHF 9' }] },
    ]);
  });

  it('is the newest thousand changes, and the older ones when asked from there', async () => {
    const room = await house.rooms.open(house.room);
    const ref = { kind: 'party', id: house.parties.host, field: 'focalPoint' };
    const author = { actor: 'u', name: 'U', party: '', role: 'coordinator', via: 'command' } as const;
    const count = ROOM_LIMITS.historyChanges + 5;
    await Promise.all(
      Array.from({ length: count }, (_, n) => room.write({ ...author, cells: [{ ref, value: `VHF ${n}` }] })),
    );
    const asked = `/history?record=party/${house.parties.host}&field=focalPoint`;
    const read = async (query = ''): Promise<{ seq: number; to: unknown }[]> =>
      ((await owner.ask(asked + query)).body as Changes[]).map(({ seq, cells }) => ({
        seq,
        to: cells[0]?.to,
      }));
    const newest = await read();
    expect([newest.length, newest[0]?.to, newest.at(-1)?.to]).toEqual([
      ROOM_LIMITS.historyChanges,
      'VHF 5',
      `VHF ${count - 1}`,
    ]);
    const older = await read(`&before=${newest[0]?.seq}`);
    expect(older.map(({ to }) => to)).toEqual(['VHF 0', 'VHF 1', 'VHF 2', 'VHF 3', 'VHF 4']);
    expect(codeOf(await owner.ask(`${asked}&before=x`))).toEqual([400, 'bad-request']);
  });

  it('is asked for by one record', async () => {
    expect(codeOf(await owner.ask('/history'))).toEqual([400, 'bad-request']);
    expect(codeOf(await owner.ask('/history?record=party/a&record=party/b'))).toEqual([400, 'bad-request']);
    expect(codeOf(await owner.ask('/history?record=../etc'))).toEqual([404, 'no-record']);
  });
});

const UNNAMED = 'b'.repeat(64);

describe('the line of a route', () => {
  it('is served by its hash to every member of its room, and to nobody else', async () => {
    await house.store.putBlob(house.room, HASH, new TextEncoder().encode(LINE));
    await house.store.putBlob(house.room, UNNAMED, new TextEncoder().encode(LINE));
    await set(owner, 'route', { name: 'South', geometry: HASH, lengthKm: 14, state: 'open' });
    expect((await owner.ask(`/geometry/${UNNAMED}`)).status).toBe(200);
    // Observers see the lines of routes, not whatever lies beside the board.
    expect(codeOf(await observer.ask(`/geometry/${UNNAMED}`))).toEqual([404, 'not-found']);
    const { status, text, headers } = await observer.ask(`/geometry/${HASH}`);
    expect([status, text, headers['content-type']]).toEqual([200, LINE, 'application/geo+json']);
    expect(codeOf(await observer.ask(`/geometry/${'0'.repeat(64)}`))).toEqual([404, 'not-found']);
    expect(codeOf(await observer.ask('/geometry/..%2f..%2fetc'))).toEqual([400, 'bad-request']);
    expect(codeOf(await house.ask(`/api/rooms/${house.room}/geometry/${HASH}`))).toEqual([401, 'no-session']);
  });
});

describe('the journal', () => {
  interface Line {
    readonly seq: number;
    readonly kind: string;
    readonly actor: string;
    readonly header: string;
    readonly hash: string;
    readonly payloadHash: string;
    readonly salt: string;
    readonly payload: { readonly name?: string };
  }
  const sha = (...parts: (string | Buffer)[]): Buffer =>
    createHash('sha256')
      .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
      .digest();

  it('can be verified line by line and as a chain by whoever was given it', async () => {
    await set(owner, 'party', { name: 'Zwischenstück „Süd“', role: 'host' });
    const { text, headers } = await officer.ask('/journal');
    expect(headers['content-type']).toBe('application/x-ndjson');
    const lines = text.trim().split('\n');
    let before: Buffer = Buffer.alloc(32);
    for (const [at, line] of lines.entries()) {
      const entry = JSON.parse(line) as Line;
      expect(entry.seq).toBe(at + 1);
      expect(JSON.parse(entry.header)).toMatchObject({
        seq: entry.seq,
        kind: entry.kind,
        payloadHash: entry.payloadHash,
      });
      const payload = line.slice(line.indexOf(',"payload":') + ',"payload":'.length, -1);
      expect(sha(Buffer.from(entry.salt, 'hex'), payload).toString('hex')).toBe(entry.payloadHash);
      before = sha(before, entry.header);
      expect(before.toString('hex')).toBe(entry.hash);
    }
    const kinds = lines.map((line) => (JSON.parse(line) as Line).kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'server.started',
        'room.created',
        'board.update',
        'member.invited',
        'member.joined',
      ]),
    );
  });

  it('is read on from a seq, over more than one page, complete and in order', async () => {
    const cells = { text: 'Radio check', at: START };
    const room = await house.rooms.open(house.room);
    const note = (i: number) => ({
      ref: { kind: 'note', id: `note${1000 + i}`, field: 'text' },
      value: cells.text,
    });
    const by = { actor: 'server', name: '', party: '', role: 'server', via: 'server' } as const;
    await Promise.all(Array.from({ length: 1100 }, (_, i) => room.write({ ...by, cells: [note(i)] })));
    const all = (await owner.ask('/journal')).text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Line).seq);
    expect(all).toEqual(Array.from({ length: room.seq }, (_, i) => i + 1));
    const rest = (await owner.ask(`/journal?after=${room.seq - 2}`)).text.trim().split('\n');
    expect(rest.map((line) => (JSON.parse(line) as Line).seq)).toEqual([room.seq - 1, room.seq]);
    expect((await owner.ask(`/journal?after=${room.seq + 5}`)).text).toBe('');
    expect(codeOf(await owner.ask('/journal?after=-1'))).toEqual([400, 'bad-request']);
  });
});
