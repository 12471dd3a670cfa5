// The gap engine against a slow and obvious one: minute by minute, every window, every rule of domain.md by itself.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Board } from '#domain/board-model.ts';
import { underWay as spanOf } from '#domain/cover-need.ts';
import { gapsOf } from '#domain/coverage.ts';
import { estimateAt } from '#domain/estimate.ts';
import { KINDS, type Of } from '#domain/kinds/registry.ts';
import { boardWith, HOUR, MINUTE, NOON, PARTY_A, ROUTE, underWay } from './boards.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const SPAN = { from: NOON - HOUR, to: NOON + 4 * HOUR };
const CONVOYS = ['kiloaaaa', 'kilobbbb', 'kilocccc'];
const DRONES = ['owlaaaaa', 'owlbbbbb'];

const minute = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((min) => NOON + min * MINUTE);
const km = fc.integer({ min: 0, max: 70 });

const convoy = fc
  .record({
    phase: fc.constantFrom(...KINDS.convoy.fields.phase.words),
    needIntel: fc.boolean(),
    needResponse: fc.boolean(),
    std: minute(-240, 200),
    atd: fc.option(minute(-240, 0)),
    eta: fc.option(minute(-60, 400)),
    radio: fc.option(fc.tuple(km, fc.integer({ min: 0, max: 60 }), minute(-120, 0))),
  })
  .map((more) => underWay(more));

const drone = fc.record({
  party: fc.constant(PARTY_A),
  callsign: fc.constant('OWL'),
  canIntel: fc.option(fc.boolean()),
  canResponse: fc.option(fc.boolean()),
  enduranceMin: fc.option(fc.integer({ min: 20, max: 300 })),
  state: fc.constantFrom(...KINDS.drone.fields.state.words, 'available', 'airborne', null),
});

const cover = fc
  .record({
    drone: fc.constantFrom(...DRONES),
    task: fc.constantFrom(...KINDS.cover.fields.task.words),
    convoy: fc.option(fc.constantFrom(...CONVOYS), { freq: 3 }),
    from: minute(-90, 200),
    length: fc.integer({ min: 1, max: 200 }),
    stretch: fc.option(fc.tuple(km, km)),
    state: fc.constantFrom(...KINDS.cover.fields.state.words, 'on_station', 'on_station', 'assigned'),
    cause: fc.option(fc.constantFrom(...KINDS.cover.fields.cause.words)),
  })
  .map(({ length, stretch, ...one }): Of<'cover'> => ({
    ...one,
    to: one.from + length * MINUTE,
    ...(one.convoy === null ? { route: ROUTE } : {}),
    ...(stretch === null ? {} : { fromKm: Math.min(...stretch), toKm: Math.max(...stretch) }),
  }));

const boards = fc
  .record({
    convoys: fc.tuple(convoy, convoy, convoy),
    drones: fc.tuple(drone, drone),
    covers: fc.array(cover, { maxLength: 8 }),
  })
  .map(({ convoys, drones, covers }) =>
    boardWith({
      convoy: Object.fromEntries(CONVOYS.map((id, i) => [id, convoys[i] ?? {}])),
      drone: Object.fromEntries(DRONES.map((id, i) => [id, drones[i] ?? {}])),
      cover: Object.fromEntries(covers.map((one, i) => [`cover${i}aaaa`, { ...one }])),
    }),
  );

it(`finds the same uncovered minutes as going through them one by one (SEED=${seed})`, () => {
  fc.assert(
    fc.property(boards, (board) => {
      const gaps = gapsOf(board, SPAN, NOON);
      for (const id of CONVOYS) {
        for (const task of KINDS.cover.fields.task.words) {
          const mine = gaps.filter((gap) => gap.convoy === id && gap.task === task);
          // Half past each minute: whole minutes are edges, where both answers are right.
          for (let at = SPAN.from + 30_000; at < SPAN.to; at += MINUTE) {
            const told = mine.some((gap) => gap.from <= at && at < gap.to);
            if (told !== uncovered(board, id, task, at) && !onEdge(board, id, task, at)) {
              expect.fail(`${id} ${task} at minute ${(at - NOON) / MINUTE}: told ${told}`);
            }
          }
        }
      }
    }),
    { seed, numRuns: 300 },
  );
});

it(`tells gaps in order, within the time asked for, never two at once for one task (SEED=${seed})`, () => {
  fc.assert(
    fc.property(boards, (board) => {
      const last = new Map<string, number>();
      for (const gap of gapsOf(board, SPAN, NOON)) {
        const key = `${gap.convoy} ${gap.task}`;
        expect(gap.from).toBeGreaterThanOrEqual(last.get(key) ?? SPAN.from);
        expect(gap.to).toBeGreaterThan(gap.from);
        expect(gap.to).toBeLessThanOrEqual(SPAN.to);
        last.set(key, gap.to);
      }
    }),
    { seed, numRuns: 300 },
  );
});

/** The position moves on by the second, so the minute is left out in which a stretch is entered or left. */
function onEdge(board: Board, id: string, task: string, at: number): boolean {
  const verdicts = [-30_000, -1500, 1500, 29_999].map((step) => uncovered(board, id, task, at + step));
  return new Set(verdicts).size > 1;
}

function uncovered(board: Board, id: string, task: string, at: number): boolean {
  const record = board.convoy.get(id) ?? {};
  const asked = task === 'intelligence' ? record.needIntel : record.needResponse;
  const span = spanOf(record, NOON);
  if (!asked || !span || at < span.from || at >= span.to) return false;
  return ![...board.cover.values()].some((one) => one.task === task && helps(board, one, id, at));
}

function helps(board: Board, one: Of<'cover'>, id: string, at: number): boolean {
  if (typeof one.convoy === 'string' ? one.convoy !== id : one.route !== board.convoy.get(id)?.route)
    return false;
  if (!flies(board, one, at)) return false;
  const flyer = board.drone.get(one.drone ?? '') ?? {};
  if (typeof flyer.enduranceMin === 'number' && at >= (one.from ?? 0) + flyer.enduranceMin * MINUTE)
    return false;
  const elsewhere = [...board.cover.values()].some(
    (other) =>
      other !== one && other.drone === one.drone && flies(board, other, at) && !samePlace(one, other),
  );
  if (elsewhere) return false;
  if (typeof one.fromKm !== 'number' || typeof one.toKm !== 'number') return true;
  const { km: here, uncertaintyKm } = estimateAt(board.convoy.get(id) ?? {}, at);
  return Math.max(0, here - uncertaintyKm) >= one.fromKm && Math.min(70, here + uncertaintyKm) <= one.toKm;
}

/** Is the drone there, or promised to be, at this minute? */
function flies(board: Board, one: Of<'cover'>, at: number): boolean {
  const flyer = board.drone.get(one.drone ?? '') ?? {};
  if (flyer.state === 'lost') return false;
  if ((one.task === 'intelligence' ? flyer.canIntel : flyer.canResponse) === false) return false;
  if (at < (one.from ?? 0) || at >= (one.to ?? 0)) return false;
  const ranOut = (one.to ?? 0) <= NOON;
  if (ranOut && (one.state === 'relieved' || one.state === 'off_station')) return !one.cause;
  if (one.state === 'on_station')
    return ranOut || (flyer.state !== 'maintenance' && flyer.state !== 'returning');
  const promised = one.state === 'requested' || one.state === 'assigned' || one.state === 'transiting';
  return promised && (one.from ?? 0) > NOON && one.cause !== 'weather';
}

function samePlace(one: Of<'cover'>, other: Of<'cover'>): boolean {
  if (typeof one.convoy === 'string' || typeof other.convoy === 'string') return one.convoy === other.convoy;
  return one.route === other.route && one.fromKm === other.fromKm && one.toKm === other.toKm;
}
