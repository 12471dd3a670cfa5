// Lays the exercise out: parties, two routes, segments, waypoints, drones; by the same commands an owner uses.
import { CHECKPOINTS, MAIN_LINE, PARTIES, SEGMENTS, SHORT_LINE } from './geography.ts';
import type { CellValue } from '#domain/kinds/shape.ts';

type Cells = { readonly [field: string]: CellValue };

/** What seeding needs of the server. */
export interface SeedPort {
  /** Sets a record as the server's operator; answers its id. */
  set(kind: string, cells: Cells, record?: string): Promise<string>;
  /** Keeps a line beside the document; answers its hash and its length in km, one decimal. */
  keepLine(line: readonly (readonly [number, number])[]): Promise<{ hash: string; lengthKm: number }>;
}

export async function seedExercise(port: SeedPort): Promise<void> {
  const parties = new Map<string, string>();
  for (const [name, role] of PARTIES) parties.set(name, await port.set('party', { name, role }));
  const partyOf = (name: string): string => parties.get(name) ?? '';

  await port.set(
    'room',
    { timeZone: 'Asia/Damascus', observerView: 'full', peopleInNeed: 500_000 },
    'thisroom',
  );

  const main = await port.keepLine(MAIN_LINE);
  const route = await port.set('route', {
    name: 'Border to Suwayda (schematic)',
    geometry: main.hash,
    lengthKm: main.lengthKm,
    state: 'open',
    provisional: true,
  });
  const short = await port.keepLine(SHORT_LINE);
  await port.set('route', {
    name: 'Short way over the other border (schematic)',
    geometry: short.hash,
    lengthKm: short.lengthKm,
    state: 'closed',
    provisional: true,
  });
  for (const [name, fromKm, toKm, party] of SEGMENTS) {
    await port.set('segment', {
      route,
      name,
      fromKm,
      toKm: toKm ?? main.lengthKm,
      party: partyOf(party),
      condition: 'open',
    });
  }
  for (const [name, km, kind] of CHECKPOINTS)
    await port.set('checkpoint', { route, name, km: km ?? main.lengthKm, kind });

  const watching = {
    party: partyOf('Guarantor C'),
    enduranceMin: 120,
    baseRoute: route,
    baseKm: 4,
    speedKmh: 90,
    state: 'available',
  };
  await port.set('drone', { ...watching, callsign: 'OWL-1', canIntel: true });
  await port.set('drone', { ...watching, callsign: 'OWL-2', canIntel: true });
  await port.set('drone', {
    ...watching,
    callsign: 'RAPID-1',
    canResponse: true,
    enduranceMin: 600,
    responseMin: 12,
    baseKm: 24,
  });
}
