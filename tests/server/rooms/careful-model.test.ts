// Whatever is set, restarted, begun afresh or set otherwise, in any order: observers see what a plain reading of the rules says.
import { afterEach, expect, it } from 'vitest';
import { addressOf, parseAddress, type CellAddress, type CellRef } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { ripeFrom, project, sightOf, toldFrom, type Sight } from '#domain/views.ts';
import { Chance } from '../gate/chance.ts';
import { CarefulHouse, MINUTE } from './careful-house.ts';
import { people } from './people.ts';

let at: CarefulHouse;
afterEach(() => at.stop());

/** Times fall on whole seconds; what falls due in the very last one may be on its way. */
const ON_ITS_WAY_MS = 1_000;
const STEPS = 60;

interface Set {
  readonly at: number;
  readonly value: CellValue;
}

/** Everything that was ever set, and what observers have to see of it by now. */
class Model {
  sight: Sight = sightOf('observer', {});
  readonly #sets = new Map<CellAddress, Set[]>();

  set(ref: CellRef, set: Set): void {
    const cell = addressOf(ref);
    this.#sets.set(cell, [...(this.#sets.get(cell) ?? []), set]);
  }

  /** What may stand in each cell: one value, or two around the moment at which it changes. */
  expected(now: number): Map<CellAddress, (CellValue | undefined)[]> {
    return new Map(
      [...this.#sets.keys()].map((cell) => [
        cell,
        [this.#shown(cell, now), this.#shown(cell, now - ON_ITS_WAY_MS)],
      ]),
    );
  }

  #shown(cell: CellAddress, now: number): CellValue | undefined {
    const ref = parseAddress(cell);
    const told = this.#sets.get(cell)?.filter((one) => ref && toldFrom(this.sight, ref.kind, one.at) <= now);
    const last = told?.at(-1);
    if (!ref || !last || ripeFrom(this.sight, ref, last.value) > now) return undefined;
    return project(this.sight, ref, last.value, now) ?? undefined;
  }
}

class Play {
  readonly #chance: Chance;
  readonly #model = new Model();

  constructor(seed: number) {
    this.#chance = new Chance(seed);
  }

  async step(): Promise<void> {
    const chance = this.#chance;
    switch (chance.whole(0, 11)) {
      case 0:
        await at.restart(chance.whole(0, 19) * MINUTE);
        break;
      case 1:
        await at.room.startEpoch({ ...people.maya, actor: 'u-maya', via: 'command' });
        break;
      case 2: {
        const settings = {
          observerView: chance.pick(['careful', 'careful', 'full'] as const),
          delayMin: chance.pick([0, 5, 30]),
        };
        await at.setRoom(settings);
        this.#model.sight = sightOf('observer', settings);
        break;
      }
      case 3:
      case 4:
      case 5:
        await at.pass(chance.whole(0, 14) * MINUTE);
        break;
      default:
        await this.#set();
    }
    at.clock.pass(1_000);
    await at.house.rooms.open(at.room.id);
  }

  compare(): void {
    const { kinds } = at.room.board('observer');
    for (const [cell, may] of this.#model.expected(at.clock.now())) {
      const ref = parseAddress(cell);
      const stands = ref && kinds[ref.kind]?.[ref.id]?.[ref.field];
      expect(may, `${cell} at ${at.clock.now()}`).toContainEqual(stands);
    }
  }

  async #set(): Promise<void> {
    const now = at.clock.now();
    const [ref, value] = this.#cell(now);
    await at.set(ref.kind, ref.id, { [ref.field]: value });
    this.#model.set(ref, { at: now, value });
  }

  #cell(now: number): [CellRef, CellValue] {
    const chance = this.#chance;
    const [convoy, segment, cover] = [
      `convoy${chance.whole(0, 2)}000`,
      `segment${chance.whole(0, 1)}0`,
      `cover${chance.whole(0, 1)}000`,
    ];
    const km = chance.whole(0, 699) / 10;
    return chance.pick<[CellRef, CellValue]>([
      [{ kind: 'convoy', id: convoy, field: 'callsign' }, `KILO-${chance.whole(0, 98)}`],
      [{ kind: 'convoy', id: convoy, field: 'radio' }, chance.whole(0, 3) === 0 ? null : [km, 20, now]],
      [{ kind: 'convoy', id: convoy, field: 'std' }, now + (chance.whole(0, 59) - 20) * MINUTE],
      [{ kind: 'convoy', id: convoy, field: 'std' }, now - 90 * MINUTE],
      [{ kind: 'convoy', id: convoy, field: 'vehicles' }, chance.whole(0, 8)],
      [{ kind: 'cover', id: cover, field: 'from' }, now + chance.whole(0, 29) * MINUTE],
      [{ kind: 'segment', id: segment, field: 'fromKm' }, km],
      [{ kind: 'segment', id: segment, field: 'archivedAt' }, now + chance.whole(0, 4) * MINUTE],
    ]);
  }
}

it.each([1, 2, 3, 4, 5, 6])('in any order, seed %i', { timeout: 30_000 }, async (seed) => {
  at = await CarefulHouse.start();
  const play = new Play(seed);
  for (let step = 0; step < STEPS; step++) {
    await play.step();
    play.compare();
  }
});
