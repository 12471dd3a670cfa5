// What every store promises, as one suite: whoever writes a third store runs it against that one too.
import { afterEach } from 'vitest';
import { besideContract } from './contract-beside.ts';
import { journalContract } from './contract-journal.ts';
import { roomsContract } from './contract-rooms.ts';
import { type Place, Places } from './places.ts';

export function storeContract(name: string, makePlace: () => Promise<Place>): void {
  const places = new Places(makePlace);
  afterEach(() => places.clear());
  roomsContract(name, places);
  journalContract(name, places);
  besideContract(name, places);
}
