// What an import answers: what came in, what was noticed, and for each row why it does not fit; codes, never sentences.
import type { RefusalCode } from './refusals.ts';
import type { TextProblem } from './entry.ts';

/** Why a file as a whole, or a place in it, cannot be taken; words under `import.<code>`. */
export const FILE_PROBLEMS = [
  'empty',
  'too-big',
  'encoding',
  'control',
  'format',
  'kmz',
  'not-xml',
  'doctype',
  'too-deep',
  'too-much',
  'not-json',
  'duplicate-key',
  'surrogate',
  'number',
  'not-geojson',
  'crs',
  'network-link',
  'no-line',
  'only-points',
  'only-areas',
  'only-points-and-areas',
  'one-point',
  'no-points',
  'coordinate',
  'longitude',
  'latitude',
  'axes-swapped',
  'too-many-points',
  'too-short',
  'too-long-line',
  'name',
  'not-csv',
  'no-rows',
  'too-many-rows',
  'too-many-columns',
  'unknown-column',
  'duplicate-column',
  'missing-column',
  'extra-cells',
  'exists',
  'route-exists',
  'duplicate',
  'party-unknown',
] as const;
export type FileProblem = (typeof FILE_PROBLEMS)[number];

export type ImportProblemCode = FileProblem | TextProblem['why'] | RefusalCode;

export interface ImportProblem {
  /** spreadsheet row (the header is 1) or line of a text file; null where it is about the whole file */
  readonly row: number | null;
  /** field of the record, column of the sheet, or JSON pointer into the file; null where there is none */
  readonly field: string | null;
  readonly code: ImportProblemCode;
  readonly params: { readonly [name: string]: string | number };
}

/** What was noticed and did not stop the import; words under `import.note.<code>`. */
export const IMPORT_NOTES = [
  'joined',
  'longest-part',
  'longest-of-several',
  'points-left-out',
  'areas-left-out',
  'simplified',
  'jump',
  'far-away',
  'maybe-swapped',
  'name-from-file',
  'name-cleaned',
  'hxl-row',
  'separator',
  'default-party',
  'formula-text',
] as const;
export type ImportNoteCode = (typeof IMPORT_NOTES)[number];

export interface ImportNote {
  readonly code: ImportNoteCode;
  readonly params: { readonly [name: string]: string | number };
}

export type ImportFormat = 'gpx' | 'kml' | 'tcx' | 'geojson' | 'csv';

/** The answer to an import, dry or not. With problems nothing is created: all or nothing. */
export interface ImportOutcome {
  /** id of the import, for its undo; null in a dry run and when nothing was created */
  readonly import: string | null;
  readonly dryRun: boolean;
  readonly format: ImportFormat | null;
  readonly kind: 'route' | 'convoy' | null;
  /** rows read; a route file is one row */
  readonly rows: number;
  /** records created, or in a dry run to be created */
  readonly created: number;
  readonly problems: readonly ImportProblem[];
  readonly notes: readonly ImportNote[];
  /** of a route: what it will be */
  readonly route?: { readonly name: string; readonly lengthKm: number; readonly points: number };
}

/** Why an undo left a record as it is. */
export type StayReason = 'changed' | 'in-use';

export interface UndoOutcome {
  readonly import: string;
  /** `kind/id` of the records archived */
  readonly undone: readonly string[];
  readonly stays: readonly { readonly record: string; readonly why: StayReason }[];
}

export function problem(
  code: ImportProblemCode,
  at: { readonly row?: number | null; readonly field?: string | null } = {},
  params: ImportProblem['params'] = {},
): ImportProblem {
  return { row: at.row ?? null, field: at.field ?? null, code, params };
}

export function note(code: ImportNoteCode, params: ImportNote['params'] = {}): ImportNote {
  return { code, params };
}
