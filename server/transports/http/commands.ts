// Commands on the board over HTTP: setting cells as an owner may, closing many records as one journal entry.
import { Router } from 'express';
import * as v from 'valibot';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { archive, unarchive } from '../../rooms/archiving.ts';
import type { HttpPorts } from './ports.ts';
import { bodyOf, isDry, jsonBody } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const few = v.check<{ readonly [field: string]: unknown }>((cells) => {
  const count = Object.keys(cells).length;
  return count > 0 && count <= HTTP_LIMITS.cells;
});
const SET = v.strictObject({
  kind: v.string(),
  record: v.optional(v.string()),
  cells: v.pipe(v.record(v.string(), v.unknown()), few),
});
const ARCHIVE = v.strictObject({
  records: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[a-z]{1,32}\/[a-z0-9]{8,16}$/))),
    v.minLength(1),
    v.maxLength(HTTP_LIMITS.archiveRecords),
  ),
});

export function commandRoutes({ rooms, clock }: HttpPorts, signedIn: SignedIn): Router {
  const router = Router();

  router.post('/rooms/:room/set', jsonBody, async (request, response) => {
    const member = signedIn.writerOf(request);
    const { kind, record, cells } = bodyOf(SET, request);
    const write = record === undefined ? { kind, cells } : { kind, record, cells };
    const { records, seq } = await (await rooms.open(member.room)).command(member, 'http', [write]);
    response.json({ record: records[0], seq });
  });

  router.post('/rooms/:room/archive', jsonBody, async (request, response) => {
    const member = signedIn.writerOf(request);
    const { records } = bodyOf(ARCHIVE, request);
    const how = { now: clock.now(), dryRun: isDry(request) };
    response.json(await archive(await rooms.open(member.room), member, records, how));
  });

  router.post('/rooms/:room/archive/:seq/undo', async (request, response) => {
    const member = signedIn.writerOf(request);
    const seq = String(request.params['seq']);
    if (!/^[1-9]\d{0,14}$/.test(seq)) throw new Refused('no-archive');
    response.json(await unarchive(await rooms.open(member.room), member, Number(seq)));
  });

  router.post('/rooms/:room/epoch', async (request, response) => {
    const { room, user: actor, name, party, role } = signedIn.ownerOf(request);
    const author = { actor, name, party, role, via: 'http' } as const;
    response.json(await (await rooms.open(room)).startEpoch(author));
  });

  return router;
}
