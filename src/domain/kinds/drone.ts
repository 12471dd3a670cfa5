// A drone that watches: what it can see, how long it holds, where it is based; observation only.
import type { KindDecl } from './shape.ts';

const C = { by: 'C', own: 'party' } as const;

export const drone = {
  kind: 'drone',
  fields: {
    party: { type: 'ref', to: 'party', who: C, required: true, naming: true },
    callsign: { type: 'text', max: 24, who: C, required: true },
    canIntel: { type: 'bool', who: C },
    canResponse: { type: 'bool', who: C },
    enduranceMin: { type: 'int', min: 0, max: 4320, unit: 'min', who: C },
    baseRoute: { type: 'ref', to: 'route', who: C },
    baseKm: { type: 'km', who: C },
    speedKmh: { type: 'number', min: 0, max: 500, unit: 'kmh', who: C },
    responseMin: { type: 'int', min: 0, max: 1440, unit: 'min', who: C },
    state: {
      type: 'word',
      words: ['available', 'airborne', 'returning', 'maintenance', 'lost'],
      who: { by: 'W', own: 'party' },
    },
  },
  title: ['callsign'],
  place: { km: 'baseKm' },
  columns: ['callsign', 'state', 'enduranceMin', 'party'],
  example: {
    party: 'partyaaaa',
    callsign: 'OWL-1',
    canIntel: true,
    enduranceMin: 120,
    baseKm: 4,
    speedKmh: 80,
    state: 'available',
  },
} as const satisfies KindDecl;
