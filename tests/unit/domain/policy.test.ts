// Who may set what: roles, own party by a naming cell, the owner by command, the server alone.
import { describe, expect, test } from 'vitest';
import { mayCreateSome, mayNotSet, type Look } from '#domain/policy.ts';
import type { Member, Role } from '#domain/people.ts';

const BOARD: { readonly [cell: string]: string } = {
  'party/partyunaa/role': 'coordination',
  'party/partyhost/role': 'host',
  'party/partyoper/role': 'operator',
  'convoy/convoyaaa/party': 'partyoper',
  'drone/droneaaaa/party': 'partyhost',
  'cover/coveraaaa/drone': 'droneaaaa',
};
const look: Look = (kind, id, field) => BOARD[`${kind}/${id}/${field}`];
const member = (role: Role, party: string, owner = false): Member => ({
  room: 'room',
  membership: 'm',
  user: 'u',
  name: 'Maya',
  role,
  party,
  owner,
});
const may = (who: Member, address: string, way: 'edit' | 'command' = 'edit'): string => {
  const [kind = '', id = '', field = ''] = address.split('/');
  return mayNotSet(who, { kind, id, field }, way, look) ?? 'yes';
};

describe('a coordinator', () => {
  test('plans convoys of their own party only', () => {
    expect(may(member('coordinator', 'partyoper'), 'convoy/convoyaaa/eta')).toBe('yes');
    expect(may(member('coordinator', 'partyhost'), 'convoy/convoyaaa/eta')).toBe('party');
  });
  test('of the coordination cell plans convoys of every party', () => {
    expect(may(member('coordinator', 'partyunaa'), 'convoy/convoyaaa/eta')).toBe('yes');
  });
  test('assigns drones of their own party only, over the naming cell of the drone', () => {
    expect(may(member('coordinator', 'partyhost'), 'cover/coveraaaa/to')).toBe('yes');
    expect(may(member('coordinator', 'partyoper'), 'cover/coveraaaa/to')).toBe('party');
  });
  test('sets the focal point of their own party only', () => {
    expect(may(member('coordinator', 'partyhost'), 'party/partyhost/focalPoint')).toBe('yes');
    expect(may(member('coordinator', 'partyhost'), 'party/partyoper/focalPoint')).toBe('party');
  });
  test('never types what the owner sets by command, nor what the server writes', () => {
    expect(may(member('coordinator', 'partyunaa', true), 'room/thisroom/name')).toBe('owner-only');
    expect(may(member('coordinator', 'partyunaa', true), 'room/thisroom/name', 'command')).toBe('yes');
    expect(may(member('coordinator', 'partyunaa'), 'room/thisroom/name', 'command')).toBe('owner-only');
    expect(may(member('coordinator', 'partyunaa', true), 'alert/alertaaaa/state', 'command')).toBe(
      'server-only',
    );
  });
});

describe('a watch officer', () => {
  const officer = member('watch_officer', 'partyhost');
  test('reports phase, position and condition, of every party', () => {
    expect(may(officer, 'convoy/convoyaaa/phase')).toBe('yes');
    expect(may(officer, 'convoy/convoyaaa/fix')).toBe('yes');
    expect(may(officer, 'segment/segmentaa/condition')).toBe('yes');
  });
  test('plans nothing', () => {
    expect(may(officer, 'convoy/convoyaaa/eta')).toBe('role');
    expect(mayCreateSome(officer, 'convoy', 'edit')).toBe(false);
    expect(mayCreateSome(officer, 'note', 'edit')).toBe(true);
  });
});

test('an observer sets nothing', () => {
  const observer = member('observer', 'partyunaa', true);
  expect(may(observer, 'convoy/convoyaaa/phase')).toBe('role');
  expect(may(observer, 'note/noteaaaaa/text')).toBe('role');
});

test('what is not declared cannot be set, by anybody', () => {
  const owner = member('coordinator', 'partyunaa', true);
  expect(may(owner, 'weapon/weaponaaa/target', 'command')).toBe('unknown-kind');
  expect(may(owner, 'convoy/convoyaaa/__proto__', 'command')).toBe('unknown-field');
  expect(may(owner, 'room/otherroom/name', 'command')).toBe('bad-record-id');
  expect(may(owner, 'convoy/thisroom/callsign', 'command')).toBe('bad-record-id');
});
