// One on-station window of one drone for one task; gaps are computed from these, never typed.
import type { KindDecl } from './shape.ts';

const C = { by: 'C', own: 'drone.party' } as const;
const W = { by: 'W' } as const;

export const cover = {
  kind: 'cover',
  late: true,
  fields: {
    drone: { type: 'ref', to: 'drone', who: C, required: true, naming: true },
    task: { type: 'word', words: ['intelligence', 'rapid_response'], who: C, required: true, naming: true },
    from: { type: 'time', who: C, required: true },
    to: { type: 'time', who: C, required: true },
    convoy: { type: 'ref', to: 'convoy', who: C },
    route: { type: 'ref', to: 'route', who: C },
    fromKm: { type: 'km', who: C },
    toKm: { type: 'km', who: C },
    state: {
      type: 'word',
      words: [
        'requested',
        'assigned',
        'transiting',
        'on_station',
        'relieved',
        'off_station',
        'lost_link',
        'aborted',
        'unavailable',
      ],
      who: W,
    },
    cause: { type: 'word', words: ['weather', 'technical', 'airspace', 'other'], who: W },
  },
  title: ['drone', 'task'],
  place: { fromKm: 'fromKm', toKm: 'toKm', from: 'from', to: 'to' },
  steps: {
    state: {
      requested: ['assigned', 'unavailable'],
      assigned: ['transiting', 'on_station', 'aborted', 'unavailable'],
      transiting: ['on_station', 'aborted', 'lost_link'],
      on_station: ['relieved', 'off_station', 'lost_link', 'aborted'],
      relieved: [],
      off_station: [],
      lost_link: ['on_station', 'aborted', 'off_station'],
      aborted: [],
      unavailable: ['assigned'],
    },
  },
  columns: ['drone', 'task', 'from', 'to', 'convoy', 'state'],
  example: {
    drone: 'droneaaaa',
    task: 'intelligence',
    from: 1790000000000,
    to: 1790007200000,
    convoy: 'convoyaaaa',
    state: 'assigned',
  },
} as const satisfies KindDecl;
