// Who is on line, as the server stamped it; a state without the server's stamp is nobody.
import type { Awareness } from 'y-protocols/awareness';
import * as v from 'valibot';
import type { Hello, Presence } from '#domain/protocol.ts';

const stamped = v.object({
  user: v.string(),
  name: v.string(),
  role: v.picklist(['coordinator', 'watch_officer', 'observer']),
  party: v.string(),
  cell: v.optional(v.string()),
});

/** Everybody once per window, me included (my own state is not echoed, so it is taken from `hello`). */
export function presenceOf(awareness: Awareness, me: Hello | undefined): readonly Presence[] {
  const people: Presence[] = [];
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID) {
      const cell: unknown = state['cell'];
      if (me)
        people.push(person(me.user, me.name, me.role, me.party, typeof cell === 'string' ? cell : undefined));
      continue;
    }
    const read = v.safeParse(stamped, state);
    if (read.success)
      people.push(
        person(read.output.user, read.output.name, read.output.role, read.output.party, read.output.cell),
      );
  }
  return people;
}

function person(
  user: string,
  name: string,
  role: Presence['role'],
  party: string,
  cell: string | undefined,
): Presence {
  return cell === undefined ? { user, name, role, party } : { user, name, role, party, cell };
}
