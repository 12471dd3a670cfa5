// Edits of this window that would be lost with it, kept on the device until the server has them; and those of windows that closed.
// INVARIANT: what `isKept` says stands on the disk already. Every window holds a lock for as long as it lives, so that nobody
// takes its edits over while it may still send them.
import { KEEP_LIMITS } from '#domain/limits.ts';
import type { EditProblem } from './contract.ts';
import { keepsNothing, onChoice } from './keep-nothing.ts';
import { KeptStore, type KeptRow } from './kept-store.ts';
import { newEditId, type OwnEdit } from './own-edit.ts';

/** Edits of windows that are closed. */
export interface Found {
  readonly rows: readonly Pick<KeptRow, 'edit' | 'problem'>[];
  /** how many had waited too long and were removed */
  readonly expired: number;
}

export interface Keeping {
  readonly state: 'on' | 'off' | 'failed';
  isKept(edit: string): boolean;
  keep(edit: OwnEdit): void;
  /** Marks edits as refused: they come back to be decided about. */
  mark(edits: readonly string[], problem: EditProblem): void;
  forget(edits: readonly string[]): void;
  /** Takes over what closed windows of this membership left. Unless it `stays`, the device keeps none of mine any more. */
  find(stays: boolean): Promise<Found>;
  /** Removes everything of this membership; nothing is kept any more. */
  end(): Promise<void>;
  close(): void;
}

const lockOf = (window: string): string => `corridor.window.${window}`;

export class DeviceKeeping implements Keeping {
  readonly #membership: string;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #window = newEditId();
  readonly #store = new KeptStore();
  /** what belongs on the device */
  readonly #rows = new Map<string, KeptRow>();
  /** what lies there: the very row, or an older one of that edit */
  readonly #onDevice = new Map<string, KeptRow>();
  #state: Keeping['state'] = keepsNothing() ? 'off' : 'on';
  #work: Promise<void> | undefined;
  #lock: Promise<void> | undefined;
  #letGo: () => void = () => undefined;
  readonly #stopHearing: () => void;

  /** @param now ms on the server's clock */
  constructor(membership: string, now: () => number, changed: () => void) {
    this.#membership = membership;
    this.#now = now;
    this.#changed = changed;
    this.#stopHearing = onChoice(() => this.#chosen());
  }

  get state(): Keeping['state'] {
    return this.#state;
  }

  isKept(edit: string): boolean {
    return this.#state !== 'off' && this.#onDevice.has(edit);
  }

  keep(edit: OwnEdit): void {
    this.#rows.set(edit.id, { edit, membership: this.#membership, window: this.#window });
    this.#write();
  }

  mark(edits: readonly string[], problem: EditProblem): void {
    for (const id of edits) {
      const row = this.#rows.get(id);
      if (row) this.#rows.set(id, { ...row, problem });
    }
    this.#write();
  }

  forget(edits: readonly string[]): void {
    for (const id of edits) this.#rows.delete(id);
    this.#write();
  }

  async find(stays: boolean): Promise<Found> {
    if (!stays) this.forget([...this.#rows.keys()]);
    if (this.#state === 'off') return { rows: [], expired: 0 };
    try {
      await this.#hold();
      const windows = new Set((await this.#store.all()).map(({ window }) => window));
      const found: KeptRow[] = [];
      let expired = 0;
      for (const window of windows) {
        if (window === this.#window) continue;
        await navigator.locks.request(lockOf(window), { ifAvailable: true }, async (lock) => {
          if (!lock) return; // it lives
          const rows = (await this.#store.all()).filter((row) => row.window === window);
          const old = rows.filter(({ edit }) => edit.at < this.#now() - KEEP_LIMITS.hours * 3_600_000);
          const mine = rows.filter((row) => row.membership === this.#membership && !old.includes(row));
          const taken = mine.map((row) => ({ ...row, window: this.#window }));
          const gone = stays ? old : [...old, ...mine];
          await this.#store.change(
            stays ? taken : [],
            gone.map(({ edit }) => edit.id),
          );
          expired += old.filter((row) => row.membership === this.#membership).length;
          found.push(...taken);
        });
      }
      for (const row of stays ? found : []) {
        this.#rows.set(row.edit.id, row);
        this.#onDevice.set(row.edit.id, row);
      }
      return { rows: found, expired };
    } catch {
      this.#fail(); // said in the room bar; what may lie there cannot be read
      return { rows: [], expired: 0 };
    }
  }

  async end(): Promise<void> {
    this.#rows.clear();
    await this.#work;
    this.#onDevice.clear();
    await this.#store.wipe(this.#membership).catch(() => undefined); // storage closed to us holds nothing of ours
  }

  close(): void {
    this.#stopHearing();
    const leave = async (): Promise<void> => {
      await this.#work;
      this.#letGo();
      await this.#store.close();
    };
    leave().catch(() => undefined); // storage that never opened needs no closing
  }

  /** Brings the device to what belongs there, one transaction at a time. */
  #write(): void {
    if (this.#state === 'off' || this.#work) return;
    this.#work = this.#bringUp().then(
      () => (this.#work = undefined),
      () => {
        this.#work = undefined;
        this.#fail();
      },
    );
  }

  async #bringUp(): Promise<void> {
    for (;;) {
      const put = [...this.#rows.values()].filter((row) => this.#onDevice.get(row.edit.id) !== row);
      const remove = [...this.#onDevice.keys()].filter((id) => !this.#rows.has(id));
      if (this.#state === 'off' || put.length + remove.length === 0) return;
      await this.#hold();
      await this.#store.change(put, remove);
      for (const row of put) this.#onDevice.set(row.edit.id, row);
      for (const id of remove) this.#onDevice.delete(id);
      this.#state = keepsNothing() ? 'off' : 'on';
      this.#changed();
    }
  }

  #fail(): void {
    if (this.#state === 'off') return;
    this.#state = 'failed';
    this.#changed();
  }

  #chosen(): void {
    if (!keepsNothing()) {
      this.#state = 'on';
      this.#write();
      return this.#changed();
    }
    this.#state = 'off';
    const wipe = async (): Promise<void> => {
      await this.#work;
      this.#onDevice.clear();
      await this.#store.wipe();
    };
    wipe().catch(() => undefined); // storage that is closed to us holds nothing of ours
    this.#changed();
  }

  /** The sign that this window lives; the browser takes it away with the window, however that ends. */
  #hold(): Promise<void> {
    this.#lock ??= new Promise<void>((held, failed) => {
      const released = new Promise<void>((letGo) => (this.#letGo = letGo));
      navigator.locks
        .request(lockOf(this.#window), () => {
          held();
          return released;
        })
        .catch(failed);
    });
    return this.#lock;
  }
}
