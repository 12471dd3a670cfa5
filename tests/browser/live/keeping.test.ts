// Edits on the device, in a real browser's storage: there before it is said, taken over only from windows that are gone, removed on demand.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KEEP_LIMITS } from '#domain/limits.ts';
import { refusal } from '#domain/refusals.ts';
import { forgetAll, unsentOf } from '#live/forget.ts';
import { chooseToKeepNothing } from '#live/keep-nothing.ts';
import { DeviceKeeping } from '#live/keeping.ts';
import { KeptStore } from '#live/kept-store.ts';
import type { OwnEdit } from '#live/own-edit.ts';
import { NOW } from '../exercise.ts';

const ME = 'membermaya';
const HOUR = 3_600_000;
let open: DeviceKeeping[] = [];
const store = new KeptStore();

beforeEach(() => store.wipe());
afterEach(() => {
  for (const one of open) one.close();
  open = [];
  localStorage.clear();
});

function aWindow(membership = ME): DeviceKeeping {
  const keeping = new DeviceKeeping(
    membership,
    () => NOW,
    () => undefined,
  );
  open.push(keeping);
  return keeping;
}

function edit(id: string, at = NOW): OwnEdit {
  return { id, at, creates: false, cells: [{ cell: 'convoy/convoyone/vehicles', from: 8, to: 9, seq: 4 }] };
}

async function onDevice(): Promise<readonly string[]> {
  return (await store.all()).map((row) => row.edit.id).sort();
}

/** A window that kept something and was closed. */
async function left(edits: readonly OwnEdit[], membership = ME): Promise<void> {
  const gone = aWindow(membership);
  for (const one of edits) gone.keep(one);
  await expect.poll(() => edits.every(({ id }) => gone.isKept(id))).toBe(true);
  gone.close();
}

it('says kept only once it lies on the device, and removes it when it is saved', async () => {
  const keeping = aWindow();
  keeping.keep(edit('one'));
  expect(keeping.isKept('one')).toBe(false);
  await expect.poll(() => keeping.isKept('one')).toBe(true);
  expect(await onDevice()).toEqual(['one']);
  keeping.forget(['one']);
  await expect.poll(onDevice).toEqual([]);
});

it('gives back what a closed window left, with the reason it had been refused for', async () => {
  const gone = aWindow();
  gone.keep(edit('one'));
  gone.keep(edit('two'));
  const problem = { refusal: refusal('party') };
  gone.mark(['two'], problem);
  await expect.poll(onDevice).toEqual(['one', 'two']);
  await expect.poll(async () => (await store.all()).some((row) => row.problem !== undefined)).toBe(true);
  gone.close();
  const found = await foundBy(aWindow());
  expect(found.rows.map((row) => [row.edit.id, row.problem])).toEqual([
    ['one', undefined],
    ['two', problem],
  ]);
  expect(await onDevice()).toEqual(['one', 'two']);
});

/** Closing lets the lock go a moment later. */
async function foundBy(keeping: DeviceKeeping, stays = true) {
  await expect.poll(async () => (await navigator.locks.query()).held?.length ?? 0).toBeLessThanOrEqual(1);
  return keeping.find(stays);
}

it('leaves what a living window keeps to it', async () => {
  const living = aWindow();
  living.keep(edit('one'));
  await expect.poll(() => living.isKept('one')).toBe(true);
  expect((await aWindow().find(true)).rows).toEqual([]);
});

it('gives each edit to one window only, however many open at once', async () => {
  await left([edit('one'), edit('two')]);
  await expect.poll(async () => (await navigator.locks.query()).held?.length).toBe(0);
  const found = await Promise.all([aWindow(), aWindow(), aWindow()].map((one) => one.find(true)));
  expect(found.flatMap(({ rows }) => rows.map((row) => row.edit.id)).sort()).toEqual(['one', 'two']);
});

it('leaves what is another membership’s, and takes it to nobody else', async () => {
  await left([edit('theirs')], 'memberomar');
  expect((await foundBy(aWindow())).rows).toEqual([]);
  expect(await onDevice()).toEqual(['theirs']);
});

it('removes what has waited too long, whoever’s it is, and says how much of it was mine', async () => {
  const old = NOW - KEEP_LIMITS.hours * HOUR - 1;
  await left([edit('mine', old), edit('new')]);
  await left([edit('theirs', old)], 'memberomar');
  const { rows, expired } = await foundBy(aWindow());
  expect([rows.map((row) => row.edit.id), expired]).toEqual([['new'], 1]);
  expect(await onDevice()).toEqual(['new']);
});

it('keeps nothing for whoever may not write, but shows them what they had typed', async () => {
  await left([edit('one')]);
  expect((await foundBy(aWindow(), false)).rows.map((row) => row.edit.id)).toEqual(['one']);
  expect(await onDevice()).toEqual([]);
});

it('removes everything at once when the person chooses to keep nothing, and keeps again when they change their mind', async () => {
  await left([edit('theirs')], 'memberomar');
  const keeping = aWindow();
  keeping.keep(edit('one'));
  await expect.poll(() => keeping.isKept('one')).toBe(true);
  chooseToKeepNothing(true);
  expect([keeping.state, keeping.isKept('one')]).toEqual(['off', false]);
  await expect.poll(onDevice).toEqual([]);
  keeping.keep(edit('two'));
  expect(await onDevice()).toEqual([]);
  chooseToKeepNothing(false);
  await expect.poll(onDevice).toEqual(['one', 'two']);
});

it('says so when the storage is full, and keeps again once there is space', async () => {
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const keeping = aWindow();
  keeping.keep(edit('one'));
  await expect.poll(() => keeping.state).toBe('failed');
  expect(keeping.isKept('one')).toBe(false);
  full.mockRestore();
  keeping.keep(edit('two'));
  await expect
    .poll(() => [keeping.state, keeping.isKept('one'), keeping.isKept('two')])
    .toEqual(['on', true, true]);
});

it('removes all of a membership when access was taken away or the room was left', async () => {
  await left([edit('one')]);
  await left([edit('theirs')], 'memberomar');
  localStorage.setItem(`corridor.outbox.${ME}.alert`, '{}');
  expect(await unsentOf(ME)).toBe(1);
  await forgetAll(ME);
  expect(await onDevice()).toEqual(['theirs']);
  expect(Object.keys(localStorage)).toEqual([]);
  const other = aWindow('memberomar');
  other.keep(edit('more'));
  await other.end();
  expect(await onDevice()).toEqual([]);
});
