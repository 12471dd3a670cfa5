// What one person may cause in a room: closing much at once, filling the journal, filling the room.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { BULK_RECORDS, GATE_LIMITS } from '#domain/limits.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { Allowance, type Writer } from '#server/rooms/allowance.ts';
import { ClientOwners } from '#server/rooms/client-owners.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import type { JudgedCell, Verdict } from '#server/rooms/gate/verdict.ts';
import { LiveBoard, recordsCreated } from '#server/rooms/live-board.ts';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import { writeForServer } from '#server/rooms/server-write.ts';
import { startHouse, type House } from './house.ts';
import { BOARD, PARTIES, people, write } from './people.ts';
import { HandClock, START, until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

const MINUTE = 60_000;
const { user: actor, name, party, role } = people.maya;
const author = { actor, name, party, role, via: 'command' } as const;

type Accepted = Extract<Verdict, { verdict: 'accepted' }>;

function accepted(bytes: number, cells: readonly JudgedCell[] = []): Accepted {
  return { verdict: 'accepted', update: new Uint8Array(bytes), cells, clients: [], steps: 0 };
}

function writer(user: string): Writer {
  return { member: { user }, newClients: 0 };
}

const board = (): LiveBoard => new LiveBoard(new ClientOwners(), 7);

/** A board that says that it holds as many records as may be. */
class Full extends LiveBoard {
  override get records(): number {
    return ROOM_LIMITS.records;
  }
}

describe('closing records by edits', () => {
  const COUNT = BULK_RECORDS + 5;
  const id = (n: number): string => `convoy${String(n).padStart(4, '0')}`;
  let clock: HandClock;
  let house: House;
  let one: RawClient;

  beforeEach(async () => {
    clock = new HandClock();
    house = await startHouse({ clock });
    const cells = Array.from({ length: COUNT }, (_, n) =>
      write('convoy', id(n), {
        party: PARTIES.un,
        callsign: `C-${n}`,
        route: 'routesouth',
        fromKm: 0,
        toKm: 1,
      }),
    );
    await house.room.write({ ...author, cells: cells.flat() });
    one = await house.raw('maya', '?v=1');
    await one.syncs();
  });
  afterEach(() => house.stop());

  const closed = (): number =>
    Object.values(house.room.board('full').kinds['convoy'] ?? {}).filter(
      ({ archivedAt }) => archivedAt !== undefined,
    ).length;
  const close = (client: RawClient, n: number): Uint8Array =>
    client.edit((doc) => doc.getMap('convoy').set(`${id(n)}.archivedAt`, clock.now()));

  it('goes one by one up to what a person does in a minute; more has to wait, and comes through then', async () => {
    for (let n = 0; n < BULK_RECORDS; n++) close(one, n);
    await until('as many as may be are closed', () => closed() === BULK_RECORDS);
    close(one, BULK_RECORDS);
    expect(await one.closes()).toEqual({ code: 1013, reason: 'too-fast' });
    expect(closed()).toBe(BULK_RECORDS);

    const early = await house.raw('maya', '?v=1');
    early.send(sync(1, encodeStateAsUpdate(one.doc)));
    expect(await early.closes()).toEqual({ code: 1013, reason: 'too-fast' });
    clock.pass(MINUTE);
    const back = await house.raw('maya', '?v=1');
    back.send(sync(1, encodeStateAsUpdate(one.doc)));
    await until('the rest is closed too', () => closed() === BULK_RECORDS + 1);
  });

  it('counts for the person, not for the window, and for nobody else', async () => {
    for (let n = 0; n < BULK_RECORDS; n++) close(one, n);
    await until('as many as may be are closed', () => closed() === BULK_RECORDS);
    const second = await house.raw('maya', '?v=1');
    await second.syncs();
    close(second, BULK_RECORDS);
    expect((await second.closes()).reason).toBe('too-fast');
    one.edit((doc) => doc.getMap('convoy').set(`${id(BULK_RECORDS)}.note`, 'still here'));
    await until(
      'other edits go on',
      () => house.room.board('full').kinds['convoy']?.[id(BULK_RECORDS)]?.['note'] === 'still here',
    );
  });

  it('may be taken back: opening again counts for nothing', async () => {
    for (let n = 0; n < BULK_RECORDS; n++) close(one, n);
    for (let n = 0; n < BULK_RECORDS; n++)
      one.edit((doc) => doc.getMap('convoy').set(`${id(n)}.archivedAt`, null));
    await until('all are open again', () => closed() === 0 && one.closed === undefined);
  });
});

describe('the journal', () => {
  it('takes so much of one person at once and in a day, the rest waits; of the others as before', () => {
    const clock = new HandClock();
    const allowance = new Allowance(clock, DEFAULT_ROOM_LIMITS.rates);
    const large = accepted(64 * 1024);
    const [maya, omar] = [writer('maya'), writer('omar')];
    let taken = 0;
    while (allowance.take(maya, large, board()) === undefined) taken += large.update.length;
    expect(taken).toBeGreaterThan(0.95 * ROOM_LIMITS.personBytesPerDay);
    expect(taken).toBeLessThanOrEqual(ROOM_LIMITS.personBytesPerDay);
    expect(allowance.take(maya, large, board())?.code).toBe('too-fast');
    expect(allowance.take(omar, large, board())).toBeUndefined();
    clock.pass(MINUTE);
    expect(allowance.take(maya, large, board())).toBeUndefined();
  });
});

describe('a room with as many records as may be', () => {
  const ref = { kind: 'convoy', id: 'convoyaaaa', field: 'party' };
  const creating = accepted(100, [{ ref, from: null, to: PARTIES.un, values: [PARTIES.un] }]);

  it('takes edits and no new record', () => {
    const allowance = new Allowance(new HandClock(), DEFAULT_ROOM_LIMITS.rates);
    const full = new Full(new ClientOwners(), 7);
    expect(allowance.take(writer('maya'), creating, full)?.code).toBe('room-full');
    expect(allowance.take(writer('maya'), accepted(100), full)).toBeUndefined();
    expect(allowance.take(writer('maya'), creating, board())).toBeUndefined();
  });

  it('counts what there is, however it came', () => {
    const live = new LiveBoard(new ClientOwners(), 7);
    live.write(BOARD);
    expect(live.records).toBe(5);
    live.write(write('party', 'partynewone', { name: 'New', role: 'host' }));
    live.write(write('party', 'partynewone', { name: 'Newer' }));
    expect(live.records).toBe(6);

    const doc = new Doc();
    applyUpdate(doc, encodeStateAsUpdate(live.doc));
    doc.transact(() => {
      const convoy = { party: PARTIES.un, callsign: 'LIMA-2', route: 'routesouth', fromKm: 0, toKm: 9 };
      for (const [field, value] of Object.entries(convoy))
        doc.getMap('convoy').set(`convoyaaaa.${field}`, value);
    });
    const verdict = judge(
      live.judged(undefined, START, GATE_LIMITS, true),
      people.maya,
      encodeStateAsUpdate(doc, encodeStateVector(live.doc)),
    );
    if (verdict.verdict !== 'accepted') throw new Error(verdict.verdict);
    expect(recordsCreated(verdict.cells)).toBe(1);
    live.accept(verdict, people.maya, START, () => '');
    expect(live.records).toBe(7);

    const again = new LiveBoard(new ClientOwners(), 7);
    again.load(encodeStateAsUpdate(live.doc));
    expect(again.records).toBe(7);
  });

  it('takes nothing new from commands and imports, and every alert', () => {
    const live = new Full(new ClientOwners(), 7);
    const note = write('party', 'partynewone', { name: 'New', role: 'host' });
    expect(() => writeForServer(live, { ...author, cells: note }, START)).toThrow('room-full');
    const room = write('room', 'thisroom', { peopleInNeed: 5 });
    expect(writeForServer(live, { ...author, cells: room }, START)).toHaveLength(1);
    const alert = write('alert', 'alertalert01', { alertId: '019a2b3c-0000-7000-8000-000000000001' });
    expect(writeForServer(live, { ...author, cells: alert }, START)).toHaveLength(1);
  });
});
