// A party to the corridor: who answers for what; permissions rest on its role.
import type { KindDecl } from './shape.ts';

const O = { by: 'O' } as const;

export const party = {
  kind: 'party',
  fields: {
    name: { type: 'text', max: 60, who: O, required: true },
    role: {
      type: 'word',
      words: ['coordination', 'guarantor', 'host', 'operator', 'receiver', 'donor'],
      who: O,
      required: true,
      naming: true,
    },
    focalPoint: { type: 'text', max: 200, who: { by: 'C', own: 'self' }, restricted: true },
  },
  title: ['name'],
  columns: ['name', 'role', 'focalPoint'],
  example: { name: 'Relief Committee', role: 'receiver', focalPoint: 'Duty desk, VHF 8' },
} as const satisfies KindDecl;
