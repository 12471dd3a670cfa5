// Looks an XML text over before any parser sees it: no document type, no entities, bounded depth and size. One pass, that
// also leaves out what no line needs (heights, times, styles), so that a parser holds a third of it; lines keep their numbers.
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { lineAt } from './encoding.ts';
import { Halt } from './halt.ts';

/** Entities that XML itself defines; any other needs a declaration, and declarations are refused. */
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;

/** Elements of GPX, TCX and KML that say nothing about where a line runs or what it is called. */
const LEFT_OUT = new Set([
  ...'ele time extensions cmt desc src link sym type magvar geoidheight fix sat hdop vdop pdop speed course'.split(
    ' ',
  ),
  ...'Time AltitudeMeters DistanceMeters HeartRateBpm Cadence SensorState Extensions'.split(' '),
  ...'Style StyleMap description Snippet TimeStamp TimeSpan LookAt Camera ExtendedData Schema when angles'.split(
    ' ',
  ),
]);

/** The text without what is left out. Throws `Halt` when it may not be read; does not say whether it is well-formed. */
export function scanXml(text: string): string {
  const kept = new Kept();
  let depth = 0;
  let elements = 0;
  /** depth at which the element stands that is being left out; −1: none is */
  let leaving = -1;
  for (let at = 0; ;) {
    const open = text.indexOf('<', at);
    const between = text.slice(at, open < 0 ? undefined : open);
    const entity = between.includes('&') ? ENTITY.exec(between) : null;
    if (entity) throw new Halt('doctype', { row: lineAt(text, at + entity.index) });
    if (leaving >= 0 || between.trim() === '') kept.skip(between);
    else kept.text(between);
    if (open < 0) break;
    if (text.startsWith('<![CDATA[', open)) {
      at = after(text, ']]>', open + 9);
      if (leaving >= 0) kept.skip(text.slice(open, at));
      else kept.text(text.slice(open, at));
      continue;
    }
    if (text.startsWith('<!--', open) || text.startsWith('<?', open)) {
      at = text[open + 1] === '?' ? after(text, '?>', open + 2) : after(text, '-->', open + 4);
      kept.skip(text.slice(open, at));
      continue;
    }
    if (text[open + 1] === '!') throw new Halt('doctype', { row: lineAt(text, open) });
    at = tagEnd(text, open) + 1;
    const tag = text.slice(open, at);
    const closes = tag[1] === '/';
    if (closes) depth -= 1;
    const outside = leaving < 0;
    if (outside && !closes && LEFT_OUT.has(localName(tag))) leaving = depth;
    if (leaving < 0) {
      kept.tag(tag);
      if (!closes) elements += 1;
    } else kept.skip(tag);
    if (!closes && !tag.endsWith('/>')) depth += 1;
    if (leaving >= depth) leaving = -1;
    if (depth > IMPORT_LIMITS.xmlDepth) {
      throw new Halt('too-deep', { row: lineAt(text, open) }, { max: IMPORT_LIMITS.xmlDepth });
    }
    if (elements > IMPORT_LIMITS.xmlElements)
      throw new Halt('too-much', {}, { max: IMPORT_LIMITS.xmlElements });
  }
  return kept.whole();
}

/** What is kept of a text. Lines that are left out go into the tag before them, where they make no node of their own. */
class Kept {
  readonly #pieces: string[] = [];
  #lines = 0;

  skip(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines += 1;
  }

  tag(tag: string): void {
    this.#catchUp();
    this.#pieces.push(tag);
  }

  text(text: string): void {
    this.#catchUp();
    this.#pieces.push(text);
  }

  whole(): string {
    return this.#pieces.join('');
  }

  #catchUp(): void {
    if (this.#lines === 0) return;
    const lines = '\n'.repeat(this.#lines);
    this.#lines = 0;
    const last = this.#pieces.pop() ?? '';
    const end = last.startsWith('<![') || !last.endsWith('>') ? 0 : last.endsWith('/>') ? 2 : 1;
    this.#pieces.push(last.slice(0, last.length - end) + lines + last.slice(last.length - end));
  }
}

function localName(tag: string): string {
  return /^<(?:[^\s/>:]*:)?([^\s/>:]*)/.exec(tag)?.[1] ?? '';
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found < 0) throw new Halt('not-xml', { row: lineAt(text, from) });
  return found + end.length;
}

/** The `>` of a tag; one inside a quoted attribute does not count. */
function tagEnd(text: string, open: number): number {
  let quote = '';
  for (let i = open + 1; i < text.length; i += 1) {
    const char = text[i];
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i;
    else if (char === '<') break;
  }
  throw new Halt('not-xml', { row: lineAt(text, open) });
}
