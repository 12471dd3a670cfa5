// Those who take part in a measurement: editors with a document, readers that only count, and probes that really read.
import { setTimeout as sleep } from 'node:timers/promises';
import { Doc, applyUpdate, getState } from 'yjs';
import { presence, readFrame, sync, updateOf } from '../../server/rooms/raw-client.ts';
import type { Place, SeatOf } from './contenders.ts';
import type { Line } from './line.ts';

const EMPTY_VECTOR = new Uint8Array([0]);
/** An edit is the next of these times, so that whoever reads the cell knows how many edits they have. */
const BEGINNING = Date.UTC(2026, 0, 1);
const LATE_MS = 10_000;

type Cells = { readonly [field: string]: unknown };

/** Edits one cell of a convoy of their own over and over. */
export class Editor {
  readonly line: Line;
  readonly id: string;
  readonly #doc = new Doc();
  /** when each edit was sent, ms */
  readonly sentAt: number[] = [];

  readonly #party: string;

  private constructor(line: Line, id: string, party: string) {
    this.line = line;
    this.id = id;
    this.#party = party;
  }

  static async open(room: Place, nth: number): Promise<Editor> {
    const line = await room.line('writer');
    return new Editor(line, `editor${String(nth).padStart(6, '0')}`, room.party);
  }

  get clientId(): number {
    return this.#doc.clientID;
  }

  /** Next clock of its own edits. */
  get clock(): number {
    return getState(this.#doc.store, this.clientId);
  }

  get board(): string {
    return boardOf(this.#doc);
  }

  /** Makes the convoy. Those who are to read it are there before: a bare relay keeps nothing for later. */
  begin(id = this.id): void {
    const cells = { party: this.#party, callsign: 'KILO-1', route: 'routesouth', fromKm: 0, toKm: 70 };
    this.change({ ...cells, eta: BEGINNING }, id);
  }

  edit(): void {
    this.sentAt.push(performance.now());
    this.change({ eta: BEGINNING + this.sentAt.length });
  }

  change(cells: Cells, id = this.id): void {
    this.changeAll([{ id, cells }]);
  }

  /** New convoys of the editor's own party. */
  createAll(records: readonly { readonly id: string; readonly cells: Cells }[]): void {
    this.changeAll(records.map(({ id, cells }) => ({ id, cells: { party: this.#party, ...cells } })));
  }

  /** Cells of several records in one transaction. */
  changeAll(records: readonly { readonly id: string; readonly cells: Cells }[]): void {
    const update = updateOf(this.#doc, (doc) => {
      for (const { id, cells } of records) {
        for (const [field, value] of Object.entries(cells)) doc.getMap('convoy').set(`${id}.${field}`, value);
      }
    });
    this.line.send(sync(2, update));
  }

  end(): void {
    this.line.end();
    this.#doc.destroy();
  }
}

/** A reader with a document. */
export class Probe {
  readonly doc = new Doc();
  line: Line | undefined;
  /** ms from sending to reading, of every edit of the editors it watches */
  readonly delays: number[] = [];
  readonly #read = new Map<Editor, number>();

  static async open(room: Place, as: SeatOf, editors: readonly Editor[] = []): Promise<Probe> {
    const probe = new Probe();
    for (const editor of editors) probe.#read.set(editor, 0);
    probe.line = await room.line(as, { frame: (frame) => probe.#take(frame) });
    probe.line.send(sync(0, EMPTY_VECTOR));
    return probe;
  }

  /** Edits of this editor that it has. */
  has({ id }: Editor): number {
    const value = this.doc.getMap('convoy').get(`${id}.eta`);
    return typeof value === 'number' ? value - BEGINNING : -1;
  }

  get board(): string {
    return boardOf(this.doc);
  }

  end(): void {
    this.line?.end();
    this.doc.destroy();
  }

  #take(frame: Uint8Array): void {
    if (frame[0] !== 0) return;
    const read = readFrame(frame);
    if (read.is !== 'step2' && read.is !== 'update') return;
    applyUpdate(this.doc, read.bytes);
    const now = performance.now();
    for (const [editor, had] of this.#read) {
      const has = this.has(editor);
      for (let nth = had; nth < has; nth++) this.delays.push(now - (editor.sentAt[nth] ?? now));
      if (has > had) this.#read.set(editor, has);
    }
  }
}

function boardOf(doc: Doc): string {
  return JSON.stringify([...doc.getMap('convoy')].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Lines that only count. One after the other: a crowd that comes at once is another measurement. */
export async function readers(room: Place, as: SeatOf, count: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (let nth = 0; nth < count; nth++) {
    const line = await room.line(as);
    line.send(sync(0, EMPTY_VECTOR));
    lines.push(line);
  }
  return lines;
}

/** So many edits a second over all editors, evenly. */
export async function work(editors: readonly Editor[], perSecond: number, seconds: number): Promise<number> {
  const began = performance.now();
  const all = perSecond * seconds;
  let done = 0;
  while (done < all) {
    const due = Math.min(all, ((performance.now() - began) / 1000) * perSecond);
    for (; done < due; done++) editors[done % editors.length]?.edit();
    await sleep(1);
  }
  return done;
}

/** True once all probes have every edit; false when that takes too long. */
export async function delivered(probes: readonly Probe[], editors: readonly Editor[]): Promise<boolean> {
  const end = performance.now() + LATE_MS;
  while (!probes.every((probe) => editors.every((editor) => probe.has(editor) >= editor.sentAt.length))) {
    if (performance.now() > end) return false;
    await sleep(5);
  }
  return true;
}

/** Throws unless all of them see the same board in the end. */
export function agree(probes: readonly Probe[]): void {
  const [first, ...others] = probes.map(({ board }) => board);
  if (others.some((board) => board !== first)) throw new Error('The probes do not see the same board.');
}

/** Shows somebody in a field, as a stock client does. */
export function show(line: Line, clientId: number, clock: number, cell: string): void {
  line.send(presence([clientId, clock, { cell }]));
}

export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
