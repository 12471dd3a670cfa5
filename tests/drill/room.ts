// One seed of the drill: a room with its people, what happens to them, and whether everything adds up in the end.
import { setTimeout as sleep } from 'node:timers/promises';
import { boardJson, type BoardJson } from '#board/cells.ts';
import { project } from '#domain/views.ts';
import { Chance } from '../server/gate/chance.ts';
import { ServedRoom, type JoinAs } from '../served/room.ts';
import { until, type House } from '../e2e/house.ts';
import { Person } from './person.ts';
import { Record, same } from './record.ts';
import { Window } from './window.ts';

/** Who takes part, in this order, from the beginning again when there are more of them. */
const CAST: readonly Omit<JoinAs, 'name'>[] = [
  { role: 'coordinator', party: 'first', owner: true },
  { role: 'coordinator', party: 'second' },
  { role: 'coordinator', party: 'second' },
  { role: 'watch_officer', party: 'first' },
  { role: 'watch_officer', party: 'second' },
  { role: 'observer', party: 'first' },
];
/** Within so many ms everybody has to be in step again; a stock client waits up to 2.5 s between two tries, ours 150 ms. */
const SETTLED_MS = 30_000;

export interface Happened {
  operations: number;
  typed: number;
  epochs: number;
  roles: number;
  revoked: number;
}

export class DrillRoom {
  readonly seed: number;
  readonly happened: Happened = { operations: 0, typed: 0, epochs: 0, roles: 0, revoked: 0 };
  readonly #served: ServedRoom;
  readonly #chance: Chance;
  readonly #people: Person[] = [];

  private constructor(seed: number, served: ServedRoom) {
    this.seed = seed;
    this.#served = served;
    this.#chance = new Chance(seed);
  }

  static async open(house: House, seed: number, people: number): Promise<DrillRoom> {
    const room = new DrillRoom(seed, await ServedRoom.open(house, `Drill ${seed}`));
    for (let n = 0; n < people; n++) await room.#join(n);
    return room;
  }

  /** Everybody does so many things at the same time; meanwhile something happens to the room. */
  async round(operations: number, alone: <T>(run: () => Promise<T>) => Promise<T>): Promise<void> {
    const working = Promise.all(this.#people.map((person) => this.#work(person, operations)));
    await Promise.all([working, alone(() => this.#happen())]);
  }

  /** Everybody comes back and is heard; then everything has to add up. Throws what does not. */
  async settle(): Promise<void> {
    const end = Date.now() + SETTLED_MS;
    for (let calm = 0; calm < 2;) {
      for (const person of this.#people) person.comeBack();
      await sleep(20);
      calm = this.#people.every(({ isSettled }) => isSettled) ? calm + 1 : 0;
      if (Date.now() > end) throw new Error(`not in step: ${this.#unsettled()}`);
    }
    await this.#addUp();
  }

  /** The board as the server says it now, to be the same after whatever comes next. */
  async board(): Promise<BoardJson> {
    return this.#served.house.board(this.#served.room, this.#owner.joined.session) as Promise<BoardJson>;
  }

  close(): void {
    for (const person of this.#people) person.leave();
  }

  async #join(nth: number): Promise<void> {
    const as = { ...CAST[nth % CAST.length], name: `Person ${nth + 1}` } as JoinAs;
    const joined = await this.#served.join(as);
    this.#people.push(new Person(this.#url, joined, new Chance(this.seed * 97 + nth)));
  }

  get #url(): string {
    return `${this.#served.syncUrl}/${this.#served.room}`;
  }

  get #owner(): Person {
    const [owner] = this.#people;
    if (!owner) throw new Error('Nobody is here.');
    return owner;
  }

  async #work(person: Person, operations: number): Promise<void> {
    const chance = new Chance(this.#chance.whole(1, 2 ** 30));
    for (let done = 0; done < operations;) {
      if (person.act()) {
        done++;
        this.happened.operations++;
      } else await sleep(5);
      if (chance.once(8)) await sleep(chance.whole(1, 8));
      else if (chance.once(2)) await new Promise(setImmediate);
    }
  }

  async #happen(): Promise<void> {
    const chance = this.#chance;
    await sleep(chance.whole(0, 60));
    const dice = chance.next();
    const others = this.#people.slice(1);
    if (dice < 0.25) {
      await this.#served.startEpoch();
      this.happened.epochs++;
    } else if (dice < 0.6 && others.length > 0) {
      const person = chance.pick(others);
      const role = chance.pick(['coordinator', 'watch_officer', 'observer'] as const);
      person.rightsChange();
      await this.#served.setRole(person.joined.membership, role);
      this.happened.roles++;
    } else if (dice < 0.75 && others.length > 0) await this.#replace(chance.pick(others));
  }

  /** Somebody's access ends, and a new invitation brings them back as somebody new to the room. */
  async #replace(person: Person): Promise<void> {
    const { name, role, membership, party } = person.joined;
    person.revoked = true;
    person.rightsChange();
    await this.#served.revoke(membership);
    const which = party === this.#served.parties.second ? 'second' : 'first';
    person.joined = await this.#served.join({ name, role, party: which });
    for (const window of [...person.windows]) window.over ??= 'session-ended';
    person.revoked = false;
    this.happened.revoked++;
  }

  async #addUp(): Promise<void> {
    const windows = this.#people.flatMap((person) => [...person.past, ...person.windows]);
    const typed = windows.flatMap((window) => window.typed);
    this.happened.typed = typed.length;
    const late = new Window(this.#url, this.#owner.joined.session, this.#chance);
    try {
      await until(
        () => late.ready,
        SETTLED_MS,
        () => 'the late joiner did not get in',
      );
      const record = await this.#record();
      for (const window of windows) record.holds(window);
      record.isMergeOf(typed, this.#chance);
      same('GET /board', await this.board(), record.board);
      record.isDocumentOf('the late joiner', late.doc);
      for (const { joined, windows: open } of this.#people) {
        for (const window of open) await this.#agrees(window, joined.name, joined.session, record);
      }
    } finally {
      late.close();
    }
  }

  async #agrees(window: Window, name: string, session: string, record: Record): Promise<void> {
    const observed = window.hello?.view === 'observer';
    if (!observed) return record.isDocumentOf(name, window.doc);
    const expected = throughObserver(record.board);
    same(name, boardJson(window.doc), expected);
    same(
      `GET /board for ${name}`,
      (await this.#served.house.board(this.#served.room, session)) as BoardJson,
      expected,
    );
  }

  /** The whole record, as anybody may read it who takes part. */
  async #record(): Promise<Record> {
    const { house, room } = this.#served;
    const answer = await fetch(`${house.url}/api/rooms/${room}/journal?after=0`, {
      headers: { authorization: `Bearer ${this.#owner.joined.session}`, connection: 'close' },
    });
    if (!answer.ok) throw new Error(`the record cannot be read: ${answer.status}`);
    return new Record(room, await answer.text());
  }

  #unsettled(): string {
    return this.#people
      .flatMap(({ joined, windows }) =>
        windows
          .filter(({ inStep, isSaved }) => !inStep || !isSaved)
          .map(
            ({ inStep, saved, clock, over }) => `${joined.name} ${inStep} ${saved}/${clock} ${over ?? ''}`,
          ),
      )
      .join(', ');
  }
}

function throughObserver(board: BoardJson): BoardJson {
  const shown: BoardJson = {};
  for (const [kind, records] of Object.entries(board)) {
    const kept: BoardJson[string] = {};
    for (const [id, fields] of Object.entries(records)) {
      for (const [field, value] of Object.entries(fields)) {
        const out = project({ view: 'observer' }, { kind, id, field }, value, Date.now());
        if (out !== undefined && out !== null) (kept[id] ??= {})[field] = out;
      }
    }
    shown[kind] = kept;
  }
  return shown;
}
