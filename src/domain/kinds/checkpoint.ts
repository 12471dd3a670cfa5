// A waypoint on a route at a km: start, release, checkpoint, holding, transfer, rest, delivery.
import type { KindDecl } from './shape.ts';

const O = { by: 'O' } as const;

export const checkpoint = {
  kind: 'checkpoint',
  fields: {
    route: { type: 'ref', to: 'route', who: O, required: true, naming: true },
    km: { type: 'km', who: O, required: true },
    name: { type: 'text', max: 80, who: O, required: true },
    kind: {
      type: 'word',
      words: [
        'start_point',
        'release_point',
        'checkpoint',
        'holding_point',
        'transfer_point',
        'rest_halt',
        'delivery_point',
      ],
      who: O,
      required: true,
    },
    party: { type: 'ref', to: 'party', who: O },
    condition: {
      type: 'word',
      words: ['open', 'restricted', 'suspended', 'blocked', 'closed', 'unknown'],
      who: { by: 'W' },
    },
  },
  title: ['name'],
  place: { km: 'km' },
  columns: ['name', 'km', 'kind', 'party', 'condition'],
  example: { route: 'routeaaaa', km: 6, name: 'Handover point', kind: 'transfer_point', condition: 'open' },
} as const satisfies KindDecl;
