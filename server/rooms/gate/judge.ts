// The gate: judges a Yjs update before it exists for anyone. Changes nothing, never throws, answers with our own bytes.
import { getState } from 'yjs';
import { mayWrite, type Member } from '#domain/people.ts';
import { refusal } from '#domain/refusals.ts';
import { authorize } from './authorize.ts';
import { decode } from './decode.ts';
import { effectiveDeletes } from './deletes.ts';
import { encode } from './encode.ts';
import { Budget } from './end-state.ts';
import { judgedCells } from './judged-cells.ts';
import { resolve } from './resolve.ts';
import { Stop, stop } from './stop.ts';
import { Touched } from './touched.ts';
import { endOf, type Update } from './update.ts';
import type { Judge, JudgedRoom, Verdict } from './verdict.ts';

/**
 * INVARIANT for the room: judge and apply in one tick, no await between; apply `update` of the verdict and never the
 * client's bytes, because applying is not atomic in Yjs and decoding alone creates roots.
 */
export const judge: Judge = (room, member, bytes) => {
  try {
    return mayWrite(member.role) ? judged(room, member, bytes) : changingNothing(room, bytes);
  } catch (why) {
    if (why instanceof Stop) {
      return { verdict: why.heals ? 'resync' : 'refused', refusal: why.refusal };
    }
    // Nothing was applied yet, so whatever went wrong is a refusal.
    return { verdict: 'refused', refusal: refusal('malformed'), unforeseen: placeOf(why) };
  }
};

/** Name and topmost line of the stack. Without the message: it may hold the client's own text. */
function placeOf(why: unknown): string {
  if (!(why instanceof Error)) return typeof why;
  const { name, message, stack = '' } = why;
  const lines = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return `${name} ${lines.find((line) => line.startsWith('    at '))?.trim() ?? ''}`.trim();
}

function judged(room: JudgedRoom, member: Member, bytes: Uint8Array): Verdict {
  const { doc, limits } = room;
  const update = decode(bytes, stateIn(room), limits);
  for (const { client, known } of update.blocks) belongsTo(room, member, client, known);
  const touched = new Touched(doc);
  resolve(doc, update, touched);
  const deleted = effectiveDeletes(doc, update, touched);
  if (update.blocks.length === 0 && deleted.size === 0) return { verdict: 'nothing' };
  authorize(room, member, touched);
  const budget = new Budget(room);
  const cells = judgedCells(doc, update, touched, budget);
  const clients = update.blocks.map((block) => ({
    clientId: block.client,
    from: block.known,
    to: endOf(block),
  }));
  const { steps } = budget;
  return { verdict: 'accepted', update: encode(update.blocks, deleted), cells, clients, steps };
}

/**
 * What is known of each client id. A document of an ended epoch is called that as soon as it shows: read on, it would be
 * full of strangers, and its person be refused for them.
 */
function stateIn(room: JudgedRoom): (client: number) => number {
  return (client) => (room.isOfEndedEpoch(client) ? stop('other-epoch') : getState(room.doc.store, client));
}

/** Nobody writes under another person's client id, or under the server's. */
function belongsTo(room: JudgedRoom, member: Member, client: number, known: number): void {
  const owner = room.ownerOf(client);
  const free = owner === undefined && known === 0 && client !== room.doc.clientID;
  if (!free && owner !== member.user) stop('foreign-client');
}

/** Who has no write at all passes with what changes nothing: a reconnecting client sends all it knows as a matter of course. */
function changingNothing(room: JudgedRoom, bytes: Uint8Array): Verdict {
  const { doc, limits } = room;
  let update: Update;
  try {
    update = decode(bytes, stateIn(room), limits);
  } catch (why) {
    // Something before it is missing, or it names more strangers than anybody brings (the whole document of somebody who
    // could write until a moment ago): then there is something new, and that is enough to know.
    if (why instanceof Stop && (why.heals || why.refusal.code === 'too-complex')) stop('read-only');
    throw why;
  }
  const changes = update.blocks.length > 0 || effectiveDeletes(doc, update, new Touched(doc)).size > 0;
  return changes ? stop('read-only') : { verdict: 'nothing' };
}
