// A grid of about one kilometre over the earth: a point on it says where something is, not in which street.

/** km of one degree of latitude on a sphere of the mean radius of the earth (6371.0088 km, IUGG) */
const DEGREE_KM = 111.195;
const CELL_KM = 1;
/** about a metre: finer digits of a grid point say nothing */
const DIGITS = 5;

/**
 * The nearest point of the grid, degrees; at most 0.71 km away. Rows are parallels, and the points of a row are spaced by
 * its own latitude, so that a cell is as wide near the poles as at the equator.
 */
export function onGrid(lon: number, lat: number): readonly [lon: number, lat: number] {
  const rowStep = CELL_KM / DEGREE_KM;
  const row = within(Math.round(lat / rowStep) * rowStep, 90);
  const width = Math.cos((row * Math.PI) / 180) * DEGREE_KM;
  // A parallel shorter than a cell is one point.
  if (width * 360 < CELL_KM) return [0, rounded(row)];
  const step = CELL_KM / width;
  return [rounded(within(Math.round(lon / step) * step, 180)), rounded(row)];
}

function within(degrees: number, most: number): number {
  return Math.max(-most, Math.min(most, degrees));
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DIGITS));
}
