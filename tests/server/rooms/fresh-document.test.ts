// What a page shows while a fresh document takes the place of the one before.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BoardWindow } from './board-window.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, people } from './people.ts';
import { until } from './ports.ts';

let house: House;
let maya: BoardWindow;

beforeEach(async () => {
  house = await startHouse();
  maya = new BoardWindow(house, 'maya');
  await until('the board is here', () => maya.board.status.state === 'in-sync');
});
afterEach(async () => {
  maya.board.close();
  await house.stop();
});

const leader = { kind: 'convoy', id: CONVOY, field: 'leader' } as const;

it('is the board as it was, with its fields to type in, and what is set too early is said to wait', async () => {
  const { user: actor, name, party, role } = people.maya;
  let tooEarly = 0;
  let turns = 0;
  await house.room.startEpoch({ actor, name, party, role, via: 'command' });
  await until('the fresh document is here', () => {
    turns++;
    expect(maya.board.maySet(leader)).toBe(true);
    expect(maya.board.record('convoy', CONVOY)?.callsign).toBe('KILO-1');
    if (maya.board.status.state === 'connecting') {
      expect(maya.board.set(leader, 'R. Haddad')).toMatchObject({ refusal: { code: 'missing' } });
      tooEarly++;
    }
    return tooEarly > 0 && maya.board.status.state === 'in-sync';
  });
  expect(turns).toBeGreaterThan(1);
  expect(maya.board.set(leader, 'R. Haddad')).toBe(null);
  await until(
    'it is saved',
    () => house.room.board('full').kinds['convoy']?.[CONVOY]?.['leader'] === 'R. Haddad',
  );
});
