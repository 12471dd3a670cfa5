// Checks every point of every line in an XML file, with the line it stands on: the converter would drop bad ones silently.
import { Node, type Document, type Element } from '@xmldom/xmldom';
import { problem, type ImportProblem } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { checkPoint } from './points.ts';
import { Halt } from './halt.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

export interface PointCheck {
  readonly problems: readonly ImportProblem[];
  /** lines and tracks the file has, with points or without */
  readonly lines: number;
  readonly points: number;
}

/** Goes through all elements once. Throws `Halt` when there are more points than a file may have. */
export function checkXmlPoints(document: Document): PointCheck {
  const problems: ImportProblem[] = [];
  let lines = 0;
  let points = 0;
  const add = (row: number | null, field: string, lon: string, lat: string) => {
    points += 1;
    if (points > IMPORT_LIMITS.vertices)
      throw new Halt('too-many-points', { row }, { max: IMPORT_LIMITS.vertices });
    if (problems.length >= IMPORT_LIMITS.problems) return;
    const found = checkPoint(numberOf(lon), numberOf(lat));
    if (found) problems.push(problem(found, { row, field }));
  };
  for (const element of elementsOf(document)) {
    const row = element.lineNumber ?? null;
    switch (element.localName) {
      case 'trk':
      case 'rte':
      case 'Track':
      case 'LineString':
        lines += 1;
        break;
      case 'trkpt':
      case 'rtept':
        add(row, element.localName, element.getAttribute('lon') ?? '', element.getAttribute('lat') ?? '');
        break;
      case 'coordinates':
        if (element.parentElement?.localName !== 'LineString') break;
        for (const { tuple, below } of tuplesOf(element)) {
          const [lon = '', lat = ''] = tuple;
          add(row === null ? null : row + below, 'coordinates', lon, lat);
        }
        break;
      case 'coord': {
        const [lon = '', lat = ''] = textOf(element).trim().split(/\s+/);
        add(row, 'coord', lon, lat);
        break;
      }
      case 'Position':
        add(row, 'Position', childText(element, 'LongitudeDegrees'), childText(element, 'LatitudeDegrees'));
        break;
      default: // names, times, heights, styles: no part of a line
    }
  }
  return { problems, lines, points };
}

/** All elements in document order, without recursion: depth is an attacker's to choose. */
export function* elementsOf(document: Document): Generator<Element> {
  let node: Node | null = document.documentElement;
  while (node) {
    if (isElement(node)) yield node;
    let next: Node | null = node.firstChild;
    while (!next && node) {
      next = node.nextSibling;
      if (!next) node = node.parentNode;
    }
    node = next;
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

/** `lon,lat[,height]` separated by white space, each with the number of lines it stands below the start of its text. */
function* tuplesOf(
  element: Element,
): Generator<{ readonly tuple: readonly string[]; readonly below: number }> {
  for (const [below, line] of textOf(element).split('\n').entries()) {
    for (const word of line.split(/\s+/)) if (word !== '') yield { tuple: word.split(','), below };
  }
}

function textOf(element: Element): string {
  return element.textContent ?? '';
}

function childText(element: Element, name: string): string {
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (isElement(child) && child.localName === name) return textOf(child).trim();
  }
  return '';
}

/** NaN for anything that is no plain decimal number. */
function numberOf(text: string): number {
  const clean = text.trim();
  return NUMBER.test(clean) ? Number(clean) : NaN;
}
