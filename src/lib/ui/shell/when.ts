// Times and ages as people read them: local and Zulu side by side, ages in words.
import { ageText } from '#domain/freshness.ts';
import { say } from '#domain/words/say.ts';

/** `09:14` in the reader's own time. */
export function local(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `09:14:07`, where the second matters */
export function toTheSecond(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB');
}

/** `0914Z` */
export function zulu(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16).replace(':', '')}Z`;
}

export function both(ms: number): string {
  return say('time.both', { local: local(ms), zulu: zulu(ms) });
}

/** `14 min`, `2 h 5 min` */
export function span(ms: number): string {
  return ageText(Math.abs(ms))
    .map(({ value, unit }) => `${value} ${say(`unit.${unit}`)}`)
    .join(' ');
}

/** `14 min ago`, `in 5 min`; `just now` within ten seconds. */
export function age(at: number, now: number): string {
  if (Math.abs(now - at) < 10_000) return say('age.now');
  return at <= now ? say('age.ago', { age: span(now - at) }) : say('age.in', { age: span(at - now) });
}
