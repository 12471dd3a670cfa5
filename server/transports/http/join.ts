// Joining and leaving: an invitation becomes a membership and a cookie, and a cookie goes again.
import { Router, type Request, type Response } from 'express';
import * as v from 'valibot';
import { ACCESS_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { actorOf } from '../../access/actor.ts';
import { keepCookie } from '../../access/cookies.ts';
import type { Joined, JoinRequest } from '../../access/joining.ts';
import { partyNameOf, roomNameOf } from '../../access/people-list.ts';
import type { HttpPorts } from './ports.ts';
import { bodyOf, jsonBody, queryText } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const INVITATION = v.strictObject({ invite: v.string() });
const JOIN = v.strictObject({ invite: v.string(), name: v.optional(v.string()) });
const DEVICE_MS = ACCESS_LIMITS.deviceDays * 86_400_000;

export function joinRoutes(ports: HttpPorts, signedIn: SignedIn): Router {
  const { directory, members, rooms, store, clock } = ports;
  const router = Router();

  /** What the browser showed beside the invitation. Throws `foreign-origin`. */
  function shown(request: Request): Omit<JoinRequest, 'invite' | 'name'> {
    if (members.isProgram(request)) return { program: true };
    if (!members.mayAct(request)) throw new Refused('foreign-origin');
    const sessions = members.presented(request).map(({ secret }) => secret);
    return { device: members.device(request), sessions };
  }

  // A secret stands in no URL, so that what an invitation allows is asked by POST as well.
  router.post('/invitation', jsonBody, async (request, response) => {
    await signedIn.stranger(request, async () => {
      const { invite } = bodyOf(INVITATION, request);
      const { invitation, joined } = directory.look({ ...shown(request), invite });
      const { room, role, party, owner, name } = invitation;
      const { look } = await rooms.open(room);
      const exercise = (await store.rooms()).some((row) => row.room === room && row.exercise);
      const names = { roomName: roomNameOf(look), partyName: partyNameOf(party, look) };
      response.json({
        room,
        role,
        party,
        owner,
        ...names,
        name,
        exercise,
        joined: joined?.membership ?? null,
      });
    });
  });

  router.post('/join', jsonBody, async (request, response) => {
    await signedIn.stranger(request, async () => {
      const { invite, name } = bodyOf(JOIN, request);
      const ground = shown(request);
      const joined = await directory.redeem({ ...ground, invite, name });
      const { room, role, user, membership } = joined.member;
      if (ground.program) {
        response.json({ room, role, user, membership, session: joined.session });
        return;
      }
      keepCookies(response, joined);
      response.json({ room, role, user, membership });
    });
  });

  router.post('/leave', async (request, response) => {
    const as = queryText(request, 'as');
    const own = members.presented(request).find(({ membership }) => membership === as);
    if (own?.session?.state === 'ended' && members.mayAct(request)) {
      signedIn.forget(request, response, own.membership);
      response.json({ left: own.membership });
      return;
    }
    const member = signedIn.anywhere(request, response);
    await directory.signOut(member, actorOf(member, 'http'));
    if (request.headers.authorization === undefined) signedIn.forget(request, response, member.membership);
    response.json({ left: member.membership });
  });

  function keepCookies(response: Response, { member, session, expiresAt, device }: Joined): void {
    const { cookies } = members;
    const name = cookies.membership(member.membership);
    response.append('Set-Cookie', keepCookie(cookies, name, session, expiresAt - clock.now()));
    if (device !== undefined)
      response.append('Set-Cookie', keepCookie(cookies, cookies.device, device, DEVICE_MS));
  }

  return router;
}
