// Which address a request is counted under: the socket's, or what trusted proxies in front say it was.

export interface Calling {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export type CallerAddress = (request: Calling) => string;

/**
 * @param trustProxy how many proxies in front are believed. INVARIANT: with 0 the header is not looked at, and with n
 * only the last n entries count: whatever stands before them was written by the caller.
 */
export function callerAddress(trustProxy: number): CallerAddress {
  return ({ headers, socket }) => {
    const direct = socket.remoteAddress ?? '';
    if (trustProxy === 0) return countedAs(direct);
    const header = headers['x-forwarded-for'];
    const hops = (typeof header === 'string' ? header : (header ?? []).join(','))
      .split(',')
      .map((hop) => hop.trim());
    return countedAs(hops.at(-trustProxy) || direct);
  };
}

/** One household has a whole /64 of IPv6 addresses: they count as one. */
function countedAs(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
