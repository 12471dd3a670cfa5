// Questions over HTTP beside the board channel.

/** How long the server has to answer, ms; then the page goes on without. */
const ANSWER_MS = 8000;

/** A GET of a path under the server's origin; rejects without an answer. */
export type Ask = (path: string) => Promise<Response>;

export function askAt(origin: string): Ask {
  return (path) => fetch(origin + path, { signal: AbortSignal.timeout(ANSWER_MS) });
}
