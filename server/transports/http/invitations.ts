// Invitations over HTTP, for the owners of a room: make one (its secret is shown this once), list the open ones, withdraw.
import { Router } from 'express';
import * as v from 'valibot';
import { ROLES } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import { actorOf } from '../../access/actor.ts';
import { invitationLink } from '../../access/commands.ts';
import { listedInvitation } from '../../access/people-list.ts';
import type { HttpPorts } from './ports.ts';
import { bodyOf, jsonBody } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const INVITE = v.strictObject({
  role: v.picklist(ROLES),
  party: v.string(),
  name: v.optional(v.string()),
  owner: v.optional(v.boolean()),
  days: v.optional(v.number()),
});

export function invitationRoutes(ports: HttpPorts, signedIn: SignedIn): Router {
  const { directory, rooms, store, publicUrl } = ports;
  const router = Router();

  router.post('/rooms/:room/invitations', jsonBody, async (request, response) => {
    const owner = signedIn.ownerOf(request);
    const asked = bodyOf(INVITE, request);
    const { room } = owner;
    const { look } = await rooms.open(room);
    if (look('party', asked.party, 'name') === undefined) throw new Refused('no-record', { field: 'party' });
    const exercise = (await store.rooms()).some((row) => row.room === room && row.exercise);
    const { invitation, token } = await directory.invite(
      { ...asked, room, exercise },
      actorOf(owner, 'http'),
    );
    const link = invitationLink(publicUrl, token);
    response.json({ link, token, ...listedInvitation(invitation, look) });
  });

  router.get('/rooms/:room/invitations', async (request, response) => {
    const { room } = signedIn.ownerOf(request);
    const { look } = await rooms.open(room);
    response.json(directory.openInvitations(room).map((row) => listedInvitation(row, look)));
  });

  router.delete('/rooms/:room/invitations/:invitation', async (request, response) => {
    const owner = signedIn.ownerOf(request);
    const invitation = String(request.params['invitation']);
    await directory.withdraw(owner.room, invitation, actorOf(owner, 'http'));
    response.json({ withdrawn: invitation });
  });

  return router;
}
