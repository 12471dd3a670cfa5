// Importing a file as people do it: looking changes nothing, problems name their row, what came in can be taken back.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ImportButton from '#ui/imports/ImportButton.svelte';
import { note, problem, type ImportOutcome } from '#domain/import-outcome.ts';
import { accessProblems } from '../axe.ts';
import { PARTY } from '../exercise.ts';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';
import InRoom from '../InRoom.svelte';

const asked: string[] = [];
let answers: { readonly status?: number; readonly json: unknown }[];

const outcome: ImportOutcome = {
  ...{ import: null, dryRun: true, format: 'csv', kind: 'convoy', rows: 2, created: 2 },
  ...{ problems: [], notes: [note('separator', { separator: ';' })] },
};
const table = new File(['callsign;route\nALFA-1;Border\n'], 'convoys.csv', { type: 'text/csv' });

beforeEach(() => {
  asked.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    asked.push(String(input));
    const answer = answers.shift();
    if (!answer) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(Response.json(answer.json, { status: answer.status ?? 200 }));
  });
});

async function open(cast: Cast = {}): Promise<void> {
  await render(InRoom, { room: new FakeRoom(cast), of: ImportButton });
  await page.getByRole('button', { name: 'Import…' }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
}

describe('importing convoys', () => {
  it('looks at the file first, imports it when told, and takes it back', async () => {
    answers = [
      { json: outcome },
      { json: { ...outcome, dryRun: false, import: 'import01' } },
      { json: { import: 'import01', undone: ['convoy/aaaaaaaa', 'convoy/bbbbbbbb'], stays: [] } },
    ];
    await open();
    await choose(table);
    await expect.poll(text).toContain('This would create 2 convoys.');
    expect(text()).toContain('The columns are separated by ;.');
    expect(asked).toEqual(['/api/rooms/roomaaaa/imports?as=member00&kind=convoy&name=convoys.csv&dry=1']);
    await page.getByRole('button', { name: 'Import 2 records' }).click();
    await expect.poll(text).toContain('Imported: 2 convoys are in the room.');
    expect(asked.at(-1)).toBe('/api/rooms/roomaaaa/imports?as=member00&kind=convoy&name=convoys.csv');
    await page.getByRole('button', { name: 'Take the import back' }).click();
    await expect.poll(text).toContain('Taken back: 2 records were closed.');
    expect(asked.at(-1)).toBe('/api/rooms/roomaaaa/imports/import01/undo?as=member00');
  });

  it('names the row and column of every problem and imports nothing', async () => {
    const problems = [
      problem('exists', { row: 2, field: 'callsign' }),
      problem('range', { row: 3, field: 'toKm' }, { min: 0, max: 5000 }),
    ];
    answers = [{ json: { ...outcome, created: 0, problems } }];
    await open();
    await choose(table);
    await expect.poll(text).toContain('Nothing can be imported yet: 2 problems.');
    await expect
      .element(page.getByRole('row', { name: /Row 2, callsign.*is in the room already/ }))
      .toBeVisible();
    await expect.element(page.getByRole('row', { name: /Row 3, toKm.*from 0 to 5000/ })).toBeVisible();
    expect(page.getByRole('button', { name: /Import \d/ }).elements()).toHaveLength(0);
  });

  it('says that the server does not answer and keeps what was looked at', async () => {
    answers = [{ json: outcome }];
    await open();
    await choose(table);
    await page.getByRole('button', { name: 'Import 2 records' }).click();
    await expect.poll(text).toContain('The server does not answer.');
    await expect.element(page.getByRole('button', { name: 'Import 2 records' })).toBeVisible();
  });

  it('says of a file that is too large how large it may be', async () => {
    answers = [{ status: 413, json: { code: 'too-big', params: { max: 5242880 } } }];
    await open();
    await choose(table);
    await expect.poll(text).toContain('larger than the 5242880 bytes allowed');
  });
});

it('an owner may import a route too, and the dialog has no barrier that axe knows of', async () => {
  const route = { name: 'Border to town', lengthKm: 70.3, points: 812 };
  answers = [{ json: { ...outcome, format: 'gpx', kind: 'route', rows: 1, created: 1, notes: [], route } }];
  await open({ owner: true });
  await page.getByLabelText(/A route, from GPX/).click();
  await choose(new File(['<gpx/>'], 'road.gpx'));
  await expect.poll(text).toContain('This would create the route “Border to town”: 70.3 km with 812 points.');
  expect(await accessProblems()).toEqual([]);
});

it('an observer is offered no import', async () => {
  await render(InRoom, { room: new FakeRoom({ role: 'observer', party: PARTY.donor }), of: ImportButton });
  expect(document.querySelectorAll('button')).toHaveLength(0);
});

async function choose(file: File): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no file control');
  await userEvent.upload(input, file);
}

function text(): string {
  return document.body.innerText;
}
