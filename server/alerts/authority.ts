// The authority over the alerts of one room: one effect per command, on disk before anybody is told, told to everybody.
import { parseContent } from '#domain/alerts/content.ts';
import type { AlertFact } from '#domain/alerts/facts.ts';
import {
  SERVER,
  type Acknowledgement,
  type Actor,
  type AlertContent,
  type AlertState,
} from '#domain/alerts/life.ts';
import { decide, dueAt } from '#domain/alerts/machine.ts';
import { countsForParty, isOver } from '#domain/alerts/shown.ts';
import type { Member, View } from '#domain/people.ts';
import type {
  AckAlert,
  AlertAnswer,
  ConfirmAlert,
  EndAlert,
  FeedItem,
  RaiseAlert,
  Via,
} from '#domain/protocol.ts';
import { refusal } from '#domain/refusals.ts';
import type { Sight } from '#domain/views.ts';
import { Turns } from '../access/turns.ts';
import { Alarms } from './alarms.ts';
import type { AlertFeed } from './feed.ts';
import { systemAlertId } from './identity.ts';
import { Judging, no, receiptOf } from './judging.ts';
import { DeliveryMarks } from './marks.ts';
import { Observers } from './observers.ts';
import type { AlertPorts } from './ports.ts';
import { AlertRecord } from './record.ts';

/** An alarm whose entry could not be written is tried again after this, ms. */
const ALARM_RETRY_MS = 1_000;
/** So many ids of one system alert must have been guessed before it is not raised. */
const SYSTEM_ID_TRIES = 8;

export class AlertAuthority {
  readonly room: string;
  readonly marks = new DeliveryMarks();
  readonly #ports: AlertPorts;
  readonly #record: AlertRecord;
  readonly #turns = new Turns();
  readonly #judging: Judging;
  readonly #observers: Observers;
  readonly #alarms: Alarms;
  readonly #listeners = new Set<(item: FeedItem) => void>();
  #closed = false;

  private constructor(ports: AlertPorts) {
    this.room = ports.room;
    this.#ports = ports;
    this.#record = new AlertRecord(ports, (item) => this.#tell(item));
    this.#judging = new Judging(ports, this.#record);
    this.#alarms = new Alarms(ports.clock, (id) => this.#strike(id));
    this.#observers = new Observers(ports.clock, (id, acks) => this.#together(id, acks));
  }

  /** Rebuilds alerts, feed and timers from the journal. Rejects when it cannot be read. */
  static async open(ports: AlertPorts): Promise<AlertAuthority> {
    const authority = new AlertAuthority(ports);
    if (!(await authority.#record.sure()))
      throw new Error(`The alerts of room ${ports.room} cannot be read.`);
    return authority;
  }

  /** the last feed item; undefined while nothing ever happened */
  get head(): FeedItem | undefined {
    return this.#record.feed.head;
  }

  alerts(): readonly AlertState[] {
    return this.#record.feed.alerts();
  }

  /** What a view lets out of this room, as it is set now. */
  sight(view: View): Sight {
    return this.#ports.sight(view);
  }

  /** Everything after a seq the reader has; for a reader who has nothing (0) what a newcomer must know. */
  since(seq: number): readonly FeedItem[] {
    const { feed } = this.#record;
    return seq > 0 ? feed.since(seq) : feed.forNewcomer(this.#ports.clock.now());
  }

  /** Is this reader's past ours? Another hash at the same seq, or a seq beyond the head, is a fork. */
  agrees(seq: number, hash: string): boolean {
    if (seq > this.#record.feed.seq) return false;
    const item = this.#record.feed.at(seq);
    return item === undefined || hash === '' || item.hash === hash;
  }

  /** Called with every item, in order, after it is on disk; the answer stops it. */
  onItem(listener: (item: FeedItem) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  raise(member: Member, { id, ...sent }: RaiseAlert, via: Via = 'alert'): Promise<AlertAnswer> {
    const by = actorOf(member);
    return this.#carryOut(id, by, via, (now) => this.#judging.raise(id, sent, by, now));
  }

  /**
   * An alert of the room itself (overdue, lost contact, coverage gap …). The same event on the same record since the
   * same moment rings once, whatever its words are by then.
   * @param record `kind/id`
   * @param since ms
   */
  async raiseSystem(
    event: AlertContent['event'],
    record: string,
    since: number,
    said: Omit<AlertContent, 'event' | 'observedAt'>,
  ): Promise<AlertAnswer> {
    const content = parseContent({ ...said, event, observedAt: since });
    if (!content.ok) return no(content.refusal);
    for (let turn = 0; turn < SYSTEM_ID_TRIES; turn++) {
      const id = systemAlertId(event, record, since, turn);
      const answer = await this.#carryOut(id, SERVER, 'server', (now) =>
        this.#judging.raise(id, content.value, SERVER, now),
      );
      if (answer.ok || answer.code !== 'id-conflict') return answer;
      // Anybody can compute these ids: an alert that a person raised under one must not silence the room.
      this.#ports.log.warn({ room: this.room, event, record, turn }, 'id of a system alert was taken');
    }
    return no(refusal('id-conflict'));
  }

  acknowledge(member: Member, { id, rev, stance }: AckAlert): Promise<AlertAnswer> {
    const by = actorOf(member);
    const command = { is: 'acknowledge', rev, stance, by } as const;
    if (countsForParty(member.role))
      return this.#carryOut(id, by, 'alert', (now) => this.#judging.command(id, command, now));
    const at = this.#ports.clock.now();
    const judged = this.#judging.command(id, command, at);
    return 'fact' in judged ? this.#observers.add(id, { ...by, stance, at }) : Promise.resolve(judged);
  }

  /** `end` is the all clear, `cancel` says that it never was so. */
  end(member: Member, of: 'end' | 'cancel', { id, rev, reason }: EndAlert): Promise<AlertAnswer> {
    const by = actorOf(member);
    return this.#carryOut(id, by, 'alert', (now) =>
      this.#judging.command(id, { is: of, rev, reason, by }, now),
    );
  }

  confirm(member: Member, { id, rev, of }: ConfirmAlert): Promise<AlertAnswer> {
    const by = actorOf(member);
    return this.#carryOut(id, by, 'alert', (now) =>
      this.#judging.command(
        id,
        { is: 'confirm', rev, of, by, parties: this.#judging.countingParties() },
        now,
      ),
    );
  }

  /** Does nobody listen, and will time do nothing to any alert of the room? Then it may be let go and built again. */
  get isIdle(): boolean {
    return this.#listeners.size === 0 && this.#alarms.isEmpty && this.#turns.isEmpty;
  }

  /**
   * Stops the timers; new commands are told that the server is going. What is on its way to disk is still published:
   * INVARIANT: whoever listens has heard of everything up to `head`, so that a successor goes on exactly there.
   */
  close(): void {
    this.#closed = true;
    this.#alarms.close();
  }

  get #feed(): AlertFeed {
    return this.#record.feed;
  }

  /** INVARIANT: commands on one alert one after the other; judged only on what is surely on disk. */
  #carryOut(
    id: string,
    by: Actor,
    via: Via,
    judge: (now: number) => AlertFact | AlertAnswer,
  ): Promise<AlertAnswer> {
    return this.#turns.take(id, async () => {
      if (this.#closed) return no(refusal('shutting-down'));
      if (!(await this.#record.sure())) return no(refusal('storage'));
      const now = this.#ports.clock.now();
      const judged = judge(now);
      if (!('fact' in judged)) return judged;
      const item = await this.#record.add(judged, by, via, now);
      return item ? receiptOf(item) : no(refusal('storage'));
    });
  }

  #tell(item: FeedItem): void {
    if (!this.#closed) this.#alarms.set(item.alert.id, dueAt(item.alert));
    for (const listener of this.#listeners) {
      try {
        listener(item);
      } catch (error) {
        this.#ports.log.error({ room: this.room, seq: item.seq, error }, 'alert listener failed');
      }
    }
  }

  #strike(id: string): void {
    this.#turns
      .take(id, () => this.#onTime(id))
      .catch((error: unknown) =>
        this.#ports.log.error({ room: this.room, alert: id, error }, 'alarm failed'),
      );
  }

  async #onTime(id: string): Promise<void> {
    if (this.#closed) return;
    const { clock } = this.#ports;
    const sure = await this.#record.sure();
    const alert = this.#feed.alert(id);
    const decision = decide(alert, { is: 'clock' }, clock.now());
    const done =
      sure &&
      (decision.is !== 'fact' || (await this.#record.add(decision.fact, SERVER, 'server', clock.now())));
    if (!done) this.#alarms.set(id, clock.now() + ALARM_RETRY_MS);
    // Woken too early (a clock set back): the alarm waits again.
    else if (decision.is === 'nothing' && alert) this.#alarms.set(id, dueAt(alert));
  }

  #together(id: string, acks: readonly Acknowledgement[]): Promise<AlertAnswer> {
    const [only] = acks;
    const by: Actor = acks.length === 1 && only ? actorOf(only) : SERVER;
    return this.#carryOut(id, by, 'alert', () => {
      const alert = this.#feed.alert(id);
      if (!alert || isOver(alert.state)) return no(refusal(alert ? 'alert-over' : 'no-alert'), alert);
      return { fact: 'acknowledged', id, acks };
    });
  }
}

function actorOf<R extends Actor['role']>(person: {
  readonly user: string;
  readonly name: string;
  readonly party: string;
  readonly role: R;
}): Actor & { readonly role: R } {
  const { user, name, party, role } = person;
  return { user, name, party, role };
}
