// What stands small beside an input: its unit, Zulu for a local time, which parts an observation has.
import type { Input } from '#domain/fields.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { say } from '#domain/words/say.ts';
import { zulu } from '../shell/when.ts';

export function hintOf(input: Input, value: CellValue): string | null {
  switch (input.input) {
    case 'number':
      return input.unit ? say(`unit.${input.unit}`) : null;
    case 'time':
      return typeof value === 'number' ? zulu(value) : null;
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
