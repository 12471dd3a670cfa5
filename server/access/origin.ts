// Which pages may act here: those of PUBLIC_URL; on a loopback address also those of the loopback name the browser used.

/** Is a request with this `Origin` and `Host` one of our own pages? */
export type OwnOrigin = (origin: string, host: string | undefined) => boolean;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @param publicUrl where people open Corridor, http(s) */
export function ownOrigin(publicUrl: string): OwnOrigin {
  const { origin: own, hostname } = new URL(publicUrl);
  const atHome = LOOPBACK.test(hostname);
  return (origin, host) => {
    if (origin === own) return true;
    // INVARIANT: the Host header is believed for loopback names only. A foreign name that resolves to this machine
    // (DNS rebinding) sends an Origin that equals its Host as well.
    if (!atHome || host === undefined || origin !== `http://${host}`) return false;
    return URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname);
  };
}
