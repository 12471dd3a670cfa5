// Convoys that are silent, late, or where nobody is named responsible, as matters for attention.
import type { Severity } from './alerts/life.ts';
import type { AttentionItem } from './attention.ts';
import type { Board } from './board-model.ts';
import { responsibleAt } from './corridor.ts';
import { estimateAt, etaOf } from './estimate.ts';
import { checkIn, isMoving, type CheckInState } from './freshness.ts';
import { roomRecord } from './board-model.ts';
import type { Of } from './kinds/registry.ts';
import { COVER } from './limits.ts';

const MINUTE = 60_000;

export function contactItems(board: Board, now: number): readonly AttentionItem[] {
  const room = roomRecord(board);
  return [...board.convoy].flatMap(([id, convoy]) => [
    ...silent(id, convoy, room, now),
    ...slipped(id, convoy, now),
    ...unclear(id, convoy, board, now),
  ]);
}

function silent(id: string, convoy: Of<'convoy'>, room: Of<'room'>, now: number): readonly AttentionItem[] {
  const { state, dueAt, lastAt } = checkIn(convoy, room, now);
  const severity = severityOf(state);
  if (severity === null || dueAt === null) return [];
  const record = `convoy/${id}`;
  const why = state === 'lost_contact' ? 'lost_contact' : 'overdue';
  return [
    {
      key: `silent ${id}`,
      why,
      severity,
      record,
      since: dueAt,
      params: {
        name: nameOf(id, convoy),
        minutes: Math.floor((now - dueAt) / MINUTE),
        ...(lastAt === null ? {} : { lastMinutes: Math.floor((now - lastAt) / MINUTE) }),
      },
      action: { do: 'call', record },
    },
  ];
}

function severityOf(state: CheckInState): Severity | null {
  switch (state) {
    case 'none':
    case 'ok':
    case 'due':
      return null;
    case 'overdue':
      return 'Moderate';
    case 'critical':
      return 'Severe';
    case 'lost_contact':
      return 'Extreme';
    default:
      return state satisfies never;
  }
}

function slipped(id: string, convoy: Of<'convoy'>, now: number): readonly AttentionItem[] {
  if (!isMoving(convoy.phase) || typeof convoy.eta !== 'number') return [];
  const { at, slipMs } = etaOf(convoy, now);
  if (at === null || slipMs === null || slipMs <= COVER.etaSlipMin * MINUTE) return [];
  const record = `convoy/${id}`;
  return [
    {
      key: `eta_slipped ${id}`,
      why: 'eta_slipped',
      severity: 'Minor',
      record,
      // The matter is as old as the report it is reckoned from.
      since: typeof convoy.radio?.at(-1) === 'number' ? Number(convoy.radio.at(-1)) : now,
      params: { name: nameOf(id, convoy), minutes: Math.round(slipMs / MINUTE), eta: at },
      action: { do: 'confirm_eta', record },
    },
  ];
}

/** Only where segments exist at all: an empty corridor is being set up, not in danger. */
function unclear(id: string, convoy: Of<'convoy'>, board: Board, now: number): readonly AttentionItem[] {
  const { route } = convoy;
  if (!isMoving(convoy.phase) || typeof route !== 'string') return [];
  const { km, source } = estimateAt(convoy, now);
  if (source === 'unknown' || ![...board.segment.values()].some((segment) => segment.route === route))
    return [];
  if (responsibleAt(board, route, km) !== null) return [];
  return [
    {
      key: `responsible_unclear ${id}`,
      why: 'responsible_unclear',
      severity: 'Moderate',
      record: `convoy/${id}`,
      since: typeof convoy.radio?.at(-1) === 'number' ? Number(convoy.radio.at(-1)) : now,
      params: { name: nameOf(id, convoy), km: Math.round(km * 10) / 10 },
      action: { do: 'set_segments', record: `route/${route}` },
    },
  ];
}

function nameOf(id: string, convoy: Of<'convoy'>): string {
  return convoy.callsign ?? id;
}
