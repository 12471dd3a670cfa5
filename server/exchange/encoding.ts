// Bytes into text, or a clear no: UTF-8, UTF-16 by its mark, and what an XML declaration names; never garbled.
import { Halt } from './halt.ts';

/** Encodings an XML file may name for itself; TextDecoder reads Latin-1 as windows-1252, which only adds to it. */
const DECLARED = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/;

/** Control characters other than tab, line feed, carriage return and form feed. */
// eslint-disable-next-line no-control-regex -- the point of the expression
const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F\uFFFE\uFFFF]/;

/** The text of a file without its byte order mark. Throws `Halt` when the bytes are not certainly that text. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new Halt('empty');
  const text = decode(bytes).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Halt('empty');
  const bad = CONTROL.exec(text);
  if (bad) throw new Halt('control', { row: lineAt(text, bad.index) });
  return text;
}

/** The line of a text, counted from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return strict('utf-8', bytes);
  if (a === 0xff && b === 0xfe) return strict('utf-16le', bytes);
  if (a === 0xfe && b === 0xff) return strict('utf-16be', bytes);
  // UTF-16 without its mark: a zero beside the first character. Which byte comes first is a guess, so it is refused.
  if (a === 0 || b === 0) throw new Halt('encoding');
  const head = Array.from(bytes.subarray(0, 256), (byte) => String.fromCharCode(byte)).join('');
  const declared = DECLARED.exec(head)?.[1]?.toLowerCase();
  if (declared === undefined || declared === 'utf-8') return strict('utf-8', bytes);
  // It says UTF-16, but the declaration itself was read byte by byte: the file is not what it says.
  if (declared.startsWith('utf-16') || declared.startsWith('ucs-')) throw new Halt('encoding');
  return strict(declared, bytes);
}

function strict(encoding: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    // RangeError: no such encoding; TypeError: these bytes are not of it.
    if (error instanceof RangeError || error instanceof TypeError) throw new Halt('encoding');
    throw error;
  }
}
