// Who is in a room: takes connections in as sessions, shows them to each other, lets them go, and turns away who may not.
import { encodeStateVector } from 'yjs';
import type { View } from '#domain/people.ts';
import type { Presence } from '#domain/protocol.ts';
import { REFUSALS, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { schemaHash } from '../journal/schema.ts';
import { Admission } from './admission.ts';
import { Audience } from './audience.ts';
import { CoolDown } from './cool-down.ts';
import { presenceFrame } from './frames.ts';
import type { Generation } from './generation.ts';
import type { Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { PresenceBoard } from './presence.ts';
import { Session, type RoomConnection, type SessionHost } from './session.ts';

export interface AttendanceHost {
  readonly id: string;
  isOpen(): boolean;
  /** the epoch that is read and written now */
  now(): Generation;
}

export class Attendance {
  readonly audience: Audience;
  readonly #host: AttendanceHost;
  readonly #ports: RoomPorts;
  readonly #presence: PresenceBoard;
  readonly #coolDown: CoolDown;
  readonly #admission: Admission;
  readonly #sessionHost: SessionHost;

  constructor(host: AttendanceHost, ports: RoomPorts, { live, lastAt }: Pick<Loaded, 'live' | 'lastAt'>) {
    const { clock, limits } = ports;
    this.#host = host;
    this.#ports = ports;
    this.audience = new Audience(clock);
    this.#coolDown = new CoolDown(clock, limits.rates);
    this.#admission = new Admission(clock);
    this.#presence = new PresenceBoard({
      clock,
      owners: live.owners,
      stateBytes: limits.rates.presenceBytes,
      since: Math.max(lastAt, clock.now()),
      sight: (view) => host.now().sight(view),
      send: (view, entries, mine) => this.#sendPresence(view, entries, mine),
    });
    this.#sessionHost = this.#hostOf();
  }

  /** @param why the room takes nobody in now */
  join(connection: RoomConnection, why: Refusal | undefined): Session {
    const session = new Session(connection, this.#sessionHost);
    const refused = why ?? this.#mayNotJoin(connection);
    if (refused) {
      session.turnAway(refused);
      return session;
    }
    this.audience.add(session);
    session.greet();
    return session;
  }

  /** Everybody on line, each person once, by name. */
  people(): Presence[] {
    const people = new Map<string, Presence>();
    for (const { member } of this.audience.all()) {
      const { user, name, role, party } = member;
      people.set(`${user} ${role} ${party}`, { user, name, role, party });
    }
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  endMember(membership: string, code: RefusalCode): void {
    for (const session of this.audience.all()) {
      if (session.member.membership === membership) session.refuse(refusal(code));
    }
  }

  endAll(why: Refusal): void {
    for (const session of this.audience.all()) session.refuse(why);
  }

  /** Observers have another document by now; what others see of each other goes by it too. */
  renewObservers(): void {
    this.#presence.seeAnew('observer');
    for (const session of [...this.audience.of('observer')]) session.refuse(refusal('other-epoch'));
  }

  stop(): void {
    this.audience.stop();
    this.#presence.stop();
  }

  #mayNotJoin({ member, epoch }: RoomConnection): Refusal | undefined {
    if (epoch !== undefined && epoch !== this.#host.now().epoch) return refusal('other-epoch');
    return this.#coolDown.isCooling(member.membership) ? refusal('cool-down') : undefined;
  }

  #hostOf(): SessionHost {
    const host = this.#host;
    const { clock, limits } = this.#ports;
    return {
      ...{ clock, limits },
      presence: this.#presence,
      published: (view) => host.now().document(view),
      hello: ({ member, view }) => {
        const { user, name, role, party, owner } = member;
        const who = { role, user, name, party, owner, view };
        const { epoch, publisher } = host.now();
        const serverTime = clock.now();
        return { room: host.id, epoch, schema: schemaHash(), ...who, seq: publisher.seq, serverTime };
      },
      answer: (session, vector) => this.#admission.admit(() => this.#answer(session, vector)),
      receive: (session, update) => {
        if (host.isOpen()) host.now().receiver.receive(session, update);
      },
      judgedVector: ({ view }) => {
        const now = host.now();
        return view === 'full' ? encodeStateVector(now.loaded.live.doc) : now.document(view).vector();
      },
      acceptedClock: (clientId) => host.now().loaded.live.clockOf(clientId),
      seq: () => host.now().publisher.seq,
      slowed: (session) => this.audience.slowed(session),
      refused: (session, { code }) => {
        const { action } = REFUSALS[code];
        // Nobody is to blame for a fresh document.
        if (code !== 'other-epoch' && (action === 'reset' || action === 'resync'))
          this.#coolDown.noteRefusal(session.member.membership);
        this.#letGo(session);
      },
      left: (session) => this.#letGo(session),
    };
  }

  /** INVARIANT: what goes wrong here ends one session, never the process: it may run in a turn of its own. */
  #answer(session: Session, vector: Uint8Array): void {
    if (!session.isOpen) return;
    try {
      session.outbox.answer(vector);
    } catch (error) {
      this.#ports.log.error(
        { error: String(error) },
        'A joiner could not be answered; its socket was closed.',
      );
      session.refuse(refusal('internal'));
    }
  }

  #letGo(session: Session): void {
    this.audience.remove(session);
    this.#presence.leave(session);
  }

  #sendPresence(
    view: View,
    entries: Uint8Array,
    mine: (who: Session) => Uint8Array | null | undefined,
  ): void {
    const frame = presenceFrame(entries);
    for (const session of this.audience.of(view)) {
      const instead = mine(session);
      if (instead === undefined) session.outbox.send(frame);
      else if (instead !== null) session.outbox.send(presenceFrame(instead));
    }
  }
}
