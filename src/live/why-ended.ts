// Asks the server once why access ended: taken away, run out, or signed out. The close frame names only that it did.
import * as v from 'valibot';
import type { Ask } from './ask.ts';

/** `unknown`: the server did not answer. */
export type WhyEnded = 'revoked' | 'expired' | 'signed-out' | 'unknown';

const answered = v.object({
  code: v.string(),
  params: v.object({ why: v.optional(v.picklist(['revoked', 'expired'])) }),
});

export async function whyEnded(ask: Ask, room: string, as: string): Promise<WhyEnded> {
  const answer = await ask(`/api/rooms/${room}/ages?as=${as}`).catch(() => undefined);
  const said = v.safeParse(answered, await answer?.json().catch(() => undefined));
  if (!said.success) return 'unknown';
  const { code, params } = said.output;
  if (code === 'session-ended') return params.why ?? 'unknown';
  return code === 'no-session' ? 'signed-out' : 'unknown';
}
