// The exercise stands while there is no real room, and goes with everybody in it when there is one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type App } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { systemClock, systemIds, systemLog } from '#server/system.ts';

let dataDir = '';
let app: App | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'corridor-exercise-'));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(dataDir, { recursive: true });
});

/** The process ends and starts again on the same folder. */
async function restart(): Promise<App> {
  await app?.close();
  const parsed = readConfig([], { PORT: '0', DATA_DIR: dataDir });
  if (parsed.is !== 'config') throw new Error('the options of this test are wrong');
  app = await openApp({
    ...{ config: parsed.config, clock: systemClock, ids: systemIds, log: systemLog('silent'), version: '0' },
    pages: () => ({ from: 'nowhere' }),
  });
  return app;
}

/** Also holds that a start that is ended at once ends: the exercise's people are asking for their sockets just then. */
it('is the same one at the next start, and is removed with its people once there is a real room', async () => {
  const exercise = (await restart()).exercise?.room ?? '';
  const again = await restart();
  expect(again.exercise?.room).toBe(exercise);
  expect(again.engine.directory.members(exercise)).toHaveLength(3);
  const { room } = await again.engine.commands.room({ name: 'Corridor South' });

  const real = await restart();
  expect(real.exercise).toBeUndefined();
  expect((await real.engine.store.rooms()).map((row) => row.room)).toEqual([room]);
  expect(real.engine.directory.members(exercise)).toEqual([]);
  expect((await real.engine.store.load()).memberships).toEqual([]);
  await expect(real.engine.rooms.open(exercise)).rejects.toMatchObject({ refusal: { code: 'no-room' } });
});

it('stands although somebody was stopped in the middle of making a real room', async () => {
  const { engine } = await restart();
  await engine.store.createRoom({ room: 'nobodysroom', createdAt: 1, exercise: false });
  expect((await restart()).exercise?.links).toHaveLength(3);
});
