// Whatever anybody sends as presence, nobody is ever shown as somebody else.
import { expect, it } from 'vitest';
import { LINK_TIMES } from '#domain/limits.ts';
import { Chance } from '../gate/chance.ts';
import { startHouse } from './house.ts';
import { CONVOY, people, type PersonName } from './people.ts';
import { HandClock } from './ports.ts';
import { presence, type RawClient } from './raw-client.ts';

const NAMES = ['maya', 'omar', 'lena', 'ines'] as const satisfies readonly PersonName[];
const CLOCKS = [0, 1, 2, 7, 2 ** 31, 2 ** 32, 2 ** 50, Number.MAX_SAFE_INTEGER];
const CELLS = [`convoy/${CONVOY}/eta`, `convoy/${CONVOY}/leader`, 'convoy/__proto__/eta', 'nothing', 7, null];
const SHOWN = ['user', 'name', 'role', 'party', 'cell'];

/** A state that claims to be anybody, or nobody, in any field. */
function claim(chance: Chance): unknown {
  if (chance.once(4)) return null;
  const { user, name, role, party } = people[chance.pick(NAMES)];
  const whole = { user, name, role, party, cell: chance.pick(CELLS) };
  return Object.fromEntries(Object.entries(whole).filter(() => !chance.once(3)));
}

async function heard(client: RawClient): Promise<void> {
  const seen = client.all('presence').length;
  client.send(Uint8Array.of(3));
  await client.gets('presence', seen);
}

it('no presence entry carries another identity (P10), by any order of claims, echoes, leaves and returns', async () => {
  let entries = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const chance = new Chance(seed);
    const clock = new HandClock();
    const house = await startHouse({ clock });
    const clients = new Map<PersonName, RawClient>();
    const everybody: RawClient[] = [];
    const arrive = async (name: PersonName): Promise<RawClient> => {
      const client = await house.raw(name, chance.once(2) ? '?v=1' : '');
      everybody.push(client);
      clients.set(name, client);
      return client;
    };
    // Everybody has shown the id of their window once, before the first lie.
    for (const [at, name] of NAMES.entries()) (await arrive(name)).send(presence([1000 + at, 1, {}]));
    for (const client of clients.values()) await heard(client);
    clock.pass(LINK_TIMES.presenceCoalesceMs);
    for (let step = 0; step < 40; step++) {
      const name = chance.pick(NAMES);
      const client = clients.get(name) ?? (await arrive(name));
      if (chance.once(12)) {
        client.cut();
        clients.delete(name);
        continue;
      }
      const one = (): [number, number, unknown] => [
        1000 + chance.whole(0, NAMES.length - 1),
        chance.pick(CLOCKS),
        claim(chance),
      ];
      client.send(presence(...Array.from({ length: chance.whole(1, 4) }, one)));
      if (chance.once(2)) await heard(client);
      clock.pass(chance.pick([0, 30, LINK_TIMES.presenceCoalesceMs, 1_000]));
    }
    for (const client of clients.values()) await heard(client);
    for (const got of everybody.flatMap((client) => client.all('presence'))) {
      for (const { clientId, state } of got.entries) {
        if (state === null) continue;
        entries++;
        const owner = NAMES[clientId - 1000];
        if (!owner) throw new Error(`Client ${clientId} is nobody's.`);
        const { user, name, role, party } = people[owner];
        expect(state, `seed ${seed}, client ${clientId}`).toMatchObject({ user, name, role, party });
        expect(Object.keys(state).filter((key) => !SHOWN.includes(key))).toEqual([]);
      }
    }
    await house.stop();
  }
  expect(entries).toBeGreaterThan(500);
});
