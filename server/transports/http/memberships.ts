// The memberships of this browser: which rooms it can open, as whom; for the start page and for reloads.
import { Router } from 'express';
import { Refused } from '#domain/refusals.ts';
import { dropCookie } from '../../access/cookies.ts';
import { partyNameOf, roomNameOf } from '../../access/people-list.ts';
import type { HttpPorts, HttpRoom } from './ports.ts';

export function membershipRoutes(ports: HttpPorts): Router {
  const { members, rooms, store, log } = ports;
  const router = Router();

  router.get('/memberships', async (request, response) => {
    if (!members.mayAct(request)) throw new Refused('foreign-origin');
    const exercises = new Set(
      (await store.rooms()).flatMap(({ room, exercise }) => (exercise ? [room] : [])),
    );
    const listed = [];
    for (const { membership, session } of members.presented(request)) {
      if (session?.state === 'ended') {
        response.append('Set-Cookie', dropCookie(members.cookies, members.cookies.membership(membership)));
      }
      if (session?.state !== 'live') continue; // unknown here: another server's on this host, and not ours to remove
      const { room, role, party, name, owner } = session.member;
      const look = await lookOf(room);
      if (look === 'gone') continue;
      const names = {
        roomName: look ? roomNameOf(look) : '',
        partyName: look ? partyNameOf(party, look) : party,
      };
      listed.push({ membership, room, role, party, ...names, name, owner, exercise: exercises.has(room) });
    }
    response.json(listed);
  });

  /** One room that cannot be loaded must not hide the others; it is listed without its name. */
  async function lookOf(room: string): Promise<HttpRoom['look'] | 'gone' | undefined> {
    try {
      return (await rooms.open(room)).look;
    } catch (error) {
      if (error instanceof Refused && error.refusal.code === 'no-room') return 'gone';
      log.error({ room, error: String(error) }, 'a room could not be loaded for the list of memberships');
      return undefined;
    }
  }

  return router;
}
