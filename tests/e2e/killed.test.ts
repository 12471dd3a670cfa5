// The server killed with −9 in the middle of edits: whatever it had called saved is there when it comes back.
import { afterEach, expect, test } from 'vitest';
import { FRAME, type Saved } from '#domain/protocol.ts';
import { openHouse, until, type House } from './house.ts';
import { Program } from './program.ts';

let house: House | undefined;
afterEach(() => house?.close());

test('three programs edit, the server is killed with −9 five times: nothing that said saved is missing', async () => {
  house = await openHouse();
  const room = await house.room('Killed while writing');
  const people = await Promise.all(
    ['Ana', 'Ben', 'Cem'].map((name) => Program.join(house as House, room, 'coordinator', name)),
  );
  const saved = new Map(people.map((person) => [person, 0]));
  const notes = new Map<Program, { clock: number; id: string }[]>(people.map((person) => [person, []]));
  for (const person of people) {
    person.onFrame(FRAME.saved, (json) => {
      const { clocks } = JSON.parse(json) as Saved;
      saved.set(person, Math.max(saved.get(person) ?? 0, clocks[String(person.doc.clientID)] ?? 0));
    });
  }
  for (let round = 0; round < 5; round++) {
    await until(
      () => people.every(({ provider }) => provider.synced),
      10_000,
      () => 'not everybody came back',
    );
    for (let edit = 0; edit < 20; edit++) {
      for (const person of people) {
        const id = person.create('note', { text: `round ${round} edit ${edit}`, at: Date.now() });
        notes.get(person)?.push({ clock: person.clock, id });
      }
      await new Promise(setImmediate);
    }
    const before = [...saved.values()].reduce((sum, clock) => sum + clock, 0);
    await until(() => [...saved.values()].reduce((sum, clock) => sum + clock, 0) > before, 5000);
    await house.kill();
    const due = people.flatMap((person) =>
      (notes.get(person) ?? []).filter(({ clock }) => clock <= (saved.get(person) ?? 0)).map(({ id }) => id),
    );
    await house.start();
    const stands = (await house.board(room, people[0]?.session ?? ''))['note'] ?? {};
    expect(due.length).toBeGreaterThan(0);
    expect(due.filter((id) => !stands[id])).toEqual([]);
  }
  await until(() => people.every(({ provider }) => provider.synced), 10_000);
  const all = [...notes.values()].flat().map(({ id }) => id);
  await until(
    async () => {
      const stands = (await (house as House).board(room, people[0]?.session ?? ''))['note'] ?? {};
      return all.every((id) => stands[id]);
    },
    10_000,
    () => 'what was not saved did not come after the reconnect',
  );
  for (const person of people) person.close();
});
