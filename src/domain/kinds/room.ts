// The room's own record `thisroom`: its name, its intervals, what observers may see.
import type { KindDecl } from './shape.ts';

const O = { by: 'O' } as const;
const perDay = { type: 'number', min: 0, max: 1e9, unit: 'kgPerDay', who: O } as const;
const minutes = { type: 'int', min: 0, max: 1440, unit: 'min', who: O } as const;
const deadlines = {
  type: 'tuple',
  parts: [
    { name: 'first', type: 'int', min: 0, max: 86400, unit: 's' },
    { name: 'second', type: 'int', min: 0, max: 86400, unit: 's' },
    { name: 'third', type: 'int', min: 0, max: 86400, unit: 's' },
    { name: 'fourth', type: 'int', min: 0, max: 86400, unit: 's' },
  ],
  who: O,
} as const;

export const room = {
  kind: 'room',
  only: 'thisroom',
  fields: {
    name: { type: 'text', max: 80, who: O, required: true },
    exercise: { type: 'bool', who: { by: 'S' } },
    timeZone: { type: 'text', max: 60, who: O },
    peopleInNeed: { type: 'int', min: 0, max: 1e9, who: O },
    needFoodKg: perDay,
    needWaterKg: perDay,
    needMedicalKg: perDay,
    needShelterKg: perDay,
    needFuelKg: perDay,
    needOtherKg: perDay,
    needSource: { type: 'text', max: 200, who: O },
    observerView: { type: 'word', words: ['full', 'careful'], who: O },
    delayMin: minutes,
    checkInMin: minutes,
    overdueMin: minutes,
    criticalMin: minutes,
    lostMin: minutes,
    escalateExtreme: deadlines,
    escalateSevere: deadlines,
    escalateModerate: deadlines,
    reminders: { type: 'bool', who: O },
    webhook: { type: 'text', max: 500, who: O, restricted: true },
  },
  title: ['name'],
  columns: ['name', 'timeZone', 'observerView'],
  example: {
    name: 'Corridor South',
    timeZone: 'Asia/Damascus',
    observerView: 'full',
    checkInMin: 30,
    escalateExtreme: [0, 60, 180, 300],
    webhook: 'https://hook.example/alerts',
  },
} as const satisfies KindDecl;
