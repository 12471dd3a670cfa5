// The corridor strip as pure geometry in km × ms: segments, waypoints, alert bands, convoy lines, cover and its gaps. No pixels.
import type { AlertState, Severity } from './alerts/life.ts';
import { live, type Board } from './board-model.ts';
import { checkpointsOn, segmentsOn, type Checkpoint, type Segment } from './corridor.ts';
import { gapsOf, windowsByConvoy, type GapCause, type Span, type Task } from './coverage.ts';
import { STRIP } from './limits.ts';
import { linesOf, pathOf, type Line, type Point } from './strip-lines.ts';

export type { Line, Point } from './strip-lines.ts';

/** An alert that lies on the route, as a band from km to km, from raised to over (or expiry). */
export interface AlertBand extends Span {
  readonly id: string;
  /** record id on the board */
  readonly record: string;
  readonly severity: Severity;
  readonly over: boolean;
  readonly fromKm: number;
  readonly toKm: number;
}

/** A cover window as a box around the stretch the convoy runs in it, or the window's own stretch. */
export interface CoverBox extends Span {
  readonly id: string;
  readonly task: Task;
  readonly drone: string;
  /** false: it gives no cover as things stand (late, lost, weather); draw it empty */
  readonly counts: boolean;
  readonly fromKm: number;
  readonly toKm: number;
}

/** The hatched part of a convoy's line. */
export interface StripGap extends Span {
  readonly task: Task;
  readonly cause: GapCause;
  readonly points: readonly Point[];
}

export interface StripConvoy {
  readonly id: string;
  readonly callsign: string;
  readonly lines: readonly Line[];
  readonly cover: readonly CoverBox[];
  readonly gaps: readonly StripGap[];
}

export interface Strip extends Span {
  readonly route: string;
  readonly lengthKm: number;
  readonly now: number;
  readonly segments: readonly Segment[];
  readonly checkpoints: readonly Checkpoint[];
  readonly alerts: readonly AlertBand[];
  readonly convoys: readonly StripConvoy[];
}

const HOUR = 3_600_000;

/** The strip of one route (record id), two hours back and six ahead of `now` (ms) unless `span` says otherwise. */
export function stripOf(
  board: Board,
  route: string,
  alerts: readonly AlertState[],
  now: number,
  span: Span = { from: now - STRIP.pastHours * HOUR, to: now + STRIP.aheadHours * HOUR },
): Strip {
  const active = live(board);
  const segments = segmentsOn(active, route);
  const checkpoints = checkpointsOn(active, route);
  const ends = [...segments.map((segment) => segment.toKm), ...checkpoints.map((point) => point.km)];
  const lengthKm = active.route.get(route)?.lengthKm ?? Math.max(0, ...ends);
  return {
    route,
    lengthKm,
    now,
    ...span,
    segments,
    checkpoints,
    alerts: bandsOf(alerts, route, span),
    convoys: convoysOn(active, route, lengthKm, span, now),
  };
}

function convoysOn(
  board: Board,
  route: string,
  lengthKm: number,
  span: Span,
  now: number,
): readonly StripConvoy[] {
  const gaps = Map.groupBy(gapsOf(board, span, now), (gap) => gap.convoy);
  const windowsOf = windowsByConvoy(board, now);
  const found: StripConvoy[] = [];
  for (const [id, convoy] of board.convoy) {
    if (convoy.route !== route) continue;
    const lines = linesOf(convoy, span, now);
    if (lines.length === 0) continue;
    const cover = windowsOf(id)
      .filter((one) => one.to > span.from && one.from < span.to)
      .map((one): CoverBox => {
        const from = Math.max(one.from, span.from);
        const to = Math.min(one.to, span.to);
        const kms = pathOf(convoy, { from, to }, now).map(([km]) => km);
        const own = typeof one.cover.fromKm === 'number' || typeof one.cover.toKm === 'number';
        const stretch = own ? [one.cover.fromKm ?? 0, one.cover.toKm ?? lengthKm] : kms;
        const [fromKm, toKm] = [Math.min(...stretch), Math.max(...stretch)];
        return {
          id: one.id,
          task: one.task,
          drone: one.drone,
          counts: one.fails === null,
          from,
          to,
          fromKm,
          toKm,
        };
      });
    const mine = (gaps.get(id) ?? []).map(({ task, cause, from, to }) => ({
      task,
      cause,
      from,
      to,
      points: pathOf(convoy, { from, to }, now),
    }));
    found.push({ id, callsign: convoy.callsign ?? id, lines, cover, gaps: mine });
  }
  return found.sort((a, b) => (a.callsign < b.callsign ? -1 : 1));
}

function bandsOf(alerts: readonly AlertState[], route: string, span: Span): readonly AlertBand[] {
  return alerts.flatMap((alert) => {
    const { place, severity } = alert.content;
    if (!('route' in place) || place.route !== route) return [];
    const from = Math.max(span.from, alert.raisedAt);
    const to = Math.min(span.to, alert.ended?.at ?? alert.expires);
    if (to <= from) return [];
    const [fromKm, toKm] = [Math.min(place.fromKm, place.toKm), Math.max(place.fromKm, place.toKm)];
    const over = alert.state !== 'active' && alert.state !== 'ending';
    return { id: alert.id, record: alert.record, severity, over, from, to, fromKm, toKm };
  });
}
