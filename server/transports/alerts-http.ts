// The second path of alerts, for when no socket stands: the same commands and the same feed over plain HTTP.
import { Router, type Request } from 'express';
import { parseRaise } from '#domain/alerts/payloads.ts';
import { ALERT_LINK } from '#domain/limits.ts';
import { viewOf, type Member } from '#domain/people.ts';
import { REFUSALS, Refused } from '#domain/refusals.ts';
import type { AlertAuthority } from '../alerts/authority.ts';
import type { Clock } from '../journal/ports.ts';
import { Bucket } from '../rooms/bucket.ts';
import { answerAsSeen, asSeen } from './alerts-hub.ts';
import { jsonBody, queryCount } from './http/read-body.ts';

export interface AlertHttpOptions {
  /** The member asking, in the room of the path. Throws `Refused`. */
  inRoom(request: Request): Member;
  authorityOf(room: string): Promise<AlertAuthority>;
  readonly clock: Clock;
}

/** Items of one answer: who has more to catch up asks again after the last of them. */
const PAGE = 500;

/**
 * `GET /rooms/<room>/alerts?after=<seq>` → `{entries, head}`, each entry a feed item through the reader's view;
 * `POST /rooms/<room>/alerts` with the body of `alert:raise` → its receipt, or a refusal with its own status.
 */
export function alertHttp({ inRoom, authorityOf, clock }: AlertHttpOptions): Router {
  const router = Router();
  const raising = new Map<string, Bucket>();
  const mayRaiseNow = (user: string): boolean => {
    const known =
      raising.get(user) ?? new Bucket(ALERT_LINK.commandsPerSecond, ALERT_LINK.commandsBurst, clock);
    raising.set(user, known);
    return known.take();
  };

  router.get('/rooms/:room/alerts', async (request, response) => {
    const { room, role } = inRoom(request);
    const after = queryCount(request, 'after');
    const authority = await authorityOf(room);
    const items = authority.since(after).slice(0, PAGE);
    const entries = items.map((item) => asSeen(authority.sight(viewOf(role)), item, true));
    response.json({ entries, head: authority.head?.seq ?? 0 });
  });

  router.post('/rooms/:room/alerts', jsonBody, async (request, response) => {
    const member = inRoom(request);
    if (!mayRaiseNow(member.user)) throw new Refused('too-fast');
    const alert = parseRaise(request.body);
    if (!alert.ok) throw new Refused(alert.refusal.code, alert.refusal.params);
    const authority = await authorityOf(member.room);
    const answer = await authority.raise(member, alert.value, 'http');
    const seen = answerAsSeen(authority.sight(viewOf(member.role)), answer);
    response.status(answer.ok ? 200 : REFUSALS[answer.code].http).json(seen);
  });

  return router;
}
