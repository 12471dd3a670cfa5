// A window on the board as a browser has it, the very live link of the pages, against the server of these tests.
import { WebSocket } from 'ws';
import type { BoardJson } from '#board/cells.ts';
import type { CellAddress } from '#domain/cells.ts';
import { KIND_NAMES } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { LiveBoard } from '#live/board.ts';
import type { EditProblem } from '#live/contract.ts';
import type { Keeping } from '#live/keeping.ts';
import type { OwnEdit } from '#live/own-edit.ts';
import type { House } from './house.ts';
import { ROOM, people, type PersonName } from './people.ts';
import { START } from './ports.ts';

interface Row {
  readonly edit: OwnEdit;
  readonly window: BoardWindow;
  readonly problem?: EditProblem;
}

/** One person's device, in memory: what living windows keep, and what closed ones left. */
export class Device {
  readonly rows = new Map<string, Row>();
  readonly closed = new Set<BoardWindow>();

  keepingOf(window: BoardWindow): Keeping {
    const { rows, closed } = this;
    const end = (): Promise<void> => Promise.resolve(rows.clear());
    return {
      state: 'on',
      isKept: (id) => rows.has(id),
      keep: (edit) => void rows.set(edit.id, { edit, window }),
      mark(ids, problem) {
        for (const id of ids) {
          const row = rows.get(id);
          if (row) rows.set(id, { ...row, problem });
        }
      },
      forget: (ids) => ids.forEach((id) => rows.delete(id)),
      find() {
        const left = [...rows.values()].filter((row) => closed.has(row.window));
        for (const row of left) rows.set(row.edit.id, { ...row, window });
        return Promise.resolve({ rows: left, expired: 0 });
      },
      end,
      close: () => void closed.add(window),
    };
  }
}

export class BoardWindow {
  readonly name: PersonName;
  readonly board: LiveBoard;
  readonly device: Device;
  /** the last value typed into each cell */
  readonly typed = new Map<CellAddress, CellValue>();
  /** everything typed, in order */
  readonly all: (readonly [cell: CellAddress, value: CellValue])[] = [];
  #socket: WebSocket | undefined;

  /** @param before the window whose place it takes, on the same device */
  constructor(house: House, name: PersonName, before?: BoardWindow) {
    this.name = name;
    this.device = before?.device ?? new Device();
    for (const [cell, value] of before?.typed ?? []) this.typed.set(cell, value);
    this.all.push(...(before?.all ?? []));
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
      keeping: () => this.device.keepingOf(this),
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
