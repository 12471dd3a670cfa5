// A note or radio-log line: append-only, never changed, never for observers.
import type { KindDecl } from './shape.ts';

const W = { by: 'W' } as const;

export const note = {
  kind: 'note',
  createOnly: true,
  fields: {
    text: { type: 'text', max: 1000, who: W, required: true, restricted: true },
    at: { type: 'time', who: W, required: true, restricted: true },
    about: { type: 'record', who: W, restricted: true },
    channel: { type: 'text', max: 40, who: W, restricted: true },
    from: { type: 'text', max: 40, who: W, restricted: true },
    to: { type: 'text', max: 40, who: W, restricted: true },
  },
  title: ['text'],
  place: { from: 'at' },
  columns: ['at', 'from', 'to', 'channel', 'text'],
  example: {
    text: 'KILO-1 reports road clear to km 31',
    at: 1790007200000,
    about: 'convoy/convoyaaaa',
    channel: 'VHF 16',
    from: 'KILO-1',
    to: 'BASE',
  },
} as const satisfies KindDecl;
