// A window on the board as a browser has it, the very live link of the pages, against the server of these tests.
import { WebSocket } from 'ws';
import type { BoardJson } from '#board/cells.ts';
import type { CellAddress } from '#domain/cells.ts';
import { KIND_NAMES } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { LiveBoard } from '#live/board.ts';
import type { Found, Keeping } from '#live/keeping.ts';
import type { OwnEdit } from '#live/own-edit.ts';
import type { House } from './house.ts';
import { ROOM, people, type PersonName } from './people.ts';
import { START } from './ports.ts';

/** A device that keeps everything, in memory. */
class KeptInMemory implements Keeping {
  readonly state = 'on';
  readonly edits = new Set<string>();
  isKept(edit: string): boolean {
    return this.edits.has(edit);
  }
  keep({ id }: OwnEdit): void {
    this.edits.add(id);
  }
  mark(): void {}
  forget(edits: readonly string[]): void {
    for (const id of edits) this.edits.delete(id);
  }
  find(): Promise<Found> {
    return Promise.resolve({ rows: [], expired: 0 });
  }
  end(): Promise<void> {
    this.edits.clear();
    return Promise.resolve();
  }
  close(): void {}
}

export class BoardWindow {
  readonly name: PersonName;
  readonly board: LiveBoard;
  readonly kept = new KeptInMemory();
  /** the last value typed into each cell */
  readonly typed = new Map<CellAddress, CellValue>();
  /** everything typed, in order */
  readonly all: (readonly [cell: CellAddress, value: CellValue])[] = [];
  #socket: WebSocket | undefined;

  constructor(house: House, name: PersonName) {
    this.name = name;
    const opened = (socket: WebSocket): void => void (this.#socket = socket);
    const Socket = class extends WebSocket {
      constructor(address: string, protocols?: string[]) {
        super(address, protocols, { headers: { authorization: `Bearer ${name}` } });
        opened(this);
      }
    };
    this.board = new LiveBoard({
      ...{ room: ROOM, as: people[name].membership, origin: house.url },
      clock: { read: () => START, heard: () => undefined },
      keeping: () => this.kept,
      forget: () => undefined,
      renewed: () => undefined,
      ask: () => Promise.resolve(Response.json(house.room.ages('full'))),
      socket: Socket as unknown as typeof globalThis.WebSocket,
    });
  }

  /** Types into a cell; what the page itself does not take counts as not typed. */
  type(kind: string, id: string, field: string, value: CellValue): void {
    if (this.board.set({ kind, id, field }, value) !== null) return;
    this.typed.set(`${kind}/${id}/${field}`, value);
    this.all.push([`${kind}/${id}/${field}`, value]);
  }

  /** The line is cut, and comes back by itself. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** the board as the page reads it */
  json(): BoardJson {
    const board: BoardJson = {};
    for (const kind of KIND_NAMES) {
      const records = [...this.board.all(kind)].map(([id, cells]) => [
        id,
        Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null)),
      ]);
      board[kind] = Object.fromEntries(records) as BoardJson[string];
    }
    return board;
  }

  /** what is listed as mine and not standing */
  listed(): ReadonlyMap<CellAddress, CellValue> {
    return new Map(this.board.unsent.flatMap(({ cells }) => cells.map(({ cell, mine }) => [cell, mine])));
  }
}
