// Two judges over one room: the gate's verdict has to be the shadow's, and whatever was let in passes an oracle of states.
import { encodeStateAsUpdate, type Doc } from 'yjs';
import { keyOf } from '#domain/cells.ts';
import { REFUSALS } from '#domain/refusals.ts';
import type { Member } from '#domain/people.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import type { Judge, JudgedCell, Verdict } from '#server/rooms/gate/verdict.ts';
import { isCanonical } from './forms.ts';
import { type Accepted, type TestRoom } from './judged-room.ts';
import { withoutStructs } from './raw-update.ts';
import { Shadow, THROWS, WAITS, copyOf, type Sighting } from './shadow.ts';
import { breaches, changedCells, soundness, stateOf, type State } from './states.ts';

/** How often what happened: verdicts by code, and the classes in which gate and shadow may differ. */
export type Tally = Map<string, number>;

export function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** How many updates were judged. */
export function judgedIn(tally: Tally): number {
  const verdicts = [...tally].filter(
    ([what]) => what === 'accepted' || what === 'nothing' || what in REFUSALS,
  );
  return verdicts.reduce((sum, [, times]) => sum + times, 0);
}

/** What broke, with the bytes that broke it. */
export class Breach extends Error {
  constructor(what: string, member: Member, bytes: Uint8Array) {
    super(
      `${what}\n  sent by ${member.user} (${member.role}, ${member.party}): ${Buffer.from(bytes).toString('hex')}`,
    );
  }
}

/** What the gate says of bytes before it knows what they would do. */
const NO_FORM: ReadonlySet<string> = new Set(['malformed', 'structure']);

export class Watch {
  readonly room: TestRoom;
  readonly tally: Tally;
  readonly #judge: Judge;
  readonly #shadow: Shadow;
  /** the document as it was after the last accepted update, encoded and as a state */
  #bytes: Uint8Array;
  #before: State;
  #stale = false;

  constructor(room: TestRoom, tally: Tally, gate: Judge = judge) {
    this.room = room;
    this.tally = tally;
    this.#judge = gate;
    this.#bytes = encodeStateAsUpdate(room.doc);
    this.#before = stateOf(room.doc);
    this.#shadow = new Shadow(room, this.#bytes);
    room.doc.on('update', (_update: Uint8Array, origin: unknown) => (this.#stale ||= origin !== 'gate'));
  }

  /** Judges an update twice, applies it when it was accepted, and looks at what has become of the room. Throws a Breach. */
  receive(member: Member, bytes: Uint8Array): Verdict {
    if (this.#stale) this.#catchUp(copyOf(encodeStateAsUpdate(this.room.doc)));
    const verdict = this.#judge(this.room, member, bytes);
    count(this.tally, 'refusal' in verdict ? verdict.refusal.code : verdict.verdict);
    try {
      const sighting = this.#shadow.look(member, bytes);
      const differs = this.#differs(verdict, sighting, member, bytes);
      if (differs !== undefined) throw new Error(differs);
      if (verdict.verdict === 'accepted') this.#accept(verdict, sighting, member, bytes);
    } catch (error) {
      throw new Breach(error instanceof Error ? error.message : String(error), member, bytes);
    }
    return verdict;
  }

  /** What was refused since the last accepted update has left no trace. Throws. */
  untouched(): void {
    if (Buffer.compare(encodeStateAsUpdate(this.room.doc), this.#bytes) !== 0)
      throw new Error('what was refused changed the document');
  }

  /** The room has moved; `late` joined just now. */
  #catchUp(late: Doc): void {
    this.#bytes = encodeStateAsUpdate(this.room.doc);
    this.#before = stateOf(this.room.doc);
    this.#shadow.renew(this.#bytes, late);
    this.#stale = false;
  }

  /**
   * Why gate and shadow do not agree; undefined when they do. They may differ in these cases only, each counted:
   * - both a gap and an offence: the gate stops at the first it meets;
   * - structs that wait in Yjs: the shadow does not see what they would do, the gate may refuse them for it;
   * - bytes that no Yjs writes (padded numbers, empty or repeated blocks, those of impossible client ids among them):
   *   harmless, but refused for their form;
   * - more client ids than an update may bring;
   * - a gap before what Yjs cannot read: the gate asks again and never reads so far;
   * - a known part that Yjs cannot read, or waits for: the gate passes over it, and its own bytes are judged instead.
   */
  #differs(verdict: Verdict, sighting: Sighting, member: Member, bytes: Uint8Array): string | undefined {
    const { wrong, missing, changed, spoilt } = sighting;
    if (verdict.verdict === 'refused' && verdict.unforeseen !== undefined)
      return `the gate did not foresee ${verdict.unforeseen}`;
    const said = 'refusal' in verdict ? `${verdict.verdict} ${verdict.refusal.code}` : verdict.verdict;
    const saw = `the gate says ${said}, the shadow saw ${[...wrong, ...missing].join(', ') || 'no offence'}`;
    switch (verdict.verdict) {
      case 'refused':
        if (wrong.length > 0) return undefined;
        if (missing.length > 0) return this.#may('differ: waits, and is refused');
        if (NO_FORM.has(verdict.refusal.code) && !isCanonical(bytes))
          return this.#may('differ: in a form that no Yjs writes');
        if (verdict.refusal.code === 'too-complex' && sighting.clients > this.room.limits.newClients)
          return this.#may('differ: more client ids than allowed');
        return saw;
      case 'resync':
        if (member.role === 'observer') return saw;
        if (missing.length > 0)
          return wrong.length === 0 ? undefined : this.#may('differ: both a gap and an offence');
        if (spoilt === THROWS) return this.#may('differ: a gap before what Yjs cannot read');
        return isCanonical(bytes) ? saw : this.#may('differ: in a form that no Yjs writes');
      case 'accepted':
      case 'nothing':
        if (wrong.length + missing.length > 0)
          return this.#passedOver(verdict, sighting, member, bytes) ? undefined : saw;
        return (verdict.verdict === 'accepted') === changed ? undefined : saw;
      default:
        return verdict satisfies never;
    }
  }

  /** Do the shadow's reasons lie in a known part alone? */
  #passedOver(verdict: Verdict, sighting: Sighting, member: Member, bytes: Uint8Array): boolean {
    const { wrong, missing, spoilt } = sighting;
    if (wrong.some((reason) => reason !== THROWS) || missing.some((reason) => reason !== WAITS)) return false;
    if (spoilt !== THROWS && spoilt !== WAITS) return false;
    const ours = verdict.verdict === 'accepted' ? verdict.update : undefined;
    const left = ours ?? (spoilt === WAITS ? withoutStructs(bytes) : undefined);
    const own = left && this.#shadow.look(member, left);
    if (own && (own.wrong.length + own.missing.length > 0 || own.changed !== (ours !== undefined)))
      return false;
    if (!ours && sighting.fresh) return false;
    count(this.tally, `differ: a known part, passed over, for which ${spoilt}`);
    return true;
  }

  #may(differ: string): undefined {
    count(this.tally, differ);
    return undefined;
  }

  #accept(verdict: Accepted, sighting: Sighting, member: Member, bytes: Uint8Array): void {
    this.untouched();
    const { room } = this;
    const before = this.#before;
    const owners = new Map(room.owners);
    room.accept(member, verdict);
    const late = copyOf(encodeStateAsUpdate(room.doc));
    this.#catchUp(late);
    const after = this.#before;
    const changes = changedCells(before, after);
    const found = [...breaches(before, after, member, room.now, owners), ...soundness(room.doc, late, after)];
    if (found.length > 0) throw new Error(found.join('; '));
    same('what the gate says has changed', seen(changesOf(verdict)), seen(changes));
    for (const cell of verdict.cells) expectLoss(cell);
    if (this.#judge(room, member, bytes).verdict !== 'nothing') throw new Error('twice is not once');
    if (sighting.spoilt !== undefined) {
      count(this.tally, `their bytes: ${sighting.spoilt}`);
      if (sighting.spoilt === THROWS || sighting.spoilt === WAITS) return;
    }
    same('our encoding and theirs', [], [...changedCells(after, stateOf(sighting.doc)).keys()]);
    const values = [...sighting.cells.values()].filter((cell) => cell.values.length > 0);
    const told = verdict.cells.map(({ ref, values }) => [`${ref.kind}/${keyOf(ref.id, ref.field)}`, values]);
    same('all values set', told.map(sortedText).sort(), values.map((one) => sortedText([`${one.root}/${one.key}`, one.values])).sort()); // prettier-ignore
  }
}

function sortedText([address, values]: readonly unknown[]): string {
  return JSON.stringify([address, (values as unknown[]).map((value) => JSON.stringify(value)).sort()]);
}

function same(what: string, ours: unknown, theirs: unknown): void {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}

/** Whoever lost is either the one whose value stood, or the update itself. */
function expectLoss({ from, to, values, lost }: JudgedCell): void {
  if (!lost) return;
  const text = JSON.stringify(lost.value);
  if (text === JSON.stringify(to)) throw new Error('the value that stands was lost');
  const own = JSON.stringify(from) === JSON.stringify(to);
  const among = own ? values.map((value) => JSON.stringify(value)) : [JSON.stringify(from)];
  if (!among.includes(text)) throw new Error('a value was lost that nobody set');
}

function changesOf(verdict: Accepted): ReadonlyMap<string, { from: unknown; to: unknown }> {
  return new Map(
    verdict.cells.map(
      ({ ref, from, to }) => [`${ref.kind}/${keyOf(ref.id, ref.field)}`, { from, to }] as const,
    ),
  );
}

/** Changes that a person can see: a cell set to null where there was none is not one. */
function seen(changes: ReadonlyMap<string, { from: unknown; to: unknown }>): unknown[] {
  return [...changes].filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)).sort();
}
