// What owners do over HTTP: see who is in, change roles, end access, invite; never in another room, never into no owner.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START } from '../access/doubles.ts';
import { codeOf, openHouse, set, type Answer, type HttpHouse, type Program } from './house.ts';

let house: HttpHouse;
let owner: Program;
let officer: Program;
let observer: Program;

beforeEach(async () => {
  house = await openHouse();
  ({ owner, officer, observer } = await house.staff());
});
afterEach(() => house.close());

describe('owners', () => {
  const members = (): Promise<Answer> => owner.ask('/members');

  it('see who is in the room; nobody else does', async () => {
    expect((await members()).body).toMatchObject([
      { name: 'Maya', role: 'coordinator', owner: true, partyName: 'Coordination Cell' },
      { name: 'Omar', role: 'watch_officer', owner: false, partyName: 'Guarantor A' },
      { name: 'Nils', role: 'observer', owner: false },
    ]);
    for (const who of [officer, observer]) {
      expect(codeOf(await who.ask('/members'))).toEqual([403, 'owner-only']);
      expect(codeOf(await who.ask('/invitations'))).toEqual([403, 'owner-only']);
      expect(
        codeOf(
          await who.ask('/invitations', {
            method: 'POST',
            json: { role: 'observer', party: house.parties.host },
          }),
        ),
      ).toEqual([403, 'owner-only']);
      const path = `/members/${owner.joined.membership}`;
      expect(codeOf(await who.ask(path, { method: 'DELETE' }))).toEqual([403, 'owner-only']);
      expect(codeOf(await who.ask(path, { method: 'PATCH', json: { role: 'observer' } }))).toEqual([
        403,
        'owner-only',
      ]);
    }
  });

  it('start a fresh document; nobody else does', async () => {
    for (const who of [officer, observer])
      expect(codeOf(await who.ask('/epoch', { method: 'POST' }))).toEqual([403, 'owner-only']);
    const { epoch, seq } = (await owner.ask('/board')).body as { epoch: number; seq: number };
    expect((await owner.ask('/epoch', { method: 'POST' })).body).toEqual({ epoch: epoch + 1, seq: seq + 1 });
    expect((await observer.ask('/board')).body).toMatchObject({ epoch: epoch + 1, seq: seq + 1 });
  });

  it('change roles and end access, at once for who is connected', async () => {
    const ended: unknown[] = [];
    house.directory.onEnded(({ name }, code) => ended.push([name, code]));
    const path = `/members/${officer.joined.membership}`;
    expect((await owner.ask(path, { method: 'PATCH', json: { role: 'observer' } })).body).toMatchObject({
      role: 'observer',
    });
    expect(codeOf(await set(officer, 'note', { text: 'x', at: START }))).toEqual([403, 'read-only']);
    expect((await owner.ask(path, { method: 'DELETE' })).status).toBe(200);
    expect(codeOf(await officer.ask('/board'))).toEqual([401, 'session-ended']);
    expect(codeOf(await owner.ask(path, { method: 'DELETE' }))).toEqual([404, 'not-found']);
    expect(ended).toEqual([
      ['Omar', 'role-changed'],
      ['Omar', 'session-ended'],
    ]);
  });

  it('cannot leave a room without an owner, but can hand it over', async () => {
    const own = `/members/${owner.joined.membership}`;
    expect(codeOf(await owner.ask(own, { method: 'DELETE' }))).toEqual([409, 'last-owner']);
    expect(codeOf(await owner.ask(own, { method: 'PATCH', json: { owner: false } }))).toEqual([
      409,
      'last-owner',
    ]);
    expect(codeOf(await owner.ask(own, { method: 'PATCH', json: { role: 'observer' } }))).toEqual([
      409,
      'last-owner',
    ]);
    const path = `/members/${officer.joined.membership}`;
    expect((await owner.ask(path, { method: 'PATCH', json: { owner: true } })).status).toBe(200);
    const both = await Promise.all([
      owner.ask(path, { method: 'DELETE' }),
      officer.ask(own, { method: 'DELETE' }),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(house.directory.members(house.room).filter((row) => row.owner)).toHaveLength(1);
  });

  it('of one room have no hand in another', async () => {
    const { room } = await house.commands.room({ name: 'Corridor North' });
    await house.commands.set({ room, kind: 'party', assignments: ['name=Cell', 'role=coordination'] });
    const { token } = await house.commands.invite({ room, role: 'coordinator', party: 'Cell', name: 'Lina' });
    const lina = (await house.ask('/api/join', { method: 'POST', json: { invite: token } })).body as {
      membership: string;
    };
    const path = `/members/${lina.membership}`;
    expect(codeOf(await owner.ask(path, { method: 'DELETE' }))).toEqual([404, 'not-found']);
    expect(codeOf(await owner.ask(path, { method: 'PATCH', json: { role: 'observer' } }))).toEqual([
      404,
      'not-found',
    ]);
  });

  it('invite named people and shared observers, and withdraw what nobody used', async () => {
    const ask = (json: object): Promise<Answer> => owner.ask('/invitations', { method: 'POST', json });
    const party = house.parties.host;
    const { body } = await ask({ role: 'watch_officer', party, name: 'Sami' });
    expect(body).toMatchObject({
      link: expect.stringMatching(/\/join#[\w-]{43}$/),
      partyName: 'Guarantor A',
      usesLeft: 1,
    });
    expect((await ask({ role: 'observer', party })).body).toMatchObject({ name: null, usesLeft: null });
    expect(codeOf(await ask({ role: 'coordinator', party }))).toEqual([400, 'name-required']);
    expect(codeOf(await ask({ role: 'coordinator', party: 'nosuchparty', name: 'X' }))).toEqual([
      404,
      'no-record',
    ]);
    expect(codeOf(await ask({ role: 'admin', party, name: 'X' }))).toEqual([400, 'bad-request']);
    const open = (await owner.ask('/invitations')).body as { invitation: string; name: string | null }[];
    expect(open.map(({ name }) => name)).toEqual(['Sami', null]);
    const path = `/invitations/${open[0]?.invitation ?? ''}`;
    expect((await owner.ask(path, { method: 'DELETE' })).status).toBe(200);
    expect(codeOf(await owner.ask(path, { method: 'DELETE' }))).toEqual([404, 'not-found']);
    const { token } = body as { token: string };
    expect(codeOf(await house.ask('/api/join', { method: 'POST', json: { invite: token } }))).toEqual([
      410,
      'invite-revoked',
    ]);
  });
});
