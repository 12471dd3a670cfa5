// The server told to stop while people edit in two rooms: it drains, says goodbye, ends by itself, and nothing is lost.
import { afterEach, expect, test } from 'vitest';
import { openHouse, until, type House } from './house.ts';
import { Program } from './program.ts';

let house: House | undefined;
let people: Program[] = [];
afterEach(async () => {
  for (const person of people) person.close();
  people = [];
  await house?.close();
});

test('everybody is told to come back, the record ends in order, and every edit arrives', async () => {
  house = await openHouse();
  const at = house;
  const rooms = [await at.room('Drained, first'), await at.room('Drained, second')];
  people = await Promise.all(
    rooms.flatMap((room) => ['Ana', 'Ben'].map((name) => Program.join(at, room, 'coordinator', name))),
  );
  const notes: { person: Program; id: string }[] = [];
  let editing = true;
  const traffic = (async () => {
    while (editing) {
      for (const person of people)
        notes.push({ person, id: person.create('note', { text: `note ${notes.length}`, at: Date.now() }) });
      await new Promise((resolve) => setTimeout(resolve, 20)); // within what a person may send
    }
  })();
  await until(() => notes.length > 100, 10_000);
  const began = Date.now();
  const code = await at.stop();
  const took = Date.now() - began;
  editing = false;
  await traffic;

  expect(code).toBe(0);
  expect(took).toBeLessThan(5_000);
  for (const { closes } of people) expect(closes[0]).toBe(1013);

  await at.start();
  await until(
    async () => {
      const boards = new Map<string, Record<string, unknown>>();
      for (const { room, session } of people) boards.set(room, (await at.board(room, session))['note'] ?? {});
      return notes.every(({ person, id }) => boards.get(person.room)?.[id] !== undefined);
    },
    15_000,
    () => 'edits are missing after the restart',
  );
  for (const { room, session } of people) {
    const journal = await fetch(`${at.url}/api/rooms/${room}/journal?after=0`, {
      headers: { authorization: `Bearer ${session}` },
    });
    const lines = (await journal.text()).trim().split('\n');
    const kinds = lines.map((line) => {
      const { header } = JSON.parse(line) as { header: string };
      return (JSON.parse(header) as { kind: string }).kind;
    });
    expect(kinds.filter((kind) => kind === 'server.stopped')).toHaveLength(1);
    expect(kinds[kinds.indexOf('server.stopped') + 1]).toBe('server.started');
  }
});
