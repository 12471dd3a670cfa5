// Who is asking: the one answer for HTTP, the board's upgrade and the alert channel's handshake alike.
import type { Member } from '#domain/people.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import { cookieNames, readCookies, type CookieNames } from './cookies.ts';
import type { Directory } from './directory.ts';
import type { SessionState } from './memberships.ts';
import { ownOrigin, type OwnOrigin } from './origin.ts';

/** What is read of a request; Node's `IncomingMessage` has this shape, a Socket.IO handshake nearly. */
export interface Asking {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly url?: string | undefined;
  /** GET when left out */
  readonly method?: string | undefined;
  /** the membership, where it does not stand in the URL (Socket.IO's `auth`) */
  readonly as?: string | undefined;
}

/** The member who asks something of a room, or why nobody does. */
export type MemberOf = (request: Asking, room: string) => Member | Refusal;

/** A membership whose cookie the browser presented. */
export interface Presented {
  readonly membership: string;
  readonly secret: string;
  readonly session: SessionState | undefined;
}

export function isRefusal(answer: Member | Refusal): answer is Refusal {
  return 'code' in answer;
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);

export class RequestMembers {
  readonly cookies: CookieNames;
  readonly #directory: Directory;
  readonly #own: OwnOrigin;

  constructor({ directory, publicUrl }: { directory: Directory; publicUrl: string }) {
    this.cookies = cookieNames(publicUrl);
    this.#directory = directory;
    this.#own = ownOrigin(publicUrl);
  }

  /** `no-session`, `session-ended`, `foreign-origin`, or `no-room`, the same for absent and forbidden rooms. */
  readonly memberOf: MemberOf = (request, room) => {
    const member = this.memberAnywhere(request);
    if (isRefusal(member)) return member;
    return member.room === room ? member : refusal('no-room');
  };

  /** As `memberOf`, in whichever room it is. */
  memberAnywhere(request: Asking): Member | Refusal {
    if (!this.mayAct(request)) {
      // Whoever shows nothing at all is told what is missing; only credentials can be misused from another site.
      const shown =
        header(request, 'origin') ?? header(request, 'cookie') ?? header(request, 'authorization');
      return refusal(shown === undefined ? 'no-session' : 'foreign-origin');
    }
    const session = this.#session(request);
    if (!session) return refusal('no-session');
    return session.state === 'live' ? session.member : refusal('session-ended', { why: session.why });
  }

  /**
   * May a request from where this one comes act on what the browser sends along by itself? Without `Origin` only
   * programs with a bearer, and reading: browsers leave it out when a page reads from its own site.
   */
  mayAct(request: Asking): boolean {
    const origin = header(request, 'origin');
    if (origin !== undefined) return this.#own(origin, header(request, 'host'));
    if (bearerOf(request) !== undefined) return true;
    if (!SAFE_METHODS.has(request.method ?? 'GET') || header(request, 'upgrade') !== undefined) return false;
    const site = header(request, 'sec-fetch-site');
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  /** For upgrades: why none may be made from where this request comes; undefined when one may. */
  originRefusal(request: Asking): Refusal | undefined {
    return this.mayAct(request) ? undefined : refusal('foreign-origin');
  }

  /** Comes from a program, not from a page: only such a one is given a session to keep by itself. */
  isProgram(request: Asking): boolean {
    return header(request, 'origin') === undefined && header(request, 'sec-fetch-site') === undefined;
  }

  /** The memberships whose cookies were sent, the ended and unknown ones too. */
  presented(request: Asking): readonly Presented[] {
    return readCookies(header(request, 'cookie')).flatMap(([name, secret]) => {
      const membership = this.cookies.membershipOf(name);
      if (membership === undefined) return [];
      return [{ membership, secret, session: this.#directory.sessionOf(membership, secret) }];
    });
  }

  /** The secret of the device cookie, if one was sent. */
  device(request: Asking): string | undefined {
    return readCookies(header(request, 'cookie')).find(([name]) => name === this.cookies.device)?.[1];
  }

  #session(request: Asking): SessionState | undefined {
    // INVARIANT: who sends a bearer is judged by it alone; a wrong one never falls back on a cookie.
    if (header(request, 'authorization') !== undefined) return this.#directory.session(bearerOf(request));
    const as = request.as ?? asOf(request.url);
    const mine = this.presented(request).filter(({ membership }) => membership === as);
    // A cookie of that name planted from a neighbouring site must not hide the true one.
    return (mine.find(({ session }) => session) ?? mine[0])?.session;
  }
}

function bearerOf(request: Asking): string | undefined {
  return /^Bearer +([\w-]+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
}

/** The membership named by `as=` in a URL's query. */
function asOf(url: string | undefined): string | undefined {
  const at = url?.indexOf('?') ?? -1;
  return at < 0 ? undefined : (new URLSearchParams(url?.slice(at)).get('as') ?? undefined);
}

function header({ headers }: Asking, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.join(', ');
}
