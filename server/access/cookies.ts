// Cookies: one per membership and one per device; never readable by scripts, never sent along from other sites.
import { isSecret } from './secret.ts';

const MEMBERSHIP = /^[a-z0-9]{8,32}$/;

/** The names cookies have here: with TLS they get the prefix that binds them to this very host. */
export interface CookieNames {
  readonly secure: boolean;
  readonly device: string;
  membership(id: string): string;
  /** the membership a cookie is for; undefined for others' cookies */
  membershipOf(name: string): string | undefined;
}

/** @param publicUrl where people open Corridor, http(s) */
export function cookieNames(publicUrl: string): CookieNames {
  const secure = new URL(publicUrl).protocol === 'https:';
  const prefix = secure ? '__Host-corridor_' : 'corridor_';
  const device = `${prefix}device`;
  return {
    secure,
    device,
    membership: (id) => prefix + id,
    membershipOf: (name) => {
      const id = name.startsWith(prefix) && name !== device ? name.slice(prefix.length) : '';
      return MEMBERSHIP.test(id) ? id : undefined;
    },
  };
}

/** Name and value of every cookie sent whose value has the form of a secret. The same name may come twice. */
export function readCookies(header: string | undefined): readonly (readonly [name: string, value: string])[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    return at > 0 && isSecret(value) ? [[name, value] as const] : [];
  });
}

/** The `Set-Cookie` that keeps a secret for this long, ms. */
export function keepCookie(names: CookieNames, name: string, secret: string, ms: number): string {
  return cookie(names, name, secret, Math.max(0, Math.floor(ms / 1000)));
}

/** The `Set-Cookie` that removes one. */
export function dropCookie(names: CookieNames, name: string): string {
  return cookie(names, name, '', 0);
}

function cookie({ secure }: CookieNames, name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
