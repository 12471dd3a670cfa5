// The pages: files that never change under their name, other files, and the one page that every address without a dot gets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { compressedFiles } from './compressed.ts';
import { nothingHere } from './refuse.ts';
import type { Pages } from './ports.ts';
import { scriptHashes } from './headers.ts';

export interface BuiltPages {
  /** sources of inline scripts for the policy; null where there can be none */
  readonly scripts: readonly string[] | null;
  readonly handlers: RequestHandler[];
}

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Doors of sockets: a plain request there is a mistake, not a page. */
const SOCKET_PATHS = /^\/(sync|socket\.io)(\/|$)/;

/** Reads `index.html` once: its scripts are hashed as they are served. Throws when the folder has none. */
export function pagesFrom(pages: Pages): BuiltPages {
  switch (pages.from) {
    case 'nowhere':
      return { scripts: [], handlers: [nothingHere] };
    case 'handler':
      return { scripts: null, handlers: [pages.handler, nothingHere] };
    case 'folder': {
      const html = readFileSync(join(pages.folder, 'index.html'), 'utf8');
      return { scripts: scriptHashes(html), handlers: [fromFolder(pages.folder, html)] };
    }
    default:
      return pages satisfies never;
  }
}

function fromFolder(folder: string, html: string): Router {
  const router = Router();
  const plain = { index: false, redirect: false, dotfiles: 'ignore' } as const;
  // INVARIANT: no fallback here. A page instead of a missing script would be cached for a year as that script.
  const lasting = join(folder, '_app/immutable');
  const immutable = express.static(lasting, {
    ...plain,
    cacheControl: false,
    setHeaders: (response) => response.setHeader('Cache-Control', FOR_EVER),
    fallthrough: false,
  });
  router.use('/_app/immutable', compressedFiles(lasting, FOR_EVER), immutable);
  router.use(
    express.static(folder, {
      ...plain,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  router.use((request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || request.path.includes('.') || SOCKET_PATHS.test(request.path)) return next();
    response.set('Cache-Control', 'no-cache').type('html').send(html);
  });
  router.use(nothingHere);
  return router;
}
