// The gate with one of its rules switched off: what the tests have to notice.
import { getState } from 'yjs';
import { mayWrite, type Member } from '#domain/people.ts';
import { refusal } from '#domain/refusals.ts';
import { authorize } from '#server/rooms/gate/authorize.ts';
import { decode } from '#server/rooms/gate/decode.ts';
import { effectiveDeletes } from '#server/rooms/gate/deletes.ts';
import { encode } from '#server/rooms/gate/encode.ts';
import { Budget } from '#server/rooms/gate/end-state.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import { judgedCells } from '#server/rooms/gate/judged-cells.ts';
import { resolve } from '#server/rooms/gate/resolve.ts';
import { Stop } from '#server/rooms/gate/stop.ts';
import { Touched, type Cell } from '#server/rooms/gate/touched.ts';
import { endOf, type Struct, type Update } from '#server/rooms/gate/update.ts';
import type { Judge, JudgedRoom } from '#server/rooms/gate/verdict.ts';

/** The steps of the gate after ownership, as judge.ts takes them; each can be replaced. */
const STEPS = { decode, resolve, effectiveDeletes, authorize, judgedCells };

function gateWith(changed: Partial<typeof STEPS>): Judge {
  const steps = { ...STEPS, ...changed };
  return (room, member, bytes) => {
    const whole = judge(room, member, bytes);
    if (!mayWrite(member.role)) return whole;
    if ('refusal' in whole && ['foreign-client', 'other-epoch'].includes(whole.refusal.code)) return whole;
    try {
      const { doc, limits } = room;
      const update = steps.decode(bytes, (client) => getState(doc.store, client), limits);
      const touched = new Touched(doc);
      steps.resolve(doc, update, touched);
      const deleted = steps.effectiveDeletes(doc, update, touched);
      if (update.blocks.length === 0 && deleted.size === 0) return { verdict: 'nothing' };
      steps.authorize(room, member, touched);
      const budget = new Budget(room);
      const cells = steps.judgedCells(doc, update, touched, budget);
      const clients = update.blocks.map((block) => ({
        clientId: block.client,
        from: block.known,
        to: endOf(block),
      }));
      return {
        verdict: 'accepted',
        update: encode(update.blocks, deleted),
        cells,
        clients,
        steps: budget.steps,
      };
    } catch (why) {
      if (why instanceof Stop) return { verdict: why.heals ? 'resync' : 'refused', refusal: why.refusal };
      return { verdict: 'refused', refusal: refusal('malformed') };
    }
  };
}

/** As if it came from somebody else. */
function as(member: (member: Member) => Member): Judge {
  return (room, sender, bytes) => judge(room, member(sender), bytes);
}

/** Cells as authorization sees them, with other structs. */
function seenAs(touched: Touched, structsOf: (cell: Cell) => readonly Struct[]): Touched {
  const cells = touched.cells.map(
    (cell) => Object.create(cell, { structs: { value: structsOf(cell) } }) as Cell,
  );
  return { cells, find: (root: string, key: string) => touched.find(root, key) } as unknown as Touched;
}

function withValues(struct: Struct, values: readonly unknown[] | undefined): Struct {
  return Object.create(struct, { values: { value: values } }) as Struct;
}

function withUpdate(update: Update, change: Partial<Update['blocks'][number]>): Update {
  return { ...update, blocks: update.blocks.map((block) => ({ ...block, ...change })) };
}

/** The same steps, none of them changed: it has to be as good as the gate itself. */
export const whole: Judge = gateWith({});

export const broken: { readonly [rule: string]: Judge } = {
  'rule 1: observers are judged like anybody': as((member) =>
    member.role === 'observer' ? { ...member, role: 'coordinator' } : member,
  ),
  'rule 3: a client id is anybody’s': (room, member, bytes) =>
    judge({ ...roomOf(room), ownerOf: (id) => (room.ownerOf(id) === undefined ? undefined : member.user) }, member, bytes), // prettier-ignore
  'rule 3: an ended epoch is forgotten': (room, member, bytes) =>
    judge({ ...roomOf(room), isOfEndedEpoch: () => false }, member, bytes),
  'rule 4: a partly known run may say that it began elsewhere': gateWith({
    resolve: (doc, update, touched) => resolve(doc, withUpdate(update, { cut: undefined }), touched),
  }),
  'rule 5: unknown deletes are passed on': gateWith({
    effectiveDeletes: (doc, update, touched) => {
      effectiveDeletes(doc, update, touched);
      return update.deleted;
    },
  }),
  'rule 6: cells may be taken away': gateWith({
    judgedCells: (doc, update, touched, steps) => {
      const kept = touched.cells.filter((cell) => {
        try {
          judgedCells(doc, update, { cells: [cell] } as unknown as Touched, steps);
          return true;
        } catch (why) {
          if (why instanceof Stop && why.refusal.code === 'unset') return false;
          throw why;
        }
      });
      return judgedCells(doc, update, { cells: kept } as unknown as Touched, steps);
    },
  }),
  'rule 7: everybody acts for every party': as((member) => ({ ...member, party: 'partycoord' })),
  'rule 7: a watch officer plans like a coordinator': as((member) =>
    member.role === 'watch_officer' ? { ...member, role: 'coordinator' } : member,
  ),
  'rule 7: values are not looked at': gateWith({
    authorize: (room, member, touched) =>
      authorize(room, member, seenAs(touched, ({ structs }) => structs.map((one) => withValues(one, undefined)))), // prettier-ignore
  }),
  'rule 7: values that lose are not looked at': gateWith({
    authorize: (room, member, touched) =>
      authorize(room, member, seenAs(touched, ({ structs }) => structs.map((one, at) => withValues(one, at === structs.length - 1 ? one.values?.slice(-1) : undefined)))), // prettier-ignore
  }),
  'rule 8: the client’s own bytes are applied': (room, member, bytes) => {
    const verdict = judge(room, member, bytes);
    return verdict.verdict === 'accepted' ? { ...verdict, update: bytes } : verdict;
  },
};

/** A room's ports, to put another one in their place. */
function roomOf(room: JudgedRoom): JudgedRoom {
  const { doc, now, limits, mayConflict } = room;
  return {
    ...{ doc, now, limits, mayConflict },
    ownerOf: (id) => room.ownerOf(id),
    isOfEndedEpoch: (id) => room.isOfEndedEpoch(id),
  };
}
