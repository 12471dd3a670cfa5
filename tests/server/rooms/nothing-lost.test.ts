// P11: whoever was refused, cut off, closed or sent to a fresh document ends equal to the server, and misses nothing they typed.
import { afterEach, expect, it } from 'vitest';
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import { sameValue } from '#domain/same-value.ts';
import { Chance } from '../gate/chance.ts';
import { BoardWindow } from './board-window.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, people } from './people.ts';
import { until } from './ports.ts';

const RUNS = 12;
const STEPS = 40;
/** This server takes shorter texts than the pages think, so that honest windows are refused now and then. */
const TEXT = 60;
const LIMITS = {
  gate: { ...GATE_LIMITS, stringBytes: TEXT },
  rates: {
    ...RATE_LIMITS,
    refusalsPerMinute: 1_000_000,
    updatesPerSecond: 10_000,
    updatesBurst: 10_000,
    syncStep1PerSecond: 1000,
  },
};
const FIELDS = ['leader', 'deputy', 'tailVehicle', 'commsPrimary'] as const;

let house: House;
let windows: BoardWindow[] = [];
afterEach(async () => {
  for (const { board } of windows) board.close();
  windows = [];
  await house.stop();
});

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function atRest(): Promise<void> {
  await until('everything is saved', () => windows.every(({ board }) => board.status.state === 'in-sync'));
}

/** Did this person set the cell to this value, by the journal: whether it stood or lost? */
async function isRecorded(window: BoardWindow, cell: string, value: unknown): Promise<boolean> {
  const [kind, id, field = ''] = cell.split('/');
  const history = await house.room.history('full', { record: `${kind}/${id}`, field });
  return history.some(
    ({ actor, cells }) =>
      actor === people[window.name].user &&
      cells.some(({ to, lost }) => sameValue(to, value as string) || sameValue(lost?.value, value as string)),
  );
}

const fixed = process.env['NOTHING_LOST_SEED'];
const first = fixed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(fixed);

it(`ends equal to the server and lists what was not taken, over ${RUNS} runs`, async () => {
  console.info(`nothing lost: ${RUNS} runs from seed ${first} (NOTHING_LOST_SEED=… for one of them)`);
  const met = { refused: 0, listed: 0, epochs: 0, closed: 0, sentLater: 0 };
  for (let seed = first; seed < first + (fixed === undefined ? RUNS : 1); seed++) {
    const chance = new Chance(seed);
    house = await startHouse({ limits: LIMITS });
    windows = (['maya', 'maya', 'lena'] as const).map((name) => new BoardWindow(house, name));
    await atRest();
    for (let step = 0; step < STEPS; step++) {
      const at = chance.whole(0, windows.length - 1);
      const window = windows[at] as BoardWindow;
      const text = `${seed} ${step} `.padEnd(chance.once(12) ? TEXT + 20 : 12, 'x');
      const kind = window.name === 'lena' ? 'note' : 'field';
      if (kind === 'note') window.type('convoy', CONVOY, 'note', text);
      else window.type('convoy', CONVOY, chance.pick(FIELDS), text);
      if (chance.once(8)) window.cut();
      if (chance.once(10)) {
        met.closed++;
        window.board.close();
        windows[at] = new BoardWindow(house, window.name, window);
      }
      if (chance.once(30)) {
        met.epochs++;
        const { user: actor, name, party, role } = people.maya;
        await house.room.startEpoch({ actor, name, party, role, via: 'command' });
      }
      if (chance.once(3)) await breathe();
    }
    await atRest();
    const server = house.room.board('full').kinds;
    for (const window of windows) {
      expect(window.json(), `seed ${seed}`).toEqual(server);
      const listed = window.listed();
      // Somebody with two windows open hears in both what of theirs was overtaken.
      const own = windows.filter(({ name }) => name === window.name).flatMap(({ all }) => all);
      for (const [cell, mine] of listed) expect(own, `seed ${seed}`).toContainEqual([cell, mine]);
      for (const [cell, value] of window.typed) {
        const isKnown = listed.has(cell) || (await isRecorded(window, cell, value));
        expect(isKnown, `seed ${seed}: ${window.name} lost ${String(value)} in ${cell}`).toBe(true);
      }
      // The device keeps what is open, and nothing else.
      const open = window.board.unsent.filter(({ why }) => why.is !== 'overtaken').length;
      const { size } = window.device.rows;
      expect(open === 0 ? size === 0 : size >= open, `seed ${seed}: ${size} kept for ${open}`).toBe(true);
      met.sentLater += window.board.news.filter(({ is }) => is === 'sent').length;
      met.listed += listed.size;
      met.refused += window.board.unsent.filter(({ why }) => why.is === 'refused').length;
    }
    if (seed < first + RUNS - 1 && fixed === undefined) {
      for (const { board } of windows) board.close();
      await house.stop();
    }
  }
  console.info(`nothing lost: ${JSON.stringify(met)}`);
  if (fixed === undefined) for (const times of Object.values(met)) expect(times).toBeGreaterThan(0);
}, 60_000);
