// Every refusal Corridor can give, once: code, what the client should do, HTTP status, close code. Wire carries code and params.

/** `reset`: start a fresh document and keep the refused text. `resync`: ask for the whole again. `wait`: try later. `none`: say it. */
export type RefusalAction = 'reset' | 'resync' | 'wait' | 'none';

interface RefusalRow {
  readonly action: RefusalAction;
  readonly http: number;
  /** close code on `/sync`; only 44xx are final for stock clients */
  readonly close: number;
}

const row = (action: RefusalAction, http: number, close: number): RefusalRow => ({ action, http, close });

export const REFUSALS = {
  // Who you are
  'no-session': row('none', 401, 4401),
  'session-ended': row('none', 401, 4401),
  'role-changed': row('none', 401, 4401),
  'no-room': row('none', 404, 4404),
  'foreign-origin': row('none', 403, 4403),
  // Invitations
  'invite-unknown': row('none', 404, 4401),
  'invite-used': row('none', 410, 4401),
  'invite-expired': row('none', 410, 4401),
  'invite-revoked': row('none', 410, 4401),
  'too-many-invitations': row('none', 409, 4403),
  'name-required': row('none', 400, 4403),
  // Writing to the board
  'read-only': row('reset', 403, 4403),
  role: row('reset', 403, 4403),
  party: row('reset', 403, 4403),
  'owner-only': row('reset', 403, 4403),
  'server-only': row('reset', 403, 4403),
  'unknown-kind': row('reset', 400, 4403),
  'unknown-field': row('reset', 400, 4403),
  'bad-record-id': row('reset', 400, 4403),
  value: row('reset', 400, 4403),
  'naming-set': row('reset', 409, 4403),
  'create-only': row('reset', 409, 4403),
  'incomplete-record': row('reset', 400, 4403),
  unset: row('reset', 400, 4403),
  'foreign-client': row('reset', 403, 4403),
  structure: row('reset', 400, 4403),
  malformed: row('reset', 400, 4403),
  'too-complex': row('reset', 413, 4413),
  missing: row('resync', 409, 4403),
  'other-epoch': row('reset', 409, 4409),
  // Amounts
  'too-big': row('reset', 413, 4413),
  'too-fast': row('wait', 429, 1013),
  'too-many-sockets': row('wait', 429, 1013),
  'cool-down': row('wait', 429, 1013),
  quota: row('reset', 429, 4413),
  'room-full': row('reset', 507, 4413),
  // The server itself
  storage: row('wait', 503, 1013),
  'shutting-down': row('wait', 503, 1013),
  internal: row('wait', 500, 1013),
  /** said by a page about itself: no answer came */
  unreachable: row('wait', 503, 1013),
  'bad-request': row('none', 400, 4403),
  'not-found': row('none', 404, 4404),
  forbidden: row('none', 403, 4403),
  // Alerts
  'id-conflict': row('none', 409, 4403),
  stale: row('none', 409, 4403),
  'no-alert': row('none', 404, 4403),
  'alert-over': row('none', 409, 4403),
  'alert-content': row('none', 400, 4403),
  'second-person': row('none', 403, 4403),
  forked: row('none', 409, 4409),
  // Imports and commands
  'import-problems': row('none', 422, 4403),
  'import-unknown': row('none', 404, 4403),
  'import-undone': row('none', 409, 4403),
  'no-record': row('none', 404, 4403),
  'no-archive': row('none', 404, 4403),
  'last-owner': row('none', 409, 4403),
} as const satisfies { readonly [code: string]: RefusalRow };

export type RefusalCode = keyof typeof REFUSALS;

/** Values a sentence may need: names of things, limits, counts; never a raw refused value and never a secret. */
export type RefusalParams = { readonly [name: string]: string | number };

/** A refusal as a value; the catalogue has its sentence under `refusal.<code>`. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly params: RefusalParams;
  /** the cell it is about, `kind/id/field` */
  readonly cell?: string;
}

export function refusal(code: RefusalCode, params: RefusalParams = {}, cell?: string): Refusal {
  return cell === undefined ? { code, params } : { code, params, cell };
}

/** A refusal thrown where a value cannot travel (HTTP handlers, commands). */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(code: RefusalCode, params: RefusalParams = {}, cell?: string) {
    super(code);
    this.refusal = refusal(code, params, cell);
  }
}
