// What comes in on a session: judged, applied and handed to the journal in one tick, or refused without a trace.
import { parseUpdateMeta } from 'yjs';
import { addressOf } from '#domain/cells.ts';
import { mayWrite } from '#domain/people.ts';
import { refusal } from '#domain/refusals.ts';
import type { Clock, Log } from '../journal/ports.ts';
import type { Ages } from './ages.ts';
import type { Allowance } from './allowance.ts';
import type { Judge, JudgedCell, Verdict } from './gate/verdict.ts';
import { SERVER_ITSELF, boardItem, type Author } from './items.ts';
import { SERVER, type LiveBoard } from './live-board.ts';
import type { RoomLimits } from './options.ts';
import type { Publisher } from './publisher.ts';
import type { Session } from './session.ts';
import type { ViewDocument } from './view-document.ts';

export interface ReceiverOptions {
  readonly judge: Judge;
  readonly allowance: Allowance;
  readonly live: LiveBoard;
  readonly ages: Ages;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: RoomLimits;
  /** the disk is full: nothing that changes something is taken */
  readonly readOnly: boolean;
  /** what observers' updates are judged against: the document they have */
  observed(): ViewDocument;
  /** The live document can no longer be trusted: the room has to be built anew from the journal. */
  unsound(error: unknown): void;
}

export class Receiver {
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** INVARIANT: no await between judging and handing to the journal. */
  receive(session: Session, update: Uint8Array): void {
    const verdict = this.#judge(session, update);
    switch (verdict.verdict) {
      case 'nothing':
        session.fitted(session.extras ? this.#ownIds(session, update) : []);
        return session.tellSaved();
      case 'resync':
        return session.askAgain(verdict.refusal);
      case 'refused':
        if (verdict.unforeseen !== undefined) {
          const { unforeseen } = verdict;
          this.#options.log.error({ unforeseen }, 'The gate met what it does not foresee and refused it.');
        }
        return session.refuse(verdict.refusal);
      case 'accepted':
        return this.#accept(session, verdict);
      default:
        return verdict satisfies never;
    }
  }

  #judge(session: Session, update: Uint8Array): Verdict {
    const { judge, allowance, live, clock, limits } = this.#options;
    const observed = session.view === 'full' ? undefined : this.#options.observed();
    const room = live.judged(observed, clock.now(), limits.gate, allowance.mayConflict(session.member.user));
    const verdict = judge(room, session.member, update);
    // The gate refuses observers itself; this wall stands also should it not.
    if (verdict.verdict === 'accepted' && !mayWrite(session.member.role)) {
      return { verdict: 'refused', refusal: refusal('read-only') };
    }
    return verdict;
  }

  #accept(session: Session, verdict: Extract<Verdict, { verdict: 'accepted' }>): void {
    const { live, allowance, publisher, clock, log, readOnly } = this.#options;
    if (readOnly) return session.refuse(refusal('storage'));
    const { member } = session;
    const now = clock.now();
    const over = allowance.take(session, verdict, live);
    if (over) return session.refuse(over);
    const author: Author = {
      actor: member.user,
      name: member.name,
      party: member.party,
      role: member.role,
      via: 'sync',
    };
    const items = [];
    try {
      items.push(
        boardItem(
          author,
          now,
          live.accept(verdict, member, now, (cell) => this.#lostBy(cell)),
        ),
      );
      const newer = live.restoreNewer(verdict.cells);
      if (newer) items.push(boardItem(SERVER_ITSELF, now, newer));
    } catch (error) {
      return this.#options.unsound(error);
    }
    session.fitted(verdict.clients.map(({ clientId }) => clientId));
    publisher.commit(items, session).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'A change was not saved; its author was told.');
    });
  }

  /** Who set the value that lost: the owner of its client id, or behind the server's own id whoever gave the command. */
  #lostBy({ ref, lost }: JudgedCell): string {
    const owner = lost && this.#options.live.owners.ownerOf(lost.clientId);
    if (owner !== undefined && owner !== SERVER) return owner;
    return this.#options.ages.actorOf(addressOf(ref)) ?? SERVER;
  }

  /** Client ids of this person in an update that was judged: known structs come again after a reconnect. */
  #ownIds(session: Session, update: Uint8Array): number[] {
    const { owners } = this.#options.live;
    return [...parseUpdateMeta(update).to.keys()].filter((id) => owners.ownerOf(id) === session.member.user);
  }
}
