// A restart is invisible: the same documents byte by byte, the same ages and owners, from the journal or a checkpoint.
import { afterEach, describe, expect, it } from 'vitest';
import { applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { memoryDisk, type MemoryDisk } from '#server/journal/memory-store.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, PARTIES, ROOM, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

/** A morning's work: edits, conflicts, new records, an older observation that arrives late, a command. */
async function morning(at: House): Promise<{ maya: RawClient; omar: RawClient; ines: RawClient }> {
  const [maya, omar, ines] = [
    await at.raw('maya', '?v=1'),
    await at.raw('omar', '?v=1'),
    await at.raw('ines', '?v=1'),
  ];
  await Promise.all([maya.syncs(), omar.syncs(), ines.syncs()]);
  for (let n = 0; n < 20; n++) {
    maya.edit((doc) => {
      doc.getMap('convoy').set(`${CONVOY}.vehicles`, n);
      doc.getMap('convoy').set(`${CONVOY}.leader`, `Leader ${n}`);
    });
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, n % 2 ? 'staged' : 'halted'));
  }
  omar.edit((doc) => {
    const convoy = {
      party: PARTIES.host,
      callsign: 'LIMA-2',
      route: 'routesouth',
      fromKm: 3,
      toKm: 9,
      deputy: 'D',
    };
    for (const [field, value] of Object.entries(convoy))
      doc.getMap('convoy').set(`convoylima2.${field}`, value);
  });
  maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.radio`, [31, 20, 1_789_999_990_000]));
  omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.radio`, [12, 20, 1_789_999_000_000]));
  const written = await at.room.command(people.maya, 'http', [
    { kind: 'segment', cells: { route: 'routesouth', fromKm: 0, toKm: 30, party: PARTIES.un } },
  ]);
  await until('everybody has everything', () =>
    [maya, omar].every((client) => client.cell('segment', written.records[0] ?? '', 'toKm') === 30),
  );
  return { maya, omar, ines };
}

/** More of the same on the same records. */
async function afternoon(at: House): Promise<void> {
  const [maya, omar] = [await at.raw('maya', '?v=1'), await at.raw('omar', '?v=1')];
  await Promise.all([maya.syncs(), omar.syncs()]);
  for (let n = 0; n < 25; n++) {
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.people`, n));
    omar.edit((doc) => doc.getMap('convoy').set('convoylima2.vehicles', n));
  }
  await until('all of it is saved', () =>
    [maya, omar].every((client) =>
      client.all('saved').some(({ body }) => body.clocks[String(client.doc.clientID)] === 25),
    ),
  );
}

async function documents(at: House): Promise<{ full: Uint8Array; observer: Uint8Array }> {
  const [omar, ines] = [await at.raw('omar'), await at.raw('ines')];
  await Promise.all([omar.syncs(), ines.syncs()]);
  const [full, observer] = [omar, ines].map((client) => client.all('step2')[0]?.bytes ?? new Uint8Array());
  if (!full || !observer) throw new Error('unreachable');
  return { full, observer };
}

/** The power goes: nothing is closed, the disk stays. */
async function restart(disk: MemoryDisk): Promise<House> {
  return startHouse({ disk });
}

describe('after a restart', () => {
  it('both documents are the same, byte for byte, from the journal alone', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    await morning(first);
    const [bytes, ages, seq] = [await documents(first), first.room.ages('full'), first.room.seq];
    expect(await first.store.checkpoint(ROOM)).toBeUndefined();
    house = await restart(disk);
    expect(house.room.seq).toBe(seq + 1);
    expect(await documents(house)).toEqual(bytes);
    expect(house.room.ages('full')).toEqual(ages);
    expect(Buffer.from(bytes.full).includes('Leader 19')).toBe(true);
    expect(Buffer.from(bytes.observer).includes('Leader 19')).toBe(false);
    await first.stop();
  });

  it('both documents are the same, byte for byte, from a checkpoint and the journal behind it', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    await morning(first);
    await first.stop(); // keeps a checkpoint
    const second = await restart(disk);
    const kept = await second.store.checkpoint(ROOM);
    await afternoon(second);
    const [bytes, ages] = [await documents(second), second.room.ages('full')];
    expect(kept?.seq).toBeGreaterThan(40);
    expect(second.room.seq).toBeGreaterThan((kept?.seq ?? 0) + 40);
    house = await restart(disk);
    expect(await second.store.checkpoint(ROOM)).toEqual(kept);
    expect(await documents(house)).toEqual(bytes);
    expect(house.room.ages('full')).toEqual(ages);
    await second.stop();
  });

  it('a checkpoint builds what the journal builds', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    await morning(first);
    await first.stop();
    const withCheckpoint = await restart(disk);
    const [bytes, ages] = [await documents(withCheckpoint), withCheckpoint.room.ages('observer')];
    const history = await withCheckpoint.room.history('full', { record: `convoy/${CONVOY}` });
    for (const room of disk.rooms.values()) room.checkpoints = [];
    house = await restart(disk);
    expect(await documents(house)).toEqual(bytes);
    expect(house.room.ages('observer')).toEqual(ages);
    expect(await house.room.history('full', { record: `convoy/${CONVOY}` })).toEqual(history);
    await withCheckpoint.stop();
  });

  it('a damaged or foreign checkpoint is set aside and the journal decides', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    await morning(first);
    const bytes = await documents(first);
    await first.stop();
    for (const room of disk.rooms.values()) {
      room.checkpoints = room.checkpoints.map((checkpoint) => ({
        ...checkpoint,
        bytes: checkpoint.bytes.slice(0, 99),
      }));
    }
    house = await restart(disk);
    expect(await documents(house)).toEqual(bytes);
    expect(house.log.lines.join()).toContain('checkpoint does not fit');
  });

  it('an observer that comes back with its document has nothing new to tell, and goes on in step', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    const { ines } = await morning(first);
    await until('Ines has all of it', () => ines.cell('convoy', 'convoylima2', 'callsign') === 'LIMA-2');
    await ines.syncs();
    house = await restart(disk);
    const back = await house.raw('ines', '?v=1');
    const { bytes } = await back.gets('step1');
    expect(bytes).toEqual(encodeStateVector(ines.doc));
    back.send(sync(1, encodeStateAsUpdate(ines.doc, bytes)));
    back.send(sync(0, encodeStateVector(ines.doc)));
    await back.gets('step2');
    const { user: actor, name, party, role } = people.maya;
    const author = { actor, name, party, role, via: 'command' } as const;
    await house.room.write({
      ...author,
      cells: write('convoy', CONVOY, { vehicles: 77, leader: 'Nobody’s business' }),
    });
    const update = await back.gets('update');
    applyUpdate(ines.doc, update.bytes);
    expect(ines.cell('convoy', CONVOY, 'vehicles')).toBe(77);
    expect(ines.doc.store.pendingStructs).toBeNull();
    await first.stop();
  });

  it('a client id still belongs to whoever wrote with it', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    const { maya } = await morning(first);
    await first.stop();
    house = await restart(disk);
    const omar = await house.raw('omar', '?v=1');
    await omar.syncs();
    omar.doc.clientID = maya.doc.clientID;
    omar.edit((doc) => doc.getMap('convoy').set('convoylima2.vehicles', 3));
    expect((await omar.closes()).reason).toBe('foreign-client');
  });
});

describe('a checkpoint', () => {
  it('is kept after so many entries, and after so long', async () => {
    const clock = new HandClock();
    house = await startHouse({ clock });
    const { user: actor, name, party, role } = people.maya;
    const author = { actor, name, party, role, via: 'import' } as const;
    const edits = Array.from({ length: ROOM_LIMITS.checkpointEntries }, (_, n) =>
      write('convoy', CONVOY, { vehicles: n }),
    );
    await Promise.all(edits.map((cells) => house?.room.write({ ...author, cells })));
    await until(
      'a checkpoint is there',
      () => (house?.store.disk.rooms.get(ROOM)?.checkpoints.length ?? 0) === 1,
    );
    clock.pass(ROOM_LIMITS.checkpointMs);
    await house.room.write({ ...author, cells: write('convoy', CONVOY, { vehicles: 1 }) });
    await until(
      'another one is there',
      () => (house?.store.disk.rooms.get(ROOM)?.checkpoints.length ?? 0) === 2,
    );
    expect((await house.store.checkpoint(ROOM))?.seq).toBe(house.room.seq);
  });
});

describe('a room that cannot be loaded', () => {
  it('is not replaced by an empty one, and is there once it can be', async () => {
    const disk = memoryDisk();
    const first = await startHouse({ disk });
    await morning(first);
    await first.stop();
    const room = disk.rooms.get(ROOM);
    const spoilt = room?.entries[5];
    if (!room || !spoilt) throw new Error('unreachable');
    room.checkpoints = [];
    room.entries[5] = { ...spoilt, payload: new TextEncoder().encode('{}') };
    await expect(startHouse({ disk })).rejects.toThrow();
    room.entries[5] = spoilt;
    house = await restart(disk);
    expect(house.room.board('full').kinds['convoy']?.['convoylima2']?.['callsign']).toBe('LIMA-2');
  });
});

describe('a client of another epoch', () => {
  it.each(['2', '0', 'x'])('is told at the door: e=%s', async (epoch) => {
    house = await startHouse();
    const maya = await house.raw('maya', `?v=1&e=${epoch}`);
    expect(await maya.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
    expect(maya.got).toEqual([]);
  });

  it('of this one is let in', async () => {
    house = await startHouse();
    const maya = await house.raw('maya', '?v=1&e=1');
    expect((await maya.gets('hello')).body.epoch).toBe(1);
  });
});
