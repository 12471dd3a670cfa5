// The language in which a kind is declared: pure JSON data, so that a verifier outside can judge an old entry again.

/** Who may set a field. C coordinators · W coordinators and watch officers · O the owner, by command · S the server alone. */
export type Who = {
  readonly by: 'C' | 'W' | 'O' | 'S';
  /** `@path`: only if the person's party is the one in that naming cell, or has the role `coordination`. */
  readonly own?: PartyPath;
  /** `!path`: that very party and nobody else. */
  readonly only?: PartyPath;
};

/** Where the responsible party of a record stands: always reached over naming cells, so a verdict never depends on the order of arrival. */
export type PartyPath = 'self' | 'party' | 'to' | 'convoy.party' | 'drone.party';

/** One element of a tuple, or the type of a plain field. */
export type PartType =
  | { readonly type: 'text'; readonly max: number }
  | { readonly type: 'word'; readonly words: readonly string[] }
  | { readonly type: 'int' | 'number'; readonly min: number; readonly max: number; readonly unit?: Unit }
  | { readonly type: 'km' | 'lon' | 'lat' | 'time' | 'bool' };

export type Unit = 'km' | 'kmh' | 'min' | 's' | 'kg' | 'kgPerDay';

/** The type of a cell's value. Every type also takes `null` (emptied) unless the field is required. */
export type FieldType =
  | PartType
  /** a record id of that kind */
  | { readonly type: 'ref'; readonly to: string }
  /** any record, as `kind/id` */
  | { readonly type: 'record' }
  /** record ids of that kind, comma-separated, at most `max` characters */
  | { readonly type: 'refs'; readonly to: string; readonly max: number }
  /** SHA-256 of a large value the server holds beside the document, 64 hex digits */
  | { readonly type: 'hash' }
  | { readonly type: 'uuid' }
  /** an array with one type per position; `obs`: the last element is the time observed and of two the newer stays */
  | { readonly type: 'tuple'; readonly parts: readonly PartDecl[]; readonly obs?: true };

export type PartDecl = { readonly name: string } & PartType;

export type FieldDecl = FieldType & {
  readonly who: Who;
  /** set in the transaction that creates the record, never emptied */
  readonly required?: true;
  /** set once, at creation; permissions rest on these cells only */
  readonly naming?: true;
  /** never in the observer's view */
  readonly restricted?: true;
};

export type KindDecl = {
  readonly kind: string;
  /** nothing of a record changes after it was created (append-only) */
  readonly createOnly?: true;
  /** the one record of its kind in a room */
  readonly only?: 'thisroom';
  /** the careful view shows these records late: they tell where people are */
  readonly late?: true;
  /** the careful view lets their times out though they lie ahead: they warn, and say nothing of a plan */
  readonly foretells?: true;
  readonly fields: { readonly [field: string]: FieldDecl };
  /** how a record is titled: the first of these fields that has a value */
  readonly title: readonly string[];
  /** how the record lies on the corridor and in time, for pictures and lists */
  readonly place?: {
    readonly km?: string;
    readonly fromKm?: string;
    readonly toKm?: string;
    readonly point?: string;
    readonly from?: string;
    readonly to?: string;
  };
  /** usual next words of status fields: an unusual step is stored and shown as disputed, never refused */
  readonly steps?: { readonly [field: string]: { readonly [word: string]: readonly string[] } };
  /** the fields a table of these records shows first */
  readonly columns: readonly string[];
  /** a valid record, for tests, demo data and fuzzing; times are ms, references are made-up ids */
  readonly example: { readonly [field: string]: CellValue };
};

export type Primitive = string | number | boolean | null;
/** What a cell can hold: a JSON primitive or a tuple of at most eight of them. */
export type CellValue = Primitive | readonly Primitive[];

/** The TypeScript type of a field's value, inferred from its declaration. */
export type ValueOf<F> = F extends { type: 'tuple' }
  ? readonly Primitive[]
  : F extends { type: 'bool' }
    ? boolean
    : F extends { type: 'int' | 'number' | 'km' | 'lon' | 'lat' | 'time' }
      ? number
      : F extends { type: 'word'; words: readonly (infer W)[] }
        ? W
        : string;

/** A record of a kind as read from a board: every field may be missing or emptied. */
export type RecordOf<K extends KindDecl> = {
  -readonly [F in keyof K['fields']]?: ValueOf<K['fields'][F]> | null;
};
