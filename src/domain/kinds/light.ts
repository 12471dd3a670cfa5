// The four lights of a convoy as the careful view shows them: derived by the server, because that view withholds what they rest on.
import type { KindDecl } from './shape.ts';

const S = { by: 'S' } as const;

export const light = {
  kind: 'light',
  fields: {
    convoy: { type: 'ref', to: 'convoy', who: S, required: true, naming: true },
    notified: { type: 'word', words: ['unknown', 'notified', 'reported', 'not_notified'], who: S },
    cleared: {
      type: 'word',
      words: ['unknown', 'cleared', 'conditional', 'reported', 'not_cleared'],
      who: S,
    },
    covered: { type: 'word', words: ['unknown', 'covered', 'not_covered', 'not_needed'], who: S },
    responsible: { type: 'word', words: ['unknown', 'accepted', 'assumed', 'not_accepted'], who: S },
  },
  title: ['convoy'],
  columns: ['convoy', 'notified', 'cleared', 'covered', 'responsible'],
  example: {
    convoy: 'convoyaaaa',
    notified: 'unknown',
    cleared: 'unknown',
    covered: 'covered',
    responsible: 'unknown',
  },
} as const satisfies KindDecl;
