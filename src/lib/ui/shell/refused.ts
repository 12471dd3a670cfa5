// A refusal in words; gaps that its params do not fill are said in general terms.
import { say, wordKey } from '#domain/words/say.ts';
import type { Refusal } from '#domain/refusals.ts';

export function sentence({ code, params }: Pick<Refusal, 'code' | 'params'>): string {
  const problem = code === 'alert-content' ? wordKey(`alerts.problem.${params['what']}`) : undefined;
  return say(`refusal.${code}`, problem ? { ...params, what: say(problem) } : params);
}
