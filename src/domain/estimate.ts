// Where is a convoy, how sure is that, and when will it arrive: dead reckoning from the last radio report, else the plan.
import { isMoving } from './freshness.ts';
import type { Of } from './kinds/registry.ts';
import { ESTIMATE } from './limits.ts';

/**
 * `reported`: as called in, not older than a minute · `estimated`: reckoned from a report · `planned`: from the plan
 * only · `unknown`: nothing to go by.
 */
export type EstimateSource = 'reported' | 'estimated' | 'planned' | 'unknown';

export interface Estimate {
  /** km on the convoy's route; with `unknown` the km it starts from */
  readonly km: number;
  /** ± km; grows with the age of the report; never more than the length of its way */
  readonly uncertaintyKm: number;
  readonly source: EstimateSource;
  /** ms; when the report behind it was observed; null without one */
  readonly observedAt: number | null;
}

export interface Arrival {
  /** ms; null when nothing is known */
  readonly at: number | null;
  readonly source: EstimateSource;
  /** ms later than the plan said (negative: earlier); null without a plan */
  readonly slipMs: number | null;
}

type Convoy = Of<'convoy'>;
const HOUR = 3_600_000;

interface Way {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  /** +1 or −1: km grow or shrink on the way out */
  readonly direction: number;
}

/** The km of a convoy at a time (ms), past or future. Never reckons beyond the ends of its way. */
export function estimateAt(convoy: Convoy, at: number): Estimate {
  return estimator(convoy)(at);
}

/** The same for many times: what does not depend on the time is worked out once. */
export function estimator(convoy: Convoy): (at: number) => Estimate {
  const way = wayOf(convoy);
  const report = radioOf(convoy);
  const arrivedAt = hasArrived(convoy)
    ? Math.max(convoy.ata ?? -Infinity, report?.at ?? -Infinity)
    : Infinity;
  return (at) => {
    if (at >= arrivedAt) {
      return { km: way.to, uncertaintyKm: 0, source: 'reported', observedAt: convoy.ata ?? null };
    }
    if (report && at >= report.at) return afterReport(convoy, way, report, at);
    return report ? beforeReport(convoy, way, report, at) : fromPlan(convoy, way, at);
  };
}

/** When the convoy reaches the end of its way, seen at `now` (ms). */
export function etaOf(convoy: Convoy, now: number): Arrival {
  if (typeof convoy.ata === 'number') return arrival(convoy, convoy.ata, 'reported');
  if (hasArrived(convoy) || convoy.phase === 'aborted' || convoy.phase === 'returning') {
    return { at: null, source: 'unknown', slipMs: null };
  }
  if (!isMoving(convoy.phase)) {
    // Not yet gone: every minute past its start is a minute later at the end.
    const late = Math.max(0, now - (convoy.std ?? now));
    return arrival(convoy, typeof convoy.eta === 'number' ? convoy.eta + late : null, 'planned');
  }
  const way = wayOf(convoy);
  const report = radioOf(convoy);
  const speed = report ? speedAfter(convoy, report) || plannedSpeed(convoy, way) : plannedSpeed(convoy, way);
  if (speed === 0)
    return arrival(convoy, typeof convoy.eta === 'number' ? Math.max(now, convoy.eta) : null, 'planned');
  const here = estimateAt(convoy, now);
  const left = Math.max(0, (way.to - here.km) * way.direction);
  return arrival(
    convoy,
    Math.round(now + (left / speed) * HOUR),
    here.source === 'reported' ? 'estimated' : here.source,
  );
}

/** When the convoy left or means to leave, ms: one that is late leaves now at the earliest. Null when not known. */
export function estimateStart(convoy: Convoy, now: number): number | null {
  if (typeof convoy.atd === 'number') return convoy.atd;
  if (typeof convoy.std !== 'number') return null;
  return isMoving(convoy.phase) ? convoy.std : Math.max(convoy.std, now);
}

/** Times (ms) at which the course of the estimate bends; between two of them km and uncertainty run straight. */
export function bendsOf(convoy: Convoy, now: number): readonly number[] {
  const report = radioOf(convoy);
  const bends = [
    convoy.std,
    convoy.atd,
    convoy.eta,
    convoy.ata,
    report?.at,
    etaOf(convoy, now).at,
    backAt(convoy),
  ];
  if (report) bends.push(report.at + ESTIMATE.reportedForMs);
  return [...new Set(bends.filter((at): at is number => typeof at === 'number'))].sort((a, b) => a - b);
}

/** When one that turned back reaches the point it started from. */
function backAt(convoy: Convoy): number | null {
  const report = radioOf(convoy);
  if (convoy.phase !== 'returning' || !report || report.kmh === 0) return null;
  return Math.round(report.at + (Math.abs(report.km - wayOf(convoy).from) / report.kmh) * HOUR);
}

function arrival(convoy: Convoy, at: number | null, source: EstimateSource): Arrival {
  if (at === null) return { at, source: 'unknown', slipMs: null };
  return { at, source, slipMs: typeof convoy.eta === 'number' ? at - convoy.eta : null };
}

function afterReport(convoy: Convoy, way: Way, report: Report, at: number): Estimate {
  const age = at - report.at;
  if (age <= ESTIMATE.reportedForMs) {
    return { km: report.km, uncertaintyKm: ESTIMATE.reportKm, source: 'reported', observedAt: report.at };
  }
  const speed = speedAfter(convoy, report);
  const back = convoy.phase === 'returning' ? -1 : 1;
  const km = within(way, report.km + (way.direction * back * speed * age) / HOUR);
  // One that stands may have gone on meanwhile: its circle grows by the pace it was planned to keep.
  const doubt = (speed || plannedSpeed(convoy, way) || ESTIMATE.fallbackKmh) * ESTIMATE.doubt;
  const uncertaintyKm = Math.min(way.length, ESTIMATE.reportKm + (doubt * age) / HOUR);
  return { km, uncertaintyKm, source: 'estimated', observedAt: report.at };
}

/** Between departure and the last report the way is drawn straight; earlier it stood at its start. */
function beforeReport(convoy: Convoy, way: Way, report: Report, at: number): Estimate {
  const left = convoy.atd ?? convoy.std ?? report.at;
  const share = left >= report.at ? 0 : Math.min(1, Math.max(0, (at - left) / (report.at - left)));
  const km = way.from + (report.km - way.from) * share;
  const uncertaintyKm =
    ESTIMATE.reportKm + Math.abs(report.km - way.from) * ESTIMATE.doubt * share * (1 - share);
  return { km: within(way, km), uncertaintyKm, source: 'estimated', observedAt: report.at };
}

function fromPlan(convoy: Convoy, way: Way, at: number): Estimate {
  const left = convoy.atd ?? convoy.std;
  const speed = plannedSpeed(convoy, way);
  if (typeof left !== 'number' || speed === 0) {
    return { km: way.from, uncertaintyKm: way.length, source: 'unknown', observedAt: null };
  }
  const run = Math.max(0, Math.min(way.length, (speed * (at - left)) / HOUR));
  const uncertaintyKm = Math.min(way.length, ESTIMATE.reportKm + run * ESTIMATE.doubt);
  return {
    km: within(way, way.from + way.direction * run),
    uncertaintyKm,
    source: 'planned',
    observedAt: null,
  };
}

/** km/h after the report: as called in while it runs, nothing where it stands. */
function speedAfter(convoy: Convoy, report: Report): number {
  switch (convoy.phase) {
    case 'en_route':
    case 'returning':
      return report.kmh;
    default:
      return 0;
  }
}

/** km/h by the plan; 0 when std, eta or the way leave it open. */
function plannedSpeed(convoy: Convoy, way: Way): number {
  if (typeof convoy.std !== 'number' || typeof convoy.eta !== 'number' || convoy.eta <= convoy.std) return 0;
  return (way.length * HOUR) / (convoy.eta - convoy.std);
}

function wayOf(convoy: Convoy): Way {
  const from = convoy.fromKm ?? 0;
  const to = convoy.toKm ?? from;
  return { from, to, length: Math.abs(to - from), direction: to < from ? -1 : 1 };
}

function within(way: Way, km: number): number {
  return Math.min(Math.max(way.from, way.to), Math.max(Math.min(way.from, way.to), km));
}

interface Report {
  readonly km: number;
  readonly kmh: number;
  readonly at: number;
}

/** The last radio report as numbers, or null. */
export function radioOf(convoy: Convoy): Report | null {
  const [km, kmh, at] = convoy.radio ?? [];
  if (typeof km !== 'number' || typeof at !== 'number') return null;
  return { km, kmh: typeof kmh === 'number' ? kmh : 0, at };
}

function hasArrived(convoy: Convoy): boolean {
  return convoy.phase === 'arrived' || convoy.phase === 'offloaded' || convoy.phase === 'closed';
}
