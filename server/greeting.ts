// What the terminal says once the server is open: where it is, and the next step of whoever started it.
import type { Role } from '#domain/people.ts';
import { KINDS } from '#domain/kinds/registry.ts';
import { say } from '#domain/words/say-all.ts';

export interface Opened {
  /** where people open it */
  readonly url: string;
  /** the exercise's links, fresh at each start; undefined where there is no exercise */
  readonly links: readonly { readonly role: Role; readonly link: string }[] | undefined;
  /** rooms in the record */
  readonly rooms: number;
}

export function greeting({ url, links, rooms }: Opened): string {
  return `${[say('start.listening', { url }), '', ...nextSteps(links, rooms)].join('\n')}\n${say('start.stop')}\n`;
}

function nextSteps(links: Opened['links'], rooms: number): readonly string[] {
  if (links) {
    const lines = links.map(({ role, link }) => `  ${say(`start.as.${role}`).padEnd(16)}${link}`);
    return [say('start.exercise'), ...lines];
  }
  if (rooms > 0) return [say('start.rooms')];
  return [say('start.no-rooms', { roles: KINDS.party.fields.role.words.join('|') })];
}
