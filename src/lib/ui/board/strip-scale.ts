// The strip on paper: km run from left to right in every language, time runs downwards; and where labels find room.
import type { Span } from '#domain/coverage.ts';
import type { Point } from '#domain/strip-lines.ts';

export interface Frame {
  /** pixels of the whole picture */
  readonly width: number;
  readonly height: number;
}

/** Room for times at the left and for segment names above, pixels. */
const LEFT = 52;
const TOP = 40;
const RIGHT = 10;
const BOTTOM = 8;
const HOUR = 3_600_000;

export class Scale {
  readonly left = LEFT;
  readonly top = TOP;
  readonly right: number;
  readonly bottom: number;
  readonly #km: number;
  readonly #span: Span;

  constructor(frame: Frame, lengthKm: number, span: Span) {
    this.right = Math.max(LEFT + 40, frame.width - RIGHT);
    this.bottom = Math.max(TOP + 40, frame.height - BOTTOM);
    this.#km = Math.max(lengthKm, 0.1);
    this.#span = span;
  }

  x(km: number): number {
    const share = Math.min(1, Math.max(0, km / this.#km));
    return round(this.left + share * (this.right - this.left));
  }

  y(at: number): number {
    const { from, to } = this.#span;
    const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
    return round(this.top + share * (this.bottom - this.top));
  }

  /** The points of a line as an SVG path. */
  path(points: readonly Point[]): string {
    return points.map(([km, at], i) => `${i === 0 ? 'M' : 'L'}${this.x(km)} ${this.y(at)}`).join('');
  }

  /** Whole hours inside the picture, ms. */
  get hours(): readonly number[] {
    const { from, to } = this.#span;
    const first = Math.ceil(from / HOUR) * HOUR;
    return Array.from(
      { length: Math.max(0, Math.floor((to - first) / HOUR) + 1) },
      (_, i) => first + i * HOUR,
    );
  }

  /** Round kilometres, as many as can be read side by side. */
  get kms(): readonly number[] {
    const room = (this.right - this.left) / 44;
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => this.#km / one <= room) ?? 1000;
    return Array.from({ length: Math.floor(this.#km / step) + 1 }, (_, i) => i * step);
  }
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

export interface Label {
  readonly key: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Pixels of a line of text, and roughly of a character. */
const LINE = 13;
const CHAR = 6.6;

/** Moves labels that would lie over each other down, line by line; each stays as near to its place as it can. */
export function spread(labels: readonly Label[], bottom: number): readonly Label[] {
  const placed: Label[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y || a.x - b.x)) {
    let y = label.y;
    const clashes = () =>
      placed.some(
        (other) =>
          Math.abs(other.y - y) < LINE &&
          label.x < other.x + other.text.length * CHAR &&
          other.x < label.x + label.text.length * CHAR,
      );
    while (clashes() && y < bottom) y += LINE;
    placed.push({ ...label, y });
  }
  return placed;
}
