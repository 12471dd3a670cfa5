// One person's stay in a room, over as many documents as it takes: a refusal, an epoch or a new role finish a document, not the stay.
import type { Doc } from 'yjs';
import { addressOf, type CellRef } from '#domain/cells.ts';
import type { Changes, Hello, Presence, RefusedFrame } from '#domain/protocol.ts';
import { REFUSALS, refusal, type Refusal, type RefusalCode, type RefusalParams } from '#domain/refusals.ts';
import type { BoardStatus, Unsaved } from './contract.ts';
import { Link } from './link.ts';
import { Mount } from './mount.ts';
import { presenceOf } from './presence.ts';

export interface ServerTime {
  /** ms */
  read(): number;
  /** the server said what time it is */
  heard(serverTime: number): void;
}

export interface SittingOptions {
  readonly room: string;
  readonly as: string;
  /** http(s) origin of the server */
  readonly origin: string;
  readonly clock: ServerTime;
  /** the browser's own unless said otherwise */
  readonly socket?: typeof WebSocket;
}

export interface SittingEvents {
  hello(hello: Hello): void;
  changes(changes: Changes): void;
  /** everything I wrote below this clock is on disk */
  saved(clock: number): void;
  /** @param first the board of this document has just arrived */
  synced(first: boolean): void;
  /** the document is finished and a fresh one is on its way */
  replaced(why: Refusal): void;
  ended(why: Refusal): void;
  status(): void;
  people(): void;
}

/** After these a fresh document takes the finished one's place; a role is never changed in place. */
function goesOn(why: RefusalCode, action: RefusedFrame['action']): boolean {
  return action === 'reset' || why === 'role-changed';
}

export class Sitting {
  readonly #options: SittingOptions;
  readonly #events: SittingEvents;
  readonly #link = new Link();
  #mount: Mount;
  #before: Doc | undefined;
  #epoch: number | undefined;
  #me: Hello | undefined;
  #people: readonly Presence[] = [];
  #refused: RefusedFrame | undefined;

  constructor(options: SittingOptions, events: SittingEvents) {
    this.#options = options;
    this.#events = events;
    this.#mount = this.#open();
  }

  /** undefined while the server has not said, or says it anew */
  get me(): Hello | undefined {
    return this.#me;
  }

  get people(): readonly Presence[] {
    return this.#people;
  }

  /** What people see and work on: until the board of a fresh document has arrived, the one before it, to read. */
  get doc(): Doc {
    return this.#mount.stands ? this.#mount.doc : (this.#before ?? this.#mount.doc);
  }

  /** Everything I wrote into this document lies below it. */
  get clock(): number {
    return this.#mount.clock;
  }

  /** Has the board of this document arrived? */
  get stands(): boolean {
    return this.#mount.stands;
  }

  get synced(): boolean {
    return this.#link.synced;
  }

  get ended(): Refusal | undefined {
    return this.#link.ended;
  }

  status(unsaved: Unsaved): BoardStatus {
    return this.#link.status(unsaved, this.#me?.role);
  }

  enter(cell: CellRef | null): void {
    this.#mount.awareness.setLocalState(cell ? { cell: addressOf(cell) } : {});
  }

  /** Everything is saved: nothing is put off any more. */
  clear(): void {
    this.#link.clear();
  }

  probe(): void {
    if (!this.#link.ended) this.#mount.probe();
  }

  end(code: RefusalCode, params: RefusalParams): void {
    this.#link.end(code, params);
  }

  close(): void {
    this.#mount.close();
  }

  #open(): Mount {
    const { room, as, origin, clock, socket } = this.#options;
    const mount = new Mount(
      { origin: origin.replace(/^http/, 'ws'), room, as, epoch: this.#epoch, socket },
      {
        hello: (hello) => {
          clock.heard(hello.serverTime);
          // Changed while the line was down: this document is of the old view, and its edits of the old rights.
          if (this.#me && !sameRights(this.#me, hello)) return this.#replace(refusal('role-changed'));
          this.#epoch = hello.epoch;
          this.#me = hello;
          this.#events.hello(hello);
        },
        saved: ({ clocks }) => this.#events.saved(clocks[String(mount.doc.clientID)] ?? 0),
        refused: (refused) => {
          this.#refused = refused;
          if (refused.action === 'wait') this.#link.putOff(refused.code, clock.read());
          this.#events.status();
        },
        changes: (changes) => this.#events.changes(changes),
        connection: (up) => {
          if (up) {
            this.#refused = undefined;
            this.#link.up();
          } else this.#link.down(clock.read(), this.#refused !== undefined);
          this.#events.status();
        },
        synced: (first) => {
          this.#before = undefined;
          this.#link.sync();
          this.#events.synced(first);
        },
        closed: (reason) => this.#closed(reason),
        presence: () => {
          this.#people = presenceOf(mount.awareness, this.#me);
          this.#events.people();
        },
      },
    );
    mount.awareness.setLocalState({});
    return mount;
  }

  /** The server closed for good: either this document is finished, or this person's access is. */
  #closed(reason: string): void {
    const refused = this.#refused;
    this.#refused = undefined;
    // The close frame names what ended this socket; a frame 102 said more about it, if it was about the same.
    const named = reason in REFUSALS ? (reason as RefusalCode) : undefined;
    const why = named ?? refused?.code ?? 'session-ended';
    const said = refused?.code === why ? refused : undefined;
    const full = refusal(why, said?.params ?? {}, said?.cell);
    if (!goesOn(why, said?.action ?? REFUSALS[why].action)) {
      this.#link.end(why, full.params);
      return this.#events.ended(full);
    }
    this.#replace(full);
  }

  /** INVARIANT: a finished document is never mended, and rights never change in place: all begins anew. */
  #replace(why: Refusal): void {
    if (why.code === 'other-epoch') this.#epoch = undefined; // the new one's number comes with hello
    if (why.code === 'role-changed') this.#me = undefined; // who I am now comes with hello, too
    // Nobody's hands are taken off a field by a fresh document; but what the old view showed goes at once.
    this.#before = why.code === 'role-changed' ? undefined : this.doc;
    const old = this.#mount;
    this.#link.renew();
    this.#mount = this.#open();
    this.#events.replaced(why); // whoever follows the old document lets it go
    old.close();
  }
}

function sameRights(a: Hello, b: Hello): boolean {
  return a.role === b.role && a.party === b.party && a.view === b.view;
}
