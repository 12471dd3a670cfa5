// The observers' document of a careful room: what may be seen by now, written by the server alone.
import type { CellWrite } from '#board/cells.ts';
import { addressOf, type CellAddress } from '#domain/cells.ts';
import { sameValue } from '#domain/same-value.ts';
import { ViewDocument } from '../view-document.ts';
import { isCarefulId } from './careful-id.ts';

export class CarefulDocument extends ViewDocument {
  override readonly view = 'observer';
  readonly #room: string;
  readonly #clientId: number;
  readonly #plainId: number;

  /** @param clientId see `newCarefulId` @param plainId of the document of this epoch that is not careful */
  constructor(room: string, clientId: number, plainId: number) {
    super();
    this.#room = room;
    this.#clientId = clientId;
    this.#plainId = plainId;
  }

  override isFormer(clientId: number): boolean {
    if (clientId === this.#clientId) return false;
    return clientId === this.#plainId || isCarefulId(this.#room, clientId);
  }

  /** Sets cells to what observers see of them, the last of each; answers the bytes, undefined when all stood so before. */
  show(cells: readonly CellWrite[]): Uint8Array | undefined {
    const last = new Map<CellAddress, CellWrite>();
    for (const write of cells) last.set(addressOf(write.ref), write);
    const writes = [...last.values()].filter(({ ref, value }) => !sameValue(this.cell(ref) ?? null, value));
    return this.write(this.#clientId, writes);
  }
}
