// Somebody in the drill: types what they may, goes off line, closes windows, comes back, and starts anew when told to.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CellWrite } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet } from '#domain/policy.ts';
import type { Chance } from '../server/gate/chance.ts';
import type { Joined } from '../served/room.ts';
import { newConvoy, newNote, someEdit } from './typing.ts';
import { Window, type Over } from './window.ts';

/** What the server may say to somebody who did nothing wrong. */
const HONEST: readonly Over[] = ['other-epoch', 'role-changed', 'session-ended', 4401, 4409];
/** The same to a window that was open when its person's rights changed: what it holds may be more than they may see now. */
const CHANGED: readonly Over[] = [
  'read-only',
  'role',
  'party',
  'foreign-client',
  'owner-only', // who only looked until now brings the observers' document, in which the server itself wrote
];
const WINDOWS = 3;

export class Person {
  joined: Joined;
  readonly windows: Window[] = [];
  /** windows that are closed, for what was typed in them */
  readonly past: Window[] = [];
  /** fresh invitation needed */
  revoked = false;
  readonly #url: string;
  readonly #chance: Chance;

  constructor(url: string, joined: Joined, chance: Chance) {
    this.#url = url;
    this.joined = joined;
    this.#chance = chance;
    this.open();
  }

  open(): Window {
    const window = new Window(this.#url, this.joined.session, this.#chance);
    this.windows.push(window);
    return window;
  }

  /** Their role or membership changes now. */
  rightsChange(): void {
    for (const window of this.windows) window.rightsChanged = true;
  }

  /** Does one thing. False when there is nothing to do it with yet. */
  act(): boolean {
    this.startAnew();
    const chance = this.#chance;
    const ready = this.windows.filter((window) => window.ready);
    if (ready.length === 0) return false;
    const window = chance.pick(ready);
    const dice = chance.next();
    if (dice < 0.86) this.#type(window);
    else if (dice < 0.9) this.#enter(window);
    else if (dice < 0.93) window.goOffline();
    else if (dice < 0.97) for (const one of this.windows) one.comeBack();
    else if (dice < 0.98) window.cut();
    else if (dice < 0.99) this.#close(window);
    else if (this.windows.length < WINDOWS) this.open();
    return true;
  }

  /** Windows that were put out make room for fresh ones, with or without what was not saved in them. */
  startAnew(): void {
    for (const window of [...this.windows]) {
      const { over } = window;
      if (over === undefined) continue;
      if (!HONEST.includes(over) && !(window.rightsChanged && CHANGED.includes(over)))
        throw new Error(`${this.joined.name} was refused: ${over}`);
      this.#close(window);
      if (this.revoked) continue;
      const fresh = this.open();
      if (this.#chance.once(2)) void this.#typeAgain(window, fresh);
    }
    if (this.windows.length === 0 && !this.revoked) this.open();
  }

  comeBack(): void {
    this.startAnew();
    for (const window of this.windows) window.comeBack();
  }

  get isSettled(): boolean {
    return this.windows.every(({ inStep, isSaved, over }) => inStep && isSaved && over === undefined);
  }

  leave(): void {
    for (const window of [...this.windows]) this.#close(window);
  }

  #close(window: Window): void {
    window.close();
    this.windows.splice(this.windows.indexOf(window), 1);
    this.past.push(window);
  }

  #type(window: Window): void {
    const chance = this.#chance;
    const dice = chance.next();
    const { party } = this.joined;
    if (dice < 0.1) return void this.#typeIfAllowed(window, newConvoy(chance, party));
    if (dice < 0.2) return void this.#typeIfAllowed(window, newNote(chance));
    // A role has few fields; somebody who may set none in this record looks at another.
    for (let tries = 0; tries < 8; tries++)
      if (this.#typeIfAllowed(window, someEdit(chance, window.doc))) return;
  }

  #typeIfAllowed(window: Window, writes: readonly CellWrite[]): boolean {
    const member = this.#memberIn(window);
    if (!member || writes.length === 0) return false;
    const values = new Map(writes.map(({ ref, value }) => [`${ref.kind}/${ref.id}/${ref.field}`, value]));
    const look = (kind: string, id: string, field: string): CellValue | undefined =>
      window.value({ kind, id, field }) ?? values.get(`${kind}/${id}/${field}`);
    if (writes.some(({ ref }) => mayNotSet(member, ref, 'edit', look) !== null)) return false;
    window.type(writes);
    return true;
  }

  /** As the server said in its first frame. */
  #memberIn({ hello }: Window): Member | undefined {
    return hello && { ...hello, membership: this.joined.membership };
  }

  #enter(window: Window): void {
    const [write] = someEdit(this.#chance, window.doc);
    if (write) window.enter(`${write.ref.kind}/${write.ref.id}/${write.ref.field}`);
  }

  /** What was not saved in a window that was put out, typed again into records that are still there. */
  async #typeAgain(before: Window, fresh: Window): Promise<void> {
    while (!fresh.ready) {
      if (fresh.over !== undefined || !this.windows.includes(fresh)) return;
      await sleep(5);
    }
    for (const { to, cells } of before.typed) {
      if (to <= before.saved) continue;
      const edits = cells.map(({ write }) => write).filter(({ ref }) => ref.kind === 'convoy');
      const known = edits.every(({ ref }) => fresh.value({ ...ref, field: 'party' }) !== undefined);
      if (known && edits.every(({ ref }) => ref.field !== 'party')) this.#typeIfAllowed(fresh, edits);
    }
  }
}
