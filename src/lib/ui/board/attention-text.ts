// An item of attention as text: catalogue keys among its parameters said, times written out.
import type { AttentionItem } from '#domain/attention.ts';
import { say, wordKey } from '#domain/words/say.ts';
import { both } from '../shell/when.ts';

/** What the name stands before; an alert without a headline is called by its event. */
export function matterName({ params }: AttentionItem): string {
  const name = String(params['name'] ?? '');
  return name === '' ? said(params['event']) : name;
}

export function matterText({ why, params }: AttentionItem): string {
  const filled = Object.entries(params).map(([name, value]): [string, string | number] => {
    if (name === 'eta') return [name, both(Number(value))];
    return name === 'event' || name === 'task' || name === 'cause' ? [name, said(value)] : [name, value];
  });
  return say(`attention.${why}`, Object.fromEntries(filled));
}

function said(key: string | number | undefined): string {
  const known = wordKey(String(key ?? ''));
  return known ? say(known) : String(key ?? '');
}
