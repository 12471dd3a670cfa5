// Client ids of careful documents: a new one each time such a document is built, and known again by looking at it.
import { derivedClientId } from '../derived-id.ts';
import type { Ids } from '../../journal/ports.ts';

/** Bits of an id that are chance: two documents in a row bear the same once in a million times. */
const CHANCE_BITS = 20;
const MARK_BITS = 32 - CHANCE_BITS;

/**
 * What a careful document shows depends on when it was built, so two of them never share an id: a reader who comes back
 * with another one is told to start anew instead of diverging in silence.
 */
export function newCarefulId(room: string, ids: Ids): number {
  const [a = 0, b = 0, c = 0] = ids.bytes(3);
  const chance = ((a << 16) | (b << 8) | c) >>> (24 - CHANCE_BITS);
  return chance * 2 ** MARK_BITS + markOf(room, chance);
}

/** One of 4,096 other ids is taken for one: their owners are told to start anew instead of that they may not write. */
export function isCarefulId(room: string, clientId: number): boolean {
  const chance = Math.floor(clientId / 2 ** MARK_BITS);
  return clientId < 2 ** 32 && clientId % 2 ** MARK_BITS === markOf(room, chance);
}

function markOf(room: string, chance: number): number {
  return derivedClientId(room, 'careful', chance) % 2 ** MARK_BITS;
}
