// Frames of the board channel as bytes: y-websocket's own types, and JSON for those of ours.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { FRAME } from '#domain/protocol.ts';

/** Second var-uint of a sync frame (y-protocols/sync). */
const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** What a frame says, before anything inside it is decoded. */
export type Frame =
  | { readonly is: 'step1'; readonly vector: Uint8Array }
  | { readonly is: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly is: 'presence'; readonly update: Uint8Array }
  | { readonly is: 'ask-presence' }
  | { readonly is: 'malformed' };

const MALFORMED: Frame = { is: 'malformed' };

/** Denies by default: a type we do not take, a length beyond the frame and trailing bytes are all malformed. */
export function readFrame(bytes: Uint8Array): Frame {
  try {
    const decoder = decoding.createDecoder(bytes);
    const frame = readTyped(decoder);
    return decoding.hasContent(decoder) ? MALFORMED : frame;
  } catch {
    return MALFORMED; // lib0 throws on every read past the end
  }
}

function readTyped(decoder: decoding.Decoder): Frame {
  switch (decoding.readVarUint(decoder)) {
    case FRAME.sync:
      return readSync(decoder);
    case FRAME.awareness:
      return { is: 'presence', update: decoding.readVarUint8Array(decoder) };
    case FRAME.queryAwareness:
      return { is: 'ask-presence' };
    default:
      return MALFORMED;
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  switch (decoding.readVarUint(decoder)) {
    case SYNC.step1:
      return { is: 'step1', vector: decoding.readVarUint8Array(decoder) };
    case SYNC.step2:
      return { is: 'step2', update: decoding.readVarUint8Array(decoder) };
    case SYNC.update:
      return { is: 'update', update: decoding.readVarUint8Array(decoder) };
    default:
      return MALFORMED;
  }
}

/** Asks for everything a client has beyond this state vector. */
export function step1Frame(vector: Uint8Array): Uint8Array {
  return syncFrame(SYNC.step1, vector);
}

/** Answers a state vector; a stock client calls itself synced when it comes. */
export function step2Frame(update: Uint8Array): Uint8Array {
  return syncFrame(SYNC.step2, update);
}

export function updateFrame(update: Uint8Array): Uint8Array {
  return syncFrame(SYNC.update, update);
}

export function presenceFrame(entries: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FRAME.awareness);
  encoding.writeVarUint8Array(encoder, entries);
  return encoding.toUint8Array(encoder);
}

/** Frames 100–103: the JSON of `body` as var-string. */
export function jsonFrame(type: 'hello' | 'saved' | 'refused' | 'changes', body: object): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FRAME[type]);
  encoding.writeVarString(encoder, JSON.stringify(body));
  return encoding.toUint8Array(encoder);
}

function syncFrame(step: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FRAME.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}
