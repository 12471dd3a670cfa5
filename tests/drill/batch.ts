// Several seeds at once, a room each, in one server process that is asked to end or killed in the middle of the work.
import { openHouse, type House } from '../e2e/house.ts';
import { Chance } from '../server/gate/chance.ts';
import { same } from './record.ts';
import { DrillRoom, type Happened } from './room.ts';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Dose {
  readonly people: number;
  /** of each person */
  readonly operations: number;
}

export interface BatchOutcome {
  readonly happened: Happened;
  /** the server was asked to end, and was killed, so often */
  readonly stopped: number;
  readonly killed: number;
}

/** A seed whose room does not add up. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly seed: number;
  constructor(seed: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.seed = seed;
  }
}

/**
 * What a person at work never meets: everybody here does an hour's work in a second, and whoever is put out for it comes
 * back at once. The limits of conflicts and sizes stay as they are.
 */
export const RAISED = {
  LIMIT_UPDATES_PER_SECOND: '100000',
  LIMIT_UPDATES_BURST: '100000',
  LIMIT_BYTES_PER_SECOND: '100000000',
  LIMIT_SYNC_STEP1_PER_SECOND: '1000',
  LIMIT_PRESENCE_PER_SECOND: '1000',
  LIMIT_REFUSALS_PER_MINUTE: '1000',
  LIMIT_FAILURES_PER_MINUTE: '100000',
} as const;

const ROUNDS = 6;

export async function runBatch(
  seeds: readonly number[],
  { people, operations }: Dose,
): Promise<BatchOutcome> {
  const [first = 0] = seeds;
  const chance = new Chance(first);
  const house = await openHouse(RAISED);
  const ends = { stopped: 0, killed: 0 };
  const alone = oneAfterTheOther();
  const rooms: DrillRoom[] = [];
  try {
    for (const seed of seeds) rooms.push(await naming(seed, DrillRoom.open(house, seed, people)));
    for (let round = 0; round < ROUNDS; round++) {
      const share = Math.ceil((operations * (round + 1)) / ROUNDS) - Math.ceil((operations * round) / ROUNDS);
      await Promise.all([
        ...rooms.map((room) => naming(room.seed, room.round(share, alone))),
        ...(round % 2 === 0 ? [restart(house, chance, alone, ends)] : []),
      ]);
    }
    for (const room of rooms) await naming(room.seed, room.settle());
    await staysAfterKill(house, rooms);
    ends.killed++;
    return { happened: sum(rooms), ...ends };
  } finally {
    for (const room of rooms) room.close();
    await house.close();
  }
}

/** In the middle of everything: sometimes it may say goodbye, sometimes not. */
async function restart(
  house: House,
  chance: Chance,
  alone: Alone,
  ends: { stopped: number; killed: number },
): Promise<void> {
  await sleep(chance.whole(10, 150));
  await alone(async () => {
    if (chance.once(2)) {
      await house.kill();
      ends.killed++;
    } else {
      const code = await house.stop();
      if (code !== 0) throw new Error(`the server ended with ${code}: ${house.output}`);
      ends.stopped++;
    }
    await sleep(chance.whole(0, 100));
    await house.start();
  });
}

/** Killed once more after everything was said to be saved, the server builds the same boards from its record. */
async function staysAfterKill(house: House, rooms: readonly DrillRoom[]): Promise<void> {
  const before = await Promise.all(rooms.map((room) => room.board()));
  await house.kill();
  await house.start();
  for (const [at, room] of rooms.entries()) {
    await naming(
      room.seed,
      room.board().then((board) => same('the board after a restart', board, before[at] ?? {})),
    );
  }
}

type Alone = <T>(run: () => Promise<T>) => Promise<T>;

/** Nobody gives a command to a server that is being restarted. */
function oneAfterTheOther(): Alone {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const mine = last.then(run, run);
    last = mine;
    return mine;
  };
}

async function naming<T>(seed: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Broken(seed, error);
  }
}

function sum(rooms: readonly DrillRoom[]): Happened {
  const all: Happened = { operations: 0, typed: 0, epochs: 0, roles: 0, revoked: 0 };
  for (const { happened } of rooms) {
    for (const what of Object.keys(all) as (keyof Happened)[]) all[what] += happened[what];
  }
  return all;
}
