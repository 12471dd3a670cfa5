// Which refusals pass by themselves: whoever got one tries again instead of giving up.
import { REFUSALS, type RefusalCode } from '#domain/refusals.ts';

export function passes(code: RefusalCode): boolean {
  return REFUSALS[code].action === 'wait';
}
