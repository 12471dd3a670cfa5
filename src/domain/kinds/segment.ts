// A segment: which party is responsible from which km to which; a change of party is a new record.
import type { KindDecl } from './shape.ts';

const O = { by: 'O' } as const;
const W = { by: 'W' } as const;

export const segment = {
  kind: 'segment',
  fields: {
    route: { type: 'ref', to: 'route', who: O, required: true, naming: true },
    fromKm: { type: 'km', who: O, required: true },
    toKm: { type: 'km', who: O, required: true },
    party: { type: 'ref', to: 'party', who: O, required: true, naming: true },
    name: { type: 'text', max: 80, who: O },
    condition: {
      type: 'word',
      words: ['open', 'restricted', 'suspended', 'blocked', 'closed', 'unknown'],
      who: W,
    },
    note: { type: 'text', max: 500, who: W, restricted: true },
  },
  title: ['name'],
  place: { fromKm: 'fromKm', toKm: 'toKm' },
  columns: ['name', 'fromKm', 'toKm', 'party', 'condition'],
  example: {
    route: 'routeaaaa',
    fromKm: 0,
    toKm: 6,
    party: 'partyaaaa',
    name: 'Border zone',
    condition: 'open',
  },
} as const satisfies KindDecl;
