// The commands of the alert channel by name: each reads its payload before anything is done with it.
import type { Parsed } from '#domain/alerts/content.ts';
import { parseAck, parseConfirm, parseEnd, parseRaise } from '#domain/alerts/payloads.ts';
import type { Member } from '#domain/people.ts';
import type { AlertAnswer } from '#domain/protocol.ts';
import type { AlertAuthority } from '../alerts/authority.ts';

type Command = (authority: AlertAuthority, member: Member, payload: unknown) => Promise<AlertAnswer>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['alert:raise', reading(parseRaise, (authority, member, alert) => authority.raise(member, alert))],
  ['alert:ack', reading(parseAck, (authority, member, ack) => authority.acknowledge(member, ack))],
  ['alert:end', reading(parseEnd, (authority, member, end) => authority.end(member, 'end', end))],
  ['alert:cancel', reading(parseEnd, (authority, member, end) => authority.end(member, 'cancel', end))],
  [
    'alert:confirm',
    reading(parseConfirm, (authority, member, confirm) => authority.confirm(member, confirm)),
  ],
]);

export function commandOf(event: string): Command | undefined {
  return COMMANDS.get(event);
}

function reading<T>(
  parse: (payload: unknown) => Parsed<T>,
  run: (authority: AlertAuthority, member: Member, value: T) => Promise<AlertAnswer>,
): Command {
  return async (authority, member, payload) => {
    const parsed = parse(payload);
    if (parsed.ok) return run(authority, member, parsed.value);
    const { code, params } = parsed.refusal;
    return { ok: false, code, params };
  };
}
