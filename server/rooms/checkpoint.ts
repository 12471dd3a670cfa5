// A checkpoint's bytes: both published documents and what is kept beside them. Rebuildable, so refused at the least doubt.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { convertUpdateFormatV1ToV2, convertUpdateFormatV2ToV1, encodeStateAsUpdate } from 'yjs';
import type { AgeRow, Ages } from './ages.ts';
import type { ClientOwners } from './client-owners.ts';
import type { Trail, TrailRow } from './trail.ts';
import type { ViewDocument } from './view-document.ts';

const VERSION = 2;

/** What is kept beside the documents, as JSON. */
interface Beside {
  /** hash of the kinds: another schema may show observers other cells, so their document is built anew */
  readonly schema: string;
  readonly owners: readonly (readonly [clientId: number, user: string])[];
  /** client ids of ended epochs */
  readonly ended: readonly number[];
  readonly ages: readonly AgeRow[];
  readonly trail: readonly TrailRow[];
}

export interface ReadCheckpoint extends Beside {
  /** Yjs updates, V1 */
  readonly full: Uint8Array;
  readonly observer: Uint8Array;
}

export function encodeCheckpoint(
  schema: string,
  of: { full: ViewDocument; observer: ViewDocument; owners: ClientOwners; ages: Ages; trail: Trail },
): Uint8Array {
  const { owners } = of;
  const beside: Beside = {
    schema,
    owners: owners.rows(),
    ended: owners.endedRows(),
    ages: of.ages.rows(),
    trail: of.trail.rows(),
  };
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, VERSION);
  encoding.writeVarString(encoder, JSON.stringify(beside));
  for (const view of [of.full, of.observer]) {
    encoding.writeVarUint8Array(encoder, convertUpdateFormatV1ToV2(encodeStateAsUpdate(view.doc)));
  }
  return encoding.toUint8Array(encoder);
}

/** Undefined when these bytes cannot be used: another version, another schema, damaged. */
export function readCheckpoint(bytes: Uint8Array, schema: string): ReadCheckpoint | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== VERSION) return undefined;
    const beside = JSON.parse(decoding.readVarString(decoder)) as Beside;
    if (beside.schema !== schema) return undefined;
    const full = convertUpdateFormatV2ToV1(decoding.readVarUint8Array(decoder));
    const observer = convertUpdateFormatV2ToV1(decoding.readVarUint8Array(decoder));
    return { ...beside, full, observer };
  } catch {
    return undefined; // the journal has it all; the caller says so in the log
  }
}
