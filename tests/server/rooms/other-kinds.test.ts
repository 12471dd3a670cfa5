// The program was replaced by one with other kinds: observers' documents of before are over, and they hear so.
import { afterEach, expect, it, vi } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { memoryDisk } from '#server/journal/memory-store.ts';
import type * as Schema from '#server/journal/schema.ts';
import { startHouse, type House } from './house.ts';
import { people } from './people.ts';
import { sync } from './raw-client.ts';

const kinds = vi.hoisted(() => ({ hash: undefined as string | undefined }));
vi.mock('#server/journal/schema.ts', async (original) => {
  const real = await original<typeof Schema>();
  return { ...real, schemaHash: () => kinds.hash ?? real.schemaHash() };
});

const { user: actor, name, party, role } = people.maya;
const MAYA = { actor, name, party, role, via: 'http' } as const;

let house: House | undefined;
afterEach(() => house?.stop());

it.each([
  ['in the same epoch', 0],
  ['and a fresh document was started before', 1],
  ['and a fresh document was started after', 2],
])('an observer with a document under other kinds starts anew, %s', async (_, epochAt) => {
  const disk = memoryDisk();
  kinds.hash = 'a'.repeat(64);
  house = await startHouse({ disk });
  const ines = await house.raw('ines');
  await ines.syncs();
  if (epochAt === 1) await house.room.startEpoch(MAYA);
  await house.stop();
  kinds.hash = 'b'.repeat(64);
  house = await startHouse({ disk });
  if (epochAt === 2) await house.room.startEpoch(MAYA);
  const back = await house.raw('ines');
  back.send(sync(1, encodeStateAsUpdate(ines.doc)));
  expect(await back.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
  const anew = await house.raw('ines');
  await anew.syncs();
  anew.send(sync(1, encodeStateAsUpdate(anew.doc)));
  await anew.syncs();
  expect(anew.closed).toBeUndefined();
});
