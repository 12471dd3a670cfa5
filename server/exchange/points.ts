// Is this a place on earth? The one check that every format's points go through.

/** Why a pair is no place, or null. A latitude beyond 90 whose longitude would be one looks like swapped axes. */
export function checkPoint(
  lon: unknown,
  lat: unknown,
): 'coordinate' | 'longitude' | 'latitude' | 'axes-swapped' | null {
  if (typeof lon !== 'number' || typeof lat !== 'number') return 'coordinate';
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return 'coordinate';
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) return 'axes-swapped';
  if (Math.abs(lat) > 90) return 'latitude';
  return Math.abs(lon) > 180 ? 'longitude' : null;
}
