// What a room is built with: the limits an operator may set, the ports, and the gate.
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import type { Clock, Ids, Log } from '../journal/ports.ts';
import type { Store } from '../journal/store.ts';
import type { Judge } from './gate/verdict.ts';

type Numbers<T> = { readonly [K in keyof T]: number };

export interface RoomLimits {
  readonly gate: Numbers<typeof GATE_LIMITS>;
  readonly rates: Numbers<typeof RATE_LIMITS>;
}

export const DEFAULT_ROOM_LIMITS: RoomLimits = { gate: GATE_LIMITS, rates: RATE_LIMITS };

/** The name of a person of a room, for change frames and ages; undefined when nobody of that id was ever let in. */
export type NameOf = (room: string, user: string) => string | undefined;

export interface RoomPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly limits: RoomLimits;
  readonly nameOf: NameOf;
  readonly judge: Judge;
}
