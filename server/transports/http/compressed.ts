// Sends the pages' own scripts and styles compressed: a third of the bytes, over links where each of them counts.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler } from 'express';

type Encoding = 'br' | 'gzip';

/** What is text; pictures and fonts are compressed already. */
const TEXT = new Set(['.js', '.css', '.svg', '.json', '.wasm']);

const compress: { readonly [E in Encoding]: (bytes: Buffer) => Promise<Buffer> } = {
  // 9 of 11: nearly as small, at a tenth of the time.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * For files that never change under their name. Each is compressed when it is first asked for, and kept.
 * INVARIANT: nothing that holds a secret is ever compressed: its length would tell of it (BREACH).
 */
export function compressedFiles(folder: string, cacheControl: string): RequestHandler {
  // INVARIANT: only what was there at the start is answered, so that no made-up path is read or kept.
  const files = new Map(
    textFiles(folder).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]),
  );
  const kept = new Map<string, Promise<Buffer>>();

  return async (request, response, next) => {
    const file = files.get(request.path);
    const encoding = encodingFor(request);
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (file === undefined || !reads || encoding === undefined) return next();
    const key = `${encoding} ${file}`;
    const bytes = kept.get(key) ?? readFile(file).then(compress[encoding]);
    kept.set(key, bytes);
    try {
      const body = await bytes;
      response.set({ 'Content-Encoding': encoding, 'Cache-Control': cacheControl }).vary('Accept-Encoding');
      response.type(extname(file)).send(body);
    } catch (error) {
      kept.delete(key);
      next(error);
    }
  };
}

/** The smaller one where the browser takes both, whatever it names first. */
function encodingFor(request: Request): Encoding | undefined {
  return (['br', 'gzip'] as const).find((encoding) => request.acceptsEncodings(encoding) === encoding);
}

function textFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
}
