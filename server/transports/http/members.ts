// The people of a room, for its owners: who they are, another role or ownership, the end of their access.
import { Router } from 'express';
import * as v from 'valibot';
import { ROLES } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import type { OwnerChanges } from '../../access/owner-changes.ts';
import { listedMember } from '../../access/people-list.ts';
import type { HttpPorts } from './ports.ts';
import { bodyOf, jsonBody } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const CHANGE = v.strictObject({ role: v.optional(v.picklist(ROLES)), owner: v.optional(v.boolean()) });

export function memberRoutes(
  { directory, rooms }: HttpPorts,
  signedIn: SignedIn,
  changes: OwnerChanges,
): Router {
  const router = Router();

  router.get('/rooms/:room/members', async (request, response) => {
    const { room } = signedIn.ownerOf(request);
    const { look } = await rooms.open(room);
    response.json(directory.members(room).map((row) => listedMember(row, look)));
  });

  router.patch('/rooms/:room/members/:membership', jsonBody, async (request, response) => {
    const owner = signedIn.ownerOf(request);
    const to = bodyOf(CHANGE, request);
    if (to.role === undefined && to.owner === undefined) throw new Refused('bad-request', { what: 'role' });
    const {
      membership,
      role,
      owner: owns,
    } = await changes.change(owner, String(request.params['membership']), to);
    response.json({ membership, role, owner: owns });
  });

  router.delete('/rooms/:room/members/:membership', async (request, response) => {
    const owner = signedIn.ownerOf(request);
    const membership = String(request.params['membership']);
    await changes.revoke(owner, membership);
    response.json({ revoked: membership });
  });

  return router;
}
