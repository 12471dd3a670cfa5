// Writes what was judged, every byte from parsed fields: the only bytes that are ever applied, journalled and published.
import * as encoding from 'lib0/encoding';
import { NOBODY, type Block, type DeletedUnits, type Struct } from './update.ts';

const DELETED = 1;
const ANY = 8;
const HAS_ORIGIN = 0x80;
const HAS_KEY = 0x20;

/** A Yjs update (V1) in Yjs's own form, so that an honest update without known parts comes out byte for byte. */
export function encode(blocks: readonly Block[], deleted: DeletedUnits): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, blocks.length);
  for (const { client, known, structs } of blocks) {
    encoding.writeVarUint(encoder, structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, known);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  encoding.writeVarUint(encoder, deleted.size);
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length / 2);
    for (let i = 0; i < ranges.length; i += 2) {
      const from = ranges[i] ?? 0;
      encoding.writeVarUint(encoder, from);
      encoding.writeVarUint(encoder, (ranges[i + 1] ?? from) - from);
    }
  }
  return encoding.toUint8Array(encoder);
}

function writeStruct(encoder: encoding.Encoder, struct: Struct): void {
  const { originClient, originClock, root, key, values } = struct;
  const origin = originClient === NOBODY ? 0 : HAS_ORIGIN;
  encoding.writeUint8(encoder, (values ? ANY : DELETED) | origin | HAS_KEY);
  if (origin) {
    encoding.writeVarUint(encoder, originClient);
    encoding.writeVarUint(encoder, originClock);
  } else {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, root ?? '');
    encoding.writeVarString(encoder, key ?? '');
  }
  encoding.writeVarUint(encoder, struct.length);
  // Only values that passed the schema come this far: JSON primitives and tuples of them.
  if (values) for (const value of values) encoding.writeAny(encoder, value as encoding.AnyEncodable);
}
