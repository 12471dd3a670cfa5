// Who is asking over HTTP: the member, or a refusal that is counted, with what the browser should forget.
import type { Request, RequestHandler, Response } from 'express';
import { mayWrite, type Member } from '#domain/people.ts';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { Refused, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { dropCookie } from '../../access/cookies.ts';
import { isRefusal } from '../../access/request-member.ts';
import { Bucket } from '../../rooms/bucket.ts';
import type { HttpPorts } from './ports.ts';

/** Wipes what pages kept of a room. Cookies are removed by name, others may still be good; our cached files hold nothing. */
const WIPE = '"storage"';

export class SignedIn {
  readonly #ports: HttpPorts;
  /** requests of each person, over all their windows and programs */
  readonly #requests = new Map<string, Bucket>();

  constructor(ports: HttpPorts) {
    this.#ports = ports;
  }

  /**
   * In front of everything under `/rooms/:room`, so that no route can forget it, and before any body is read.
   * The same refusal for rooms that are not there and rooms that are not theirs.
   */
  readonly guard: RequestHandler = (request, response, next) => {
    const member = this.#ports.members.memberOf(request, roomOf(request));
    if (isRefusal(member)) this.#refuse(request, response, member);
    else if (!this.#mayAskNow(member.user)) throw new Refused('too-fast');
    next();
  };

  /** The member behind the guard; asked again, because reading a body takes its time. Throws `Refused`. */
  inRoom(request: Request): Member {
    const member = this.#ports.members.memberOf(request, roomOf(request));
    if (!isRefusal(member)) return member;
    throw new Refused(member.code, member.params);
  }

  /** As `inRoom`. Throws `owner-only` for everybody but owners. */
  ownerOf(request: Request): Member {
    const member = this.inRoom(request);
    if (!member.owner) throw new Refused('owner-only');
    return member;
  }

  /** As `inRoom`. Throws `read-only` for observers. */
  writerOf(request: Request): Member {
    const member = this.inRoom(request);
    if (!mayWrite(member.role)) throw new Refused('read-only');
    return member;
  }

  /** The member asking, in whichever room. Throws `Refused`. */
  anywhere(request: Request, response: Response): Member {
    const member = this.#ports.members.memberAnywhere(request);
    if (!isRefusal(member)) return member;
    return this.#refuse(request, response, member);
  }

  /** For those who come with an invitation: whoever failed too often waits, right or wrong. */
  async stranger<T>(request: Request, run: () => T | Promise<T>): Promise<T> {
    const address = this.#ports.addressOf(request);
    if (this.#ports.failed.tooMany(address)) throw new Refused('too-fast');
    try {
      return await run();
    } catch (error) {
      if (error instanceof Refused && isFailedTry(error.refusal.code)) {
        this.#ports.failed.note(address);
        this.#note(address, error.refusal.code);
      }
      throw error;
    }
  }

  /** Removes the cookie of a membership; when it was this browser's last one, everything pages kept as well. */
  forget(request: Request, response: Response, membership: string): void {
    const { cookies } = this.#ports.members;
    response.append('Set-Cookie', dropCookie(cookies, cookies.membership(membership)));
    const others = this.#ports.members
      .presented(request)
      .some((one) => one.membership !== membership && one.session?.state === 'live');
    if (!others) response.set('Clear-Site-Data', WIPE);
  }

  #refuse(request: Request, response: Response, { code, params }: Refusal): never {
    const address = this.#ports.addressOf(request);
    this.#note(address, code);
    if (!this.#ports.failed.note(address)) throw new Refused('too-fast');
    // Whoever was put out keeps nothing of the room; a session that only ran out keeps what was not sent yet.
    if (code === 'session-ended' && params['why'] === 'revoked') {
      const as = request.query['as'];
      if (typeof as === 'string' && request.headers.authorization === undefined)
        this.forget(request, response, as);
    }
    throw new Refused(code, params);
  }

  /** INVARIANT: also for those who only read. Everybody's edits wait while the board is written out for one person. */
  #mayAskNow(user: string): boolean {
    const { requestsPerSecond, requestsBurst } = HTTP_LIMITS;
    const known = this.#requests.get(user) ?? new Bucket(requestsPerSecond, requestsBurst, this.#ports.clock);
    this.#requests.set(user, known);
    return known.take();
  }

  #note(address: string, code: RefusalCode): void {
    this.#ports.log.info({ address, code }, 'somebody was not let in');
  }
}

function isFailedTry(code: RefusalCode): boolean {
  return code.startsWith('invite-') || code === 'foreign-origin';
}

function roomOf(request: Request): string {
  return String(request.params['room']);
}
