// Importing a file as people do it: looking changes nothing, problems name their row, what came in can be taken back.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { note, problem, type ImportOutcome } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { accessProblems } from '../axe.ts';
import BoardTools from '../BoardTools.svelte';
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
  await render(InRoom, { room: new FakeRoom(cast), of: BoardTools });
  await page.getByRole('button', { name: 'Import file' }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
}

describe('importing convoys', () => {
  it('looks at the file first, brings it in when told, and takes it back', async () => {
    answers = [
      { json: outcome },
      { json: { ...outcome, dryRun: false, import: 'import01' } },
      { json: { import: 'import01', undone: ['convoy/aaaaaaaa', 'convoy/bbbbbbbb'], stays: [] } },
    ];
    await open();
    choose(table);
    await expect.poll(text).toContain('This would bring in 2 convoys.');
    expect(text()).toContain('The columns are separated by ;.');
    expect(asked).toEqual(['/api/rooms/roomaaaa/imports?kind=convoy&name=convoys.csv&dry=1&as=member00']);
    await page.getByRole('button', { name: 'Bring it in' }).click();
    await expect.poll(text).toContain('2 convoys are on the board.');
    expect(asked.at(-1)).toBe('/api/rooms/roomaaaa/imports?kind=convoy&name=convoys.csv&as=member00');
    await page.getByRole('button', { name: 'Undo this import' }).click();
    await expect.poll(text).toContain('2 records were closed again.');
    expect(asked.at(-1)).toBe('/api/rooms/roomaaaa/imports/import01/undo?as=member00');
  });

  it('names the row and column of every problem and brings in nothing', async () => {
    const problems = [
      problem('exists', { row: 2, field: 'callsign' }),
      problem('range', { row: 3, field: 'toKm' }, { min: 0, max: 5000 }),
    ];
    answers = [{ json: { ...outcome, created: 0, problems } }];
    await open();
    choose(table);
    await expect.poll(text).toContain('Nothing comes in: 2 problems.');
    const dialog = page.getByRole('dialog');
    await expect
      .element(dialog.getByRole('row', { name: /Row 2, callsign.*is in the room already/ }))
      .toBeVisible();
    await expect.element(dialog.getByRole('row', { name: /Row 3, toKm.*from 0 to 5000/ })).toBeVisible();
    expect(page.getByRole('button', { name: 'Bring it in' }).elements()).toHaveLength(0);
  });

  it('says that the server does not answer', async () => {
    answers = [];
    await open();
    choose(table);
    await expect.poll(text).toContain('The server does not answer.');
  });

  it('says of a file that is too large how large it may be, without sending it', async () => {
    await open();
    choose(new File([new Uint8Array(IMPORT_LIMITS.bytes + 1)], 'long.csv'));
    await expect.poll(text).toContain(`larger than the ${IMPORT_LIMITS.bytes} bytes allowed`);
    expect(asked).toEqual([]);
  });
});

it('an owner brings in a route, and the dialog has no barrier that axe knows of', async () => {
  const route = { name: 'Border to town', lengthKm: 70.3, points: 812 };
  answers = [{ json: { ...outcome, format: 'gpx', kind: 'route', rows: 1, created: 1, notes: [], route } }];
  await open({ owner: true });
  expect(await accessProblems()).toEqual([]);
  choose(new File(['<gpx/>'], 'road.gpx'));
  await expect.poll(text).toContain('the route “Border to town”, 70.3 km, 812 points');
  expect(asked[0]).toContain('kind=route');
});

it('an observer is offered nothing to create, import or undo', async () => {
  await render(InRoom, { room: new FakeRoom({ role: 'observer', party: PARTY.donor }), of: BoardTools });
  expect(document.querySelectorAll('button')).toHaveLength(0);
});

/** As the browser's own file picker does it. */
function choose(file: File): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  const picked = new DataTransfer();
  picked.items.add(file);
  if (!input) throw new Error('no file control');
  input.files = picked.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function text(): string {
  return document.body.innerText;
}
