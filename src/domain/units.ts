// Quantities as people read them: km with one decimal, whole minutes, rounded once and in one place.

/** `31.4`: km with one decimal, as on km posts. */
export function kmText(km: number): string {
  return (Math.round(km * 10) / 10).toFixed(1);
}

/** Minutes of a span of ms, rounded up: a gap of 30 s is a minute, never none. */
export function minutesUp(ms: number): number {
  return Math.ceil(ms / 60_000);
}

/** Rounds km to the one decimal that cells carry. */
export function toTenth(km: number): number {
  return Math.round(km * 10) / 10;
}
