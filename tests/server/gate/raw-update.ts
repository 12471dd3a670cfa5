// Updates by hand: any struct, count or range an attacker could write, well-formed or not.
import * as encoding from 'lib0/encoding';
import { ContentAny, ContentDeleted, Item, decodeUpdate } from 'yjs';

export type Id = readonly [client: number, clock: number];

export type Content =
  | { readonly any: readonly unknown[] }
  | { readonly deleted: number }
  /** any other content by its number, already encoded */
  | { readonly ref: number; readonly bytes: Uint8Array; readonly length: number };

export interface RawStruct {
  readonly origin?: Id | undefined;
  readonly right?: Id | undefined;
  readonly root?: string | undefined;
  readonly key?: string | undefined;
  /** a parent by id: something nested */
  readonly parent?: Id | undefined;
  readonly content: Content;
  /** bits of the first byte that are turned over */
  readonly flip?: number;
}

export interface RawBlock {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly RawStruct[];
  /** announced number of structs, when it is a lie */
  readonly count?: number;
}

export interface RawDeletes {
  readonly client: number;
  readonly ranges: readonly (readonly [from: number, length: number])[];
  readonly count?: number;
}

export interface RawUpdate {
  readonly blocks: readonly RawBlock[];
  readonly deletes: readonly RawDeletes[];
  readonly tail?: Uint8Array;
}

export function lengthOf(content: Content): number {
  if ('any' in content) return content.any.length;
  return 'deleted' in content ? content.deleted : content.length;
}

export function write(update: RawUpdate): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, update.blocks.length);
  for (const { client, clock, structs, count } of update.blocks) {
    encoding.writeVarUint(encoder, count ?? structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  encoding.writeVarUint(encoder, update.deletes.length);
  for (const { client, ranges, count } of update.deletes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, count ?? ranges.length);
    for (const [from, length] of ranges) {
      encoding.writeVarUint(encoder, from);
      encoding.writeVarUint(encoder, length);
    }
  }
  if (update.tail) encoding.writeUint8Array(encoder, update.tail);
  return encoding.toUint8Array(encoder);
}

/** One struct that sets one value, and nothing else. */
export function oneStruct(client: number, clock: number, struct: RawStruct): Uint8Array {
  return write({ blocks: [{ client, clock, structs: [struct] }], deletes: [] });
}

function writeStruct(encoder: encoding.Encoder, struct: RawStruct): void {
  const { origin, right, root, key, parent, content, flip = 0 } = struct;
  const ref = 'any' in content ? 8 : 'deleted' in content ? 1 : content.ref;
  const info = ref | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (key !== undefined || origin ? 0x20 : 0);
  encoding.writeUint8(encoder, (ref === 0 || ref === 10 ? ref : info) ^ flip);
  if (ref !== 0 && ref !== 10) {
    if (origin) writeId(encoder, origin);
    if (right) writeId(encoder, right);
    if (!origin && !right) {
      encoding.writeVarUint(encoder, parent ? 0 : 1);
      if (parent) writeId(encoder, parent);
      else encoding.writeVarString(encoder, root ?? '');
      if (key !== undefined) encoding.writeVarString(encoder, key);
    }
  }
  if ('any' in content) {
    encoding.writeVarUint(encoder, content.any.length);
    for (const value of content.any) encoding.writeAny(encoder, value as encoding.AnyEncodable);
  } else if ('deleted' in content) encoding.writeVarUint(encoder, content.deleted);
  else encoding.writeUint8Array(encoder, content.bytes);
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}

/** Takes an update apart with Yjs's own reader, so that parts of it can be changed. */
export function read(bytes: Uint8Array): RawUpdate {
  const { structs, ds } = decodeUpdate(bytes);
  const blocks: { client: number; clock: number; structs: RawStruct[]; next: number }[] = [];
  for (const struct of structs) {
    let block = blocks.find(({ client }) => client === struct.id.client);
    if (!block)
      blocks.push((block = { client: struct.id.client, clock: struct.id.clock, structs: [], next: 0 }));
    block.structs.push(rawOf(struct));
  }
  return { blocks, deletes: rawDeletes(ds) };
}

/** The deletes of an update alone, whatever its structs are. */
export function withoutStructs(bytes: Uint8Array): Uint8Array {
  return write({ blocks: [], deletes: rawDeletes(decodeUpdate(bytes).ds) });
}

function rawDeletes({ clients }: ReturnType<typeof decodeUpdate>['ds']): RawDeletes[] {
  return [...clients].map(([client, items]) => ({
    client,
    ranges: items.map(({ clock, len }) => [clock, len] as const),
  }));
}

function rawOf(struct: { readonly length: number }): RawStruct {
  if (!(struct instanceof Item)) throw new Error('Honest updates hold items only.');
  const { content, origin, parent, parentSub } = struct;
  const place = origin
    ? { origin: [origin.client, origin.clock] as const }
    : { root: String(parent), key: parentSub ?? undefined };
  if (content instanceof ContentAny) return { ...place, content: { any: content.arr as unknown[] } };
  if (content instanceof ContentDeleted) return { ...place, content: { deleted: content.len } };
  throw new Error('Honest updates hold values and deleted runs only.');
}
