// Closing many records over HTTP: looked at first, one entry of the journal, and opened again by its number.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, openHouse, set, type Answer, type HttpHouse, type Program } from './house.ts';

let house: HttpHouse;
let owner: Program;
let officer: Program;
let observer: Program;

beforeEach(async () => {
  house = await openHouse();
  ({ owner, officer, observer } = await house.staff());
});
afterEach(() => house.close());

async function drones(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { body } = await set(owner, 'drone', { party: house.parties.host, callsign: `OWL-${i}` });
    ids.push(`drone/${(body as { record: string }).record}`);
  }
  return ids;
}

async function archivedAt(): Promise<(number | undefined)[]> {
  const { body } = await owner.ask('/board');
  const { drone } = (body as { kinds: { drone: Record<string, { archivedAt?: number }> } }).kinds;
  return Object.values(drone).map((one) => one.archivedAt);
}

const close = (records: readonly string[], query = '', who = owner): Promise<Answer> =>
  who.ask(`/archive${query}`, { method: 'POST', json: { records } });
const undo = (seq: unknown, who = owner): Promise<Answer> =>
  who.ask(`/archive/${String(seq)}/undo`, { method: 'POST' });
const journal = async (): Promise<number> => (await owner.ask('/journal')).text.trim().split('\n').length;

describe('closing many records', () => {
  it('is one journal entry, and does all or nothing', async () => {
    const ids = await drones(25);
    const before = await journal();
    expect(codeOf(await close([...ids, 'drone/nosuchdrone']))).toEqual([404, 'no-record']);
    expect(await journal()).toBe(before);
    const { status, body } = await close([...ids, ...ids]);
    expect([status, body]).toMatchObject([200, { records: ids, already: [], dryRun: false }]);
    expect(await journal()).toBe(before + 1);
    expect(new Set(await archivedAt())).toEqual(new Set([house.clock.now()]));
  });

  it('can be looked at first, which changes nothing', async () => {
    const ids = await drones(3);
    const before = await journal();
    expect((await close(ids, '?dry=1')).body).toMatchObject({ records: ids, already: [], dryRun: true });
    expect(codeOf(await close([...ids, 'drone/nosuchdrone'], '?dry=1'))).toEqual([404, 'no-record']);
    expect(codeOf(await close(ids, '?dry=1', officer))).toEqual([403, 'role']);
    expect(codeOf(await close(ids, '?dry=yes'))).toEqual([400, 'bad-request']);
    expect(await journal()).toBe(before);
  });

  it('leaves the time of those that are closed already', async () => {
    const ids = await drones(3);
    const first = house.clock.now();
    await close(ids.slice(0, 1));
    house.clock.move(60_000);
    const again = await close(ids);
    expect(again.body).toMatchObject({ records: ids.slice(1), already: ids.slice(0, 1) });
    expect(new Set(await archivedAt())).toEqual(new Set([first, first + 60_000]));
    const before = await journal();
    expect((await close(ids)).body).toMatchObject({ records: [], already: ids });
    expect(await journal()).toBe(before);
  });

  it('is undone by the number of its entry, as far as nobody changed it since', async () => {
    const ids = await drones(3);
    const { seq } = (await close(ids)).body as { seq: number };
    const [, reopened = ''] = ids;
    await set(owner, 'drone', { archivedAt: null }, reopened.replace('drone/', ''));
    const before = await journal();
    const { status, body } = await undo(seq);
    expect(status).toBe(200);
    expect(body).toEqual({
      archive: seq,
      undone: ids.filter((id) => id !== reopened),
      stays: [{ record: reopened, why: 'changed' }],
    });
    expect(await archivedAt()).toEqual([undefined, undefined, undefined]);
    expect(await journal()).toBe(before + 1);
    expect((await undo(seq)).body).toMatchObject({ undone: [] }); // twice is once
    expect(await journal()).toBe(before + 1);
  });

  it('is undone by nobody who may not, and by no other number', async () => {
    const ids = await drones(1);
    const { seq } = (await close(ids)).body as { seq: number };
    expect(codeOf(await undo(seq, officer))).toEqual([403, 'role']);
    expect(codeOf(await undo(seq, observer))).toEqual([403, 'read-only']);
    for (const other of [1, seq - 1, seq + 1, 0, -1, 'x', '9'.repeat(40)])
      expect(codeOf(await undo(other))).toEqual([404, 'no-archive']);
    expect(await archivedAt()).toEqual([house.clock.now()]);
  });

  it('is refused to who may not close each of them', async () => {
    const { body } = await set(owner, 'drone', { party: house.parties.host, callsign: 'OWL' });
    const records = [`drone/${(body as { record: string }).record}`];
    const stranger = await house.program('coordinator', 'Lina', false, 'Guarantor A');
    const { body: made } = await set(owner, 'drone', { party: house.parties.cell, callsign: 'KITE' });
    const both = [...records, `drone/${(made as { record: string }).record}`];
    const ask = (who: Program, list: unknown): Promise<Answer> =>
      who.ask('/archive', { method: 'POST', json: { records: list } });
    expect(codeOf(await ask(officer, records))).toEqual([403, 'role']);
    expect(codeOf(await ask(stranger, both))).toEqual([403, 'party']);
    expect(codeOf(await ask(observer, records))).toEqual([403, 'read-only']);
    expect(codeOf(await ask(owner, [`party/${house.parties.host}`]))).toEqual([200, undefined]);
    for (const list of [
      [],
      ['drone'],
      ['../x'],
      Array.from({ length: 501 }, (_, i) => `drone/drone${1000 + i}`),
      'x',
    ]) {
      expect(codeOf(await ask(owner, list))).toEqual([400, 'bad-request']);
    }
  });
});
