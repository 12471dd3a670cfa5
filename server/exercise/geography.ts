// Where the exercise takes place: public geography, schematic lines; every party, person and event is invented.

type Line = readonly (readonly [lon: number, lat: number])[];

/** From the border crossing near Nasib by Saida, Musayfirah and Busra to Suwayda: a schematic line of about 70 km, no survey. */
export const MAIN_LINE: Line = [
  [36.1905, 32.543],
  [36.171, 32.588],
  [36.2, 32.643],
  [36.236, 32.667],
  [36.295, 32.655],
  [36.34, 32.635],
  [36.402, 32.581],
  [36.479, 32.508],
  [36.521, 32.563],
  [36.548, 32.628],
  [36.561, 32.678],
  [36.569, 32.709],
];

/** A shorter way over another border, closed: about 20 km. */
export const SHORT_LINE: Line = [
  [36.62, 32.535],
  [36.607, 32.592],
  [36.59, 32.651],
  [36.569, 32.709],
];

export const PARTIES = [
  ['Coordination Cell', 'coordination'],
  ['Guarantor A', 'host'],
  ['Guarantor B', 'host'],
  ['Guarantor C', 'guarantor'],
  ['Road Transport', 'operator'],
  ['Relief Committee', 'receiver'],
  ['Donor Mission', 'donor'],
] as const;

/** name, fromKm, toKm (null: to the end), party */
export const SEGMENTS = [
  ['Border zone', 0, 6, 'Guarantor A'],
  ['Southern plain', 6, 38, 'Guarantor B'],
  ['Approach to Suwayda', 38, null, 'Guarantor B'],
] as const;

/** name, km (null: the end), kind */
export const CHECKPOINTS = [
  ['Border start point', 0, 'start_point'],
  ['Boundary post', 6, 'transfer_point'],
  ['Plain holding point', 24, 'holding_point'],
  ['Crossroads checkpoint', 38, 'checkpoint'],
  ['Rest halt', 52, 'rest_halt'],
  ['Suwayda depot', null, 'delivery_point'],
] as const;

/** The people the scenario player acts as: name, role, party. */
export const PLAYERS = {
  planner: { name: 'Lina (exercise)', role: 'coordinator', party: 'Coordination Cell' },
  radio: { name: 'Omar (exercise)', role: 'watch_officer', party: 'Coordination Cell' },
  guarantor: { name: 'Sami (exercise)', role: 'watch_officer', party: 'Guarantor A' },
} as const;

export type PlayerName = keyof typeof PLAYERS;
