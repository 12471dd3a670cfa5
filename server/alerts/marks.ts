// How far each person's browser has stored and drawn the feed: cumulative, in memory, never going back.
import type { Marks } from '#domain/alerts/payloads.ts';

export class DeliveryMarks {
  readonly #marks = new Map<string, Marks>();

  /** Marks beyond the head are a client's mistake and count as the head. */
  note(user: string, marks: Marks, head: number): void {
    const before = this.of(user);
    const up = (mark: number, known: number): number => Math.max(known, Math.min(mark, head));
    this.#marks.set(user, {
      delivered: up(Math.max(marks.delivered, marks.displayed), before.delivered),
      displayed: up(marks.displayed, before.displayed),
    });
  }

  of(user: string): Marks {
    return this.#marks.get(user) ?? { delivered: 0, displayed: 0 };
  }
}
