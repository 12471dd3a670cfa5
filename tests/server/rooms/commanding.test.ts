// Commands and the server's own writes: judged like edits, written under the server's own client id, told like edits.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Member } from '#domain/people.ts';
import type { CommandWrite } from '#server/rooms/commands.ts';
import { startHouse, type House } from './house.ts';
import { CANARY, CONVOY, PARTIES, people, write } from './people.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => house.stop());

const command = (member: Member, ...writes: CommandWrite[]): ReturnType<House['room']['command']> =>
  house.room.command(member, 'http', writes);

describe('an owner', () => {
  it('creates records by command, under new random ids', async () => {
    const { records, seq } = await command(
      people.maya,
      { kind: 'party', cells: { name: 'Water donors', role: 'donor' } },
      { kind: 'route', cells: { name: 'North', geometry: 'b'.repeat(64), lengthKm: 12.5, state: 'open' } },
    );
    expect(records).toHaveLength(2);
    for (const id of records) expect(id).toMatch(/^[a-z0-9]{12}$/);
    expect(new Set(records).size).toBe(2);
    expect(seq).toBe(house.room.seq);
    expect(house.room.board('full').kinds['party']?.[records[0] ?? '']).toEqual({
      name: 'Water donors',
      role: 'donor',
    });
  });

  it('sets the room’s own record, which has one name', async () => {
    const { records } = await command(people.maya, { kind: 'room', cells: { timeZone: 'Asia/Damascus' } });
    expect(records).toEqual(['thisroom']);
    expect(house.room.board('full').kinds['room']?.['thisroom']).toMatchObject({ timeZone: 'Asia/Damascus' });
  });

  it('changes a record that exists', async () => {
    await command(people.maya, { kind: 'party', record: PARTIES.host, cells: { name: 'Host committee' } });
    expect(house.room.board('full').kinds['party']?.[PARTIES.host]?.['name']).toBe('Host committee');
  });
});

describe('a command', () => {
  const refused: readonly (readonly [string, Member, CommandWrite, object])[] = [
    [
      'by an observer',
      people.ines,
      { kind: 'convoy', record: CONVOY, cells: { phase: 'staged' } },
      { code: 'role' },
    ],
    [
      'for what only owners set',
      people.omar,
      { kind: 'party', record: PARTIES.un, cells: { name: 'x' } },
      { code: 'owner-only' },
    ],
    [
      'for what the server writes',
      people.maya,
      { kind: 'alert', cells: { alertId: '019a2b3c-4d5e-7f80-9a1b-2c3d4e5f6071' } },
      { code: 'server-only' },
    ],
    [
      'for another party’s convoy',
      people.omar,
      { kind: 'convoy', record: CONVOY, cells: { eta: 1_790_000_000_000 } },
      { code: 'party', cell: `convoy/${CONVOY}/eta` },
    ],
    ['of no kind', people.maya, { kind: '__proto__', cells: { a: 1 } }, { code: 'unknown-kind' }],
    [
      'of no field',
      people.maya,
      { kind: 'party', record: PARTIES.un, cells: { colour: 'red' } },
      { code: 'unknown-field' },
    ],
    [
      'on no record',
      people.maya,
      { kind: 'party', record: 'nothinghere', cells: { name: 'x' } },
      { code: 'no-record' },
    ],
    [
      'with a value of another type',
      people.maya,
      { kind: 'convoy', record: CONVOY, cells: { vehicles: '8' } },
      { code: 'value', params: { why: 'type' } },
    ],
    [
      'that empties what is required',
      people.maya,
      { kind: 'party', record: PARTIES.un, cells: { name: null } },
      { code: 'value', params: { why: 'required' } },
    ],
    [
      'that changes a naming cell',
      people.maya,
      { kind: 'party', record: PARTIES.un, cells: { role: 'donor' } },
      { code: 'naming-set' },
    ],
    [
      'that leaves out required cells',
      people.maya,
      { kind: 'party', cells: { name: 'x' } },
      { code: 'incomplete-record', params: { missing: 'role' } },
    ],
    [
      'that refers to nothing',
      people.maya,
      { kind: 'convoy', record: CONVOY, cells: { route: 'nothinghere' } },
      { code: 'no-record', cell: `convoy/${CONVOY}/route` },
    ],
    [
      'about nothing',
      people.maya,
      { kind: 'note', cells: { text: 'a', at: 1_790_000_000_000, about: 'convoy/nothinghere' } },
      { code: 'no-record' },
    ],
  ];

  it.each(refused)('%s is refused and changes nothing', async (_what, member, asked, refusal) => {
    const before = JSON.stringify([house.room.board('full').kinds, house.room.ledger.seq]);
    await expect(command(member, asked)).rejects.toMatchObject({ refusal });
    expect(JSON.stringify([house.room.board('full').kinds, house.room.ledger.seq])).toBe(before);
  });

  it('of which one part may not be is refused as a whole', async () => {
    const good = { kind: 'party', record: PARTIES.host, cells: { name: 'Changed' } };
    await expect(command(people.maya, good, { kind: 'party', cells: {} })).rejects.toMatchObject({
      refusal: { code: 'incomplete-record' },
    });
    expect(house.room.board('full').kinds['party']?.[PARTIES.host]?.['name']).toBe('Host');
  });

  it('on a note that is written changes nothing any more', async () => {
    const cells = { text: 'Road clear', at: 1_790_000_000_000, about: `convoy/${CONVOY}` };
    const { records } = await command(people.lena, { kind: 'note', cells });
    const again = { kind: 'note', record: records[0] ?? '', cells: { channel: 'VHF 16' } };
    await expect(command(people.lena, again)).rejects.toMatchObject({ refusal: { code: 'create-only' } });
  });
});

describe('a write of the server', () => {
  const { user: actor, name, party, role } = people.maya;
  const author = { actor, name, party, role, via: 'import' } as const;

  it('goes to the journal in one append with what stands beside it, in order', async () => {
    const beside = {
      at: 1,
      actor,
      party,
      role,
      via: 'import',
      kind: 'import.committed',
      payload: { rows: 1 },
    } as const;
    const committed = await house.room.write({
      ...author,
      cells: write('convoy', CONVOY, { vehicles: 3 }),
      beside: [beside],
    });
    expect(committed.map(({ draft }) => draft.kind)).toEqual(['import.committed', 'board.update']);
    expect(committed.map(({ seq }) => seq)).toEqual([house.room.seq - 1, house.room.seq]);
  });

  it('reaches clients as any edit does, named after whom it is for', async () => {
    const omar = await house.raw('omar', '?v=1');
    await omar.syncs();
    await house.room.write({ ...author, cells: write('convoy', CONVOY, { vehicles: 3 }) });
    const { body } = await omar.gets('changes');
    expect(body).toMatchObject({ actor: 'u-maya', name: 'Maya', via: 'import', cells: [{ from: 8, to: 3 }] });
    expect(omar.cell('convoy', CONVOY, 'vehicles')).toBe(3);
  });

  it('of what stands already is no entry', async () => {
    const seq = house.room.seq;
    expect(await house.room.write({ ...author, cells: write('convoy', CONVOY, { vehicles: 8 }) })).toEqual(
      [],
    );
    expect(house.room.seq).toBe(seq);
  });

  it('keeps to the schema too', async () => {
    const cells = write('convoy', CONVOY, { vehicles: -1 });
    await expect(house.room.write({ ...author, cells })).rejects.toMatchObject({
      refusal: { code: 'value' },
    });
    await expect(
      house.room.write({ ...author, cells: write('nothing', CONVOY, { a: 1 }) }),
    ).rejects.toMatchObject({
      refusal: { code: 'unknown-field' },
    });
  });
});

describe('ages and history', () => {
  it('say who, when and from what, through the view', async () => {
    await command(people.maya, {
      kind: 'convoy',
      record: CONVOY,
      cells: { vehicles: 9, leader: `${CANARY} 2` },
    });
    const full = house.room.ages('full');
    expect(full[`convoy/${CONVOY}/vehicles`]).toMatchObject({
      seq: house.room.seq,
      actor: 'u-maya',
      name: 'Maya',
      from: 8,
    });
    expect(full[`convoy/${CONVOY}/leader`]).toMatchObject({ from: CANARY });
    expect(JSON.stringify(house.room.ages('observer'))).not.toContain(CANARY);
    expect(house.room.ages('observer')[`convoy/${CONVOY}/leader`]).toBeUndefined();
  });

  it('of one record or field come newest last', async () => {
    for (const vehicles of [9, 10])
      await command(people.maya, { kind: 'convoy', record: CONVOY, cells: { vehicles } });
    const record = `convoy/${CONVOY}`;
    const field = await house.room.history('full', { record, field: 'vehicles' });
    expect(field.map(({ cells }) => cells[0]?.to)).toEqual([8, 9, 10]);
    expect(field.at(-1)).toMatchObject({ actor: 'u-maya', name: 'Maya', via: 'http', role: 'coordinator' });
    const observed = await house.room.history('observer', { record });
    expect(JSON.stringify(observed)).not.toContain(CANARY);
    expect(observed.map(({ cells }) => cells.length)).toEqual([6, 1, 1]);
    await expect(house.room.history('full', { record: '../etc' })).rejects.toMatchObject({
      refusal: { code: 'no-record' },
    });
  });
});
