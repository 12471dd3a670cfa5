// The open room and its address for every component below `/r/<room>`.
import { createContext } from 'svelte';
import type { Room } from '#live/contract.ts';

export interface RoomAddress {
  readonly room: string;
  /** membership id, the `as=` of every request */
  readonly as: string;
}

const [useRoom, provideRoom] = createContext<Room>();
const [useRoomAddress, provideRoomAddress] = createContext<RoomAddress>();

export { provideRoom, provideRoomAddress, useRoom, useRoomAddress };
