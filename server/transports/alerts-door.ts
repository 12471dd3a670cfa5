// The door of the alert channel: who may open a socket, who they are, and how often somebody may be wrong about it.
import type { IncomingMessage } from 'node:http';
import { parseHandshake } from '#domain/alerts/payloads.ts';
import { refusal, Refused, type Refusal } from '#domain/refusals.ts';
import type { Member } from '#domain/people.ts';
import { isRefusal } from '../access/request-member.ts';
import { guardConnection, type Breach, type Connection } from './alerts-guard.ts';
import type { AlertLinkLimits, AlertSocket, AlertTransportOptions } from './alerts-ports.ts';

/** Reaches the client as `connect_error` with `data: {code, params}`. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
  readonly data: Refusal;
  constructor(data: Refusal) {
    super(data.code);
    this.data = data;
  }
}

export class Door {
  readonly #options: AlertTransportOptions;
  readonly #limits: AlertLinkLimits;
  /** connections that have not said yet who they are, with their address */
  readonly #strangers = new Map<object, string>();
  #open = 0;
  #shut = false;

  constructor(options: AlertTransportOptions, limits: AlertLinkLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  /** Before the upgrade: why it is answered with an HTTP status instead. */
  refusedUpgrade(request: IncomingMessage): Refusal | undefined {
    if (this.#shut) return refusal('shutting-down');
    const address = this.#options.addressOf(request);
    const strangers = [...this.#strangers.values()].filter((of) => of === address).length;
    if (this.#open >= this.#limits.sockets || strangers >= this.#limits.strangersPerAddress) {
      this.#options.log.warn({ address, open: this.#open, strangers }, 'alert socket refused: too many');
      return refusal('too-many-sockets');
    }
    return this.#options.originRefusal(request);
  }

  /** A connection stands; it is a stranger's until somebody is admitted on it. */
  entered(connection: Connection, breached: (breach: Breach) => void): void {
    this.#open += 1;
    this.#strangers.set(connection, this.#options.addressOf(connection.request));
    connection.once('close', () => {
      this.#open -= 1;
      this.#strangers.delete(connection);
    });
    guardConnection(connection, this.#limits, this.#options.clock, breached);
  }

  /** The handshake: puts who asks and what they have into the socket's data, or rejects with `NotAdmitted`. */
  async admit(socket: AlertSocket): Promise<Member> {
    const handshake = parseHandshake(socket.handshake.auth);
    if (!handshake.ok) throw this.#wrong(socket, handshake.refusal);
    const { as, room, lastSeq, lastHash } = handshake.value;
    const ask = { headers: socket.request.headers, url: socket.request.url ?? '', as, room };
    const member = this.#options.memberOf(ask);
    if (isRefusal(member)) throw this.#wrong(socket, member);
    this.#strangers.delete(socket.conn);
    try {
      const authority = await this.#options.authorityOf(member.room);
      Object.assign(socket.data, { ask, authority, lastSeq, lastHash });
      return member;
    } catch (error) {
      if (error instanceof Refused) throw new NotAdmitted(error.refusal);
      this.#options.log.error({ room: member.room, error }, 'alerts of a room could not be opened');
      throw new NotAdmitted(refusal('internal'));
    }
  }

  /** From now on every upgrade is refused. */
  shut(): void {
    this.#shut = true;
  }

  /**
   * Only failures are counted, and beyond the limit only failures are turned away: behind one address may sit a
   * thousand people whose sessions are good.
   */
  #wrong(socket: AlertSocket, why: Refusal): NotAdmitted {
    const address = this.#options.addressOf(socket.request);
    const told = this.#options.failed.note(address) ? why : refusal('too-fast');
    this.#options.log.warn({ address, code: why.code, told: told.code }, 'alert socket not admitted');
    return new NotAdmitted(told);
  }
}
