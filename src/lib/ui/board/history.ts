// Who changed a cell or a record, asked from the server when somebody wants to know.
import * as v from 'valibot';
import type { CellValue } from '#domain/kinds/shape.ts';
import { REFUSALS, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import type { RoomAddress } from '../shell/room-context.ts';

export interface Past {
  readonly seq: number;
  /** ms */
  readonly at: number;
  readonly name: string;
  readonly via: string;
  readonly cell: string;
  readonly from: CellValue;
  readonly to: CellValue;
}

const primitive = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const value = v.union([primitive, v.array(primitive)]);
const answer = v.array(
  v.object({
    seq: v.number(),
    at: v.number(),
    name: v.string(),
    via: v.string(),
    cells: v.array(v.object({ cell: v.string(), from: value, to: value })),
  }),
);
const refused = v.object({
  code: v.string(),
  params: v.optional(v.record(v.string(), v.union([v.string(), v.number()])), {}),
});

/** Changes of a record (`kind/id`), of one field if named, newest first; or why the server does not say. */
export async function readHistory(
  { room, as }: RoomAddress,
  record: string,
  field?: string,
): Promise<readonly Past[] | Refusal> {
  const query = new URLSearchParams({ record, as, ...(field === undefined ? {} : { field }) });
  const response = await fetch(`/api/rooms/${encodeURIComponent(room)}/history?${query}`).catch(
    () => undefined,
  );
  if (!response) return refusal('unreachable');
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) return refusalIn(json);
  const read = v.safeParse(answer, json);
  if (!read.success) return refusal('internal');
  return read.output
    .flatMap(({ cells, ...entry }) => cells.map((cell) => ({ ...entry, ...cell })))
    .filter(
      ({ cell }) => cell.startsWith(`${record}/`) && (field === undefined || cell === `${record}/${field}`),
    )
    .reverse();
}

/** The refusal in an HTTP answer; an answer that is none is the server's fault. */
export function refusalIn(json: unknown): Refusal {
  const said = v.safeParse(refused, json);
  if (!said.success || !(said.output.code in REFUSALS)) return refusal('internal');
  return refusal(said.output.code as RefusalCode, said.output.params);
}
