// A refusal in words; gaps that its params do not fill are said in general terms.
import { say } from '#domain/words/say.ts';
import type { Refusal } from '#domain/refusals.ts';

export function sentence({ code, params }: Pick<Refusal, 'code' | 'params'>): string {
  return say(`refusal.${code}`, params);
}
