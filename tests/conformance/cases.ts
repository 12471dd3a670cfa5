// All cases of the suite, in the order of the table.
import { frameAttacks } from './frame-attacks.ts';
import { protocolCases } from './protocol-cases.ts';
import type { Case } from './target.ts';
import { wireCases } from './wire-cases.ts';
import { writeAttacks } from './write-attacks.ts';

export const allCases: readonly Case[] = [...protocolCases, ...wireCases, ...writeAttacks, ...frameAttacks];

/** Those that show themselves within the deadline; the others only in the full table. */
export const smallDoses: readonly Case[] = allCases.filter(({ slowMs }) => slowMs === undefined);
