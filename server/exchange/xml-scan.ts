// Looks an XML text over before any parser sees it: no document type, no entities, bounded depth and size. One pass.
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { lineAt } from './encoding.ts';
import { Halt } from './halt.ts';

/** Entities that XML itself defines; any other needs a declaration, and declarations are refused. */
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;

/** Throws `Halt` when the text is no XML that may be read. Says nothing about whether it is well-formed. */
export function scanXml(text: string): void {
  let depth = 0;
  let elements = 0;
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    const between = text.slice(at, open < 0 ? undefined : open);
    const entity = between.includes('&') ? ENTITY.exec(between) : null;
    if (entity) throw new Halt('doctype', { row: lineAt(text, at + entity.index) });
    if (open < 0) break;
    if (text.startsWith('<!--', open)) at = after(text, '-->', open + 4);
    else if (text.startsWith('<![CDATA[', open)) at = after(text, ']]>', open + 9);
    else if (text.startsWith('<?', open)) at = after(text, '?>', open + 2);
    else if (text.startsWith('<!', open)) throw new Halt('doctype', { row: lineAt(text, open) });
    else {
      const close = tagEnd(text, open);
      if (text[open + 1] === '/') depth -= 1;
      else {
        elements += 1;
        if (text[close - 1] !== '/') depth += 1;
      }
      if (depth > IMPORT_LIMITS.xmlDepth) {
        throw new Halt('too-deep', { row: lineAt(text, open) }, { max: IMPORT_LIMITS.xmlDepth });
      }
      at = close + 1;
    }
  }
  if (elements > IMPORT_LIMITS.values) throw new Halt('too-much', {}, { max: IMPORT_LIMITS.values });
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
