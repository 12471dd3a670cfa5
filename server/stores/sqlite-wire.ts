// What the store's two threads say to each other: questions one by one, answers by the batch. Types only.
import type { WordKey, WordParams } from '#domain/words/say-all.ts';
import type { AccessRows } from '../access/access-store.ts';
import type { Checkpoint, Head, RoomRow, StoreFault } from '../journal/store.ts';
import type { PackedEntries } from './packed-entries.ts';

/** Every question with its answer. */
export interface Questions {
  rooms: { ask: null; answer: readonly RoomRow[] };
  createRoom: { ask: RoomRow; answer: null };
  dropRoom: { ask: string; answer: null };
  claim: { ask: string; answer: number };
  head: { ask: string; answer: Head };
  append: {
    ask: {
      readonly room: string;
      readonly expectedSeq: number;
      readonly fence: number;
      readonly entries: PackedEntries;
    };
    answer: null;
  };
  read: {
    ask: {
      readonly room: string;
      readonly after: number;
      readonly limit: number;
      readonly kinds: readonly string[] | null;
    };
    /** `more`: it stopped early, for others' sake; ask again behind the last one */
    answer: { readonly entries: PackedEntries; readonly more: boolean };
  };
  putCheckpoint: { ask: { readonly room: string; readonly checkpoint: Checkpoint }; answer: null };
  checkpoint: { ask: string; answer: Checkpoint | null };
  putBlob: {
    ask: { readonly room: string; readonly hash: string; readonly bytes: Uint8Array };
    answer: null;
  };
  blob: { ask: { readonly room: string; readonly hash: string }; answer: Uint8Array | null };
  load: { ask: null; answer: AccessRows };
  save: { ask: Partial<AccessRows>; answer: null };
  close: { ask: null; answer: null };
}

export type Op = keyof Questions;

/** `id` is the asker's own, unique while the answer is out. */
export type Question = {
  [O in Op]: { readonly id: number; readonly op: O; readonly ask: Questions[O]['ask'] };
}[Op];

export type Answer =
  | { readonly id: number; readonly state: 'done'; readonly value: Questions[Op]['answer'] }
  | { readonly id: number; readonly state: 'failed'; readonly fault: WireFault };

/** A fault as it travels: the catalogue's words are put in on the other side. */
export interface WireFault {
  readonly fault: StoreFault;
  readonly key: WordKey;
  readonly params: WordParams;
}

/** What the worker says, in this order: opened or not, then batches of answers. */
export type FromWorker =
  | { readonly state: 'opened'; readonly notes: readonly OpenNote[] }
  | { readonly state: 'refused'; readonly fault: WireFault }
  | { readonly state: 'answers'; readonly answers: readonly Answer[] }
  /** a transaction of several rooms failed and was tried again room by room */
  | { readonly state: 'retried'; readonly why: string; readonly questions: number };

/** What an operator may want to know about how the folder was found. */
export type OpenNote = 'created' | 'was-empty' | 'made-private';

export interface WorkerOptions {
  readonly dir: string;
  /** bytes the database file may grow to; null: what the disk holds */
  readonly maxBytes: number | null;
}
