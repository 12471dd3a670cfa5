// What stands small beside an input: its unit, how a time is written, which parts an observation has.
import type { Input } from '#domain/fields.ts';
import { say } from '#domain/words/say.ts';

export function unitOf(input: Input): string | null {
  switch (input.input) {
    case 'number':
      return input.unit ? say(`unit.${input.unit}`) : null;
    case 'tuple': {
      const parts = input.parts.map(({ label }) => say(label)).join('; ');
      return say(input.observed ? 'record.parts.now' : 'record.parts', { parts });
    }
    case 'refs':
      return say('record.refs');
    default:
      return null;
  }
}
