// One room's ledger over a store: numbers and seals in the order of handing in, resolves in that order after commit.
import { say } from '#domain/words/say-all.ts';
import { BEGINNING, SALT_BYTES, entryHash, hex, readEntry, sameBytes, seal } from './entry.ts';
import type { Committed, Draft, Ledger, ReadEntry } from './ledger.ts';
import type { Ids } from './ports.ts';
import { type Head, type Store, StoreError, type StoredEntry } from './store.ts';
import type { ChainFault } from './verify.ts';

/** What the implementation shows beside the contract. */
export interface SealedLedger extends Ledger {
  /** hash of the kinds that new entries are written under */
  readonly schema: string;
  /** hash of the kinds of the last entry handed in; undefined while the room has none */
  readonly lastSchema: string | undefined;
  /** hex; hash of the last entry handed in, 64 zeros before the first */
  readonly hash: string;
  /** Set once an append was not committed: everything later rejects with it, the room reloads. */
  readonly failed: StoreError | undefined;
}

export interface LedgerOptions {
  readonly store: Store;
  readonly room: string;
  readonly ids: Ids;
  /** see `schemaHash` */
  readonly schema: string;
}

/**
 * Takes over a room's journal: an older ledger of the same room can append nothing any more.
 * Rejects with StoreError: `missing` without such a room, `unreadable` when its last entry does not fit.
 */
export async function openLedger(options: LedgerOptions): Promise<SealedLedger> {
  const { store, room } = options;
  // INVARIANT: claim first. Nobody else can append after it, so the head read next stays the head.
  const fence = await store.claim(room);
  return new StoreLedger(options, fence, await endOf(store, room));
}

/** A room's journal without taking it over: nothing can be appended, every attempt rejects with `why`. */
export async function readOnlyLedger(options: LedgerOptions, why: StoreError): Promise<SealedLedger> {
  return new StoreLedger(options, NO_FENCE, await endOf(options.store, options.room), why);
}

/** Fences count from one. */
const NO_FENCE = 0;

interface End {
  readonly head: Head;
  readonly last: ReadEntry | undefined;
}

async function endOf(store: Store, room: string): Promise<End> {
  const head = await store.head(room);
  return { head, last: head.seq === 0 ? undefined : await lastEntry(store, room, head) };
}

/** The entry everything new is chained to, checked with the one before it. */
async function lastEntry(store: Store, room: string, head: Head): Promise<ReadEntry> {
  const stored = await store.read(room, { after: Math.max(0, head.seq - 2), limit: 2 });
  const entry = stored.at(-1);
  const before = head.seq === 1 ? BEGINNING : stored[0];
  if (!entry || !before || stored.length !== Math.min(2, head.seq)) throw damaged(room, head.seq, 'missing');
  const own = entryHash(before.hash, entry.header);
  if (!sameBytes(own, entry.hash) || !sameBytes(own, head.hash)) throw damaged(room, head.seq, 'header');
  const last = readEntry(room, entry);
  if (typeof last === 'string') throw damaged(room, head.seq, last);
  return last;
}

interface Sealed {
  readonly head: Head;
  readonly entries: readonly StoredEntry[];
  readonly committed: readonly Committed[];
}

class StoreLedger implements SealedLedger {
  readonly room: string;
  readonly schema: string;
  readonly #store: Store;
  readonly #ids: Ids;
  readonly #fence: number;
  /** last entry handed in */
  #head: Head;
  /** seq of the last entry committed */
  #committed: number;
  #epoch: number;
  #lastSchema: string | undefined;
  #failed: StoreError | undefined;
  /** settles with the append handed in last; never rejects */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    { store, room, ids, schema }: LedgerOptions,
    fence: number,
    { head, last }: End,
    failed?: StoreError,
  ) {
    this.room = room;
    this.schema = schema;
    this.#store = store;
    this.#ids = ids;
    this.#fence = fence;
    this.#head = head;
    this.#committed = head.seq;
    this.#epoch = last?.epoch ?? 0;
    this.#failed = failed;
    this.#lastSchema = last?.schema;
  }

  get epoch(): number {
    return this.#epoch;
  }
  get seq(): number {
    return this.#head.seq;
  }
  get hash(): string {
    return hex(this.#head.hash);
  }
  get lastSchema(): string | undefined {
    return this.#lastSchema;
  }
  get failed(): StoreError | undefined {
    return this.#failed;
  }

  append(drafts: readonly Draft[]): Promise<readonly Committed[]> {
    if (this.#failed) return Promise.reject(this.#failed);
    const before = this.#head;
    let sealed: Sealed;
    try {
      sealed = this.#seal(drafts);
    } catch (error) {
      // A draft that cannot be sealed has moved nothing: its caller hears of it, the ledger goes on.
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    if (sealed.entries.length === 0) return this.#settle(Promise.resolve(), []);
    this.#head = sealed.head;
    this.#lastSchema = this.schema;
    return this.#settle(
      this.#store.append(this.room, before.seq, this.#fence, sealed.entries),
      sealed.committed,
    );
  }

  #seal(drafts: readonly Draft[]): Sealed {
    const { room, schema } = this;
    let head = this.#head;
    const entries: StoredEntry[] = [];
    const committed: Committed[] = [];
    for (const draft of drafts) {
      const salt = this.#ids.bytes(SALT_BYTES);
      const one = seal(draft, { room, epoch: this.#epoch, schema, after: head, salt });
      head = { seq: one.entry.seq, hash: one.entry.hash };
      entries.push(one.entry);
      committed.push(one.committed);
    }
    return { head, entries, committed };
  }

  /** INVARIANT: in order of handing in, and after the first failure nothing else ever resolves. */
  #settle(stored: Promise<void>, committed: readonly Committed[]): Promise<readonly Committed[]> {
    const outcome = stored.then(
      () => undefined,
      (error: unknown) => asStoreError(error),
    );
    const answer = this.#tail.then(async () => {
      const error = await outcome;
      if (error) this.#failed ??= error;
      if (this.#failed) throw this.#failed;
      this.#committed = committed.at(-1)?.seq ?? this.#committed;
      return committed;
    });
    this.#tail = answer.then(
      () => undefined,
      () => undefined, // the caller holds `answer` and hears of it there
    );
    return answer;
  }

  async read(range: {
    after: number;
    limit: number;
    kinds?: readonly string[];
  }): Promise<readonly ReadEntry[]> {
    const due = Math.min(range.limit, this.#committed - range.after);
    if (due <= 0) return [];
    const stored = await this.#store.read(this.room, { ...range, limit: range.kinds ? range.limit : due });
    // INVARIANT: nothing unverified leaves here; a filtered read has gaps, so only entries by themselves are checked.
    if (!range.kinds && stored.length < due)
      throw damaged(this.room, firstGap(stored, range.after), 'missing');
    let before = range.after === 0 ? BEGINNING : undefined;
    return stored.map((entry, index) => {
      if (!range.kinds) {
        const expected = range.after + 1 + index;
        if (entry.seq !== expected) throw damaged(this.room, expected, 'missing');
        if (before && !sameBytes(entryHash(before.hash, entry.header), entry.hash)) {
          throw damaged(this.room, expected, 'header');
        }
        before = entry;
      }
      const read = readEntry(this.room, entry);
      if (typeof read === 'string') throw damaged(this.room, entry.seq, read);
      return read;
    });
  }

  startEpoch(epoch: number): void {
    if (!Number.isSafeInteger(epoch) || epoch <= this.#epoch) {
      throw new RangeError(`Epoch ${epoch} cannot follow ${this.#epoch}.`);
    }
    this.#epoch = epoch;
  }
}

function firstGap(entries: readonly StoredEntry[], after: number): number {
  const at = entries.findIndex(({ seq }, index) => seq !== after + 1 + index);
  return after + 1 + (at < 0 ? entries.length : at);
}

function damaged(room: string, seq: number, why: ChainFault): StoreError {
  return new StoreError('unreadable', say('store.damaged', { room, seq, why: say(`store.chain.${why}`) }));
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(
    'failed',
    say('store.failed', { why: error instanceof Error ? error.message : String(error) }),
  );
}
