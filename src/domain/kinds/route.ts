// A route: the line that every km on the board refers to; the line itself is held beside the document by its hash.
import type { KindDecl } from './shape.ts';

const O = { by: 'O' } as const;

export const route = {
  kind: 'route',
  fields: {
    name: { type: 'text', max: 120, who: O, required: true },
    geometry: { type: 'hash', who: O, required: true },
    lengthKm: { type: 'km', who: O, required: true },
    state: { type: 'word', words: ['open', 'closed', 'alternative'], who: O, required: true },
    provisional: { type: 'bool', who: O },
  },
  title: ['name'],
  place: { toKm: 'lengthKm' },
  columns: ['name', 'state', 'lengthKm'],
  example: {
    name: 'Border to town',
    geometry: 'a3f1c0de00000000000000000000000000000000000000000000000000000000',
    lengthKm: 70,
    state: 'open',
  },
} as const satisfies KindDecl;
