// Every error over HTTP is `{code, params}` with the status of its refusal: never a sentence, a stack or a foreign page.
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { REFUSALS, Refused, refusal, type Refusal } from '#domain/refusals.ts';
import { refusalOfFault } from '../../access/store-refusal.ts';
import type { Log } from '../../journal/ports.ts';
import { StoreError } from '../../journal/store.ts';

/** There is nothing here: for `/api` and for files that are not there. */
export const nothingHere: RequestHandler = () => {
  throw new Refused('not-found');
};

/** Paths that no page of ours has: broken percent signs, control characters, ways up the tree, backslashes. */
export const refuseOddPaths: RequestHandler = (request, _response, next) => {
  const path = decoded(request.path);
  // eslint-disable-next-line no-control-regex -- the point of the expression
  if (path === undefined || /[\u0000-\u001f\u007f\\]|(^|\/)\.\.?(\/|$)/.test(path)) {
    throw new Refused('bad-request', { what: 'address' });
  }
  next();
};

export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const told = refusalOf(error);
    if (!told) {
      log.error(
        { method: request.method, path: request.route?.path as unknown, error: textOf(error) },
        'a request failed in a way nobody foresaw',
      );
    }
    // Half an answer cannot be taken back: the connection is cut, so that nobody takes it for a whole one.
    if (response.headersSent) return next(error);
    const answer = told ?? refusal('internal');
    if (REFUSALS[answer.code].http === 429) response.set('Retry-After', '60');
    response.status(REFUSALS[answer.code].http).set('Cache-Control', 'no-store').json(answer);
  };
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof StoreError) return refusalOfFault(error);
  return refusalOfLibrary(error);
}

/** Express and its parts mark their errors with a status below 500 and sometimes a type. */
function refusalOfLibrary(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  const type = 'type' in error ? error.type : undefined;
  const limit = 'limit' in error && typeof error.limit === 'number' ? error.limit : HTTP_LIMITS.bodyBytes;
  if (type === 'entity.too.large') return refusal('too-big', { max: limit });
  if (type === 'entity.parse.failed') return refusal('bad-request', { what: 'JSON' });
  if (typeof type === 'string') return refusal('bad-request', { what: 'body' });
  if (status === 404 || status === 403) return refusal('not-found');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return refusal('bad-request', { what: 'address' });
  return undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
