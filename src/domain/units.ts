// Quantities as people read them: km with one decimal, tonnes from kg, rounded once and in one place.

/** `31.4`: km with one decimal, as on km posts. */
export function kmText(km: number): string {
  return (Math.round(km * 10) / 10).toFixed(1);
}

/** Metric tonnes from kg, one decimal under 100 t, whole above: `4.2`, `130`. */
export function tonnesText(kg: number): string {
  const tonnes = kg / 1000;
  return Math.abs(tonnes) < 100 ? String(Math.round(tonnes * 10) / 10) : String(Math.round(tonnes));
}

/** Minutes of a span of ms, rounded up: a gap of 30 s is a minute, never none. */
export function minutesUp(ms: number): number {
  return Math.ceil(ms / 60_000);
}

/** Degrees with five decimals (about a metre). */
export function degreesText(degrees: number): string {
  return degrees.toFixed(5);
}

/** Rounds km to the one decimal that cells carry. */
export function toTenth(km: number): number {
  return Math.round(km * 10) / 10;
}
