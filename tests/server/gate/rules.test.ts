// What the gate lets people do and not do, rule by rule.
import { encodeStateAsUpdate, encodeStateVector, mergeUpdates } from 'yjs';
import { describe, expect, it } from 'vitest';
import { judge } from '#server/rooms/gate/judge.ts';
import { NOW, SERVER_ID, lina, maya, omar, sam } from './cast.ts';
import { TestRoom, cellsOf, edit, said, updateOf } from './judged-room.ts';
import type { Member } from '#domain/people.ts';
import type { Verdict } from '#server/rooms/gate/verdict.ts';

const KILO = 'convoy/convoykilo';

/** What happens when this person sets these cells in a document that is up to date. */
function sets(member: Member, cells: { readonly [address: string]: unknown }): Verdict {
  const room = new TestRoom();
  return room.receive(member, edit(room.copy(100), cells));
}

describe('an edit', () => {
  it('is accepted, bound to its author and re-encoded byte for byte', () => {
    const room = new TestRoom();
    const bytes = edit(room.copy(100), { [`${KILO}/vehicles`]: 9 });
    expect(room.receive(omar, bytes)).toEqual({
      verdict: 'accepted',
      update: bytes,
      cells: [{ ref: { kind: 'convoy', id: 'convoykilo', field: 'vehicles' }, from: 8, to: 9, values: [9] }],
      clients: [{ clientId: 100, from: 0, to: 1 }],
      steps: 0,
    });
    expect(room.ownerOf(100)).toBe('omar');
    expect(cellsOf(room.doc).get('convoy/convoykilo.vehicles')).toBe(9);
    expect(room.receive(omar, bytes)).toEqual({ verdict: 'nothing' });
  });

  it('names the first value of a cell as coming from nothing', () => {
    const verdict = sets(omar, { [`${KILO}/eta`]: NOW });
    expect(verdict).toMatchObject({ cells: [{ from: null, to: NOW, values: [NOW] }] });
  });

  it('empties a cell with null, unless the field is required', () => {
    expect(sets(omar, { [`${KILO}/vehicles`]: null })).toMatchObject({
      verdict: 'accepted',
      cells: [{ to: null }],
    });
    expect(sets(omar, { [`${KILO}/callsign`]: null })).toEqual({
      verdict: 'refused',
      refusal: { code: 'value', params: { why: 'required' }, cell: `${KILO}/callsign` },
    });
  });

  it('never removes a cell', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const bytes = updateOf(doc, () => doc.getMap('convoy').delete('convoykilo.vehicles'));
    expect(room.receive(omar, bytes)).toEqual({
      verdict: 'refused',
      refusal: { code: 'unset', params: {}, cell: `${KILO}/vehicles` },
    });
  });

  it('takes an older observation; that the newer one stays is the room’s doing', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    room.receive(lina, edit(doc, { [`${KILO}/radio`]: [31.4, 28, NOW - 1000] }));
    const older = room.receive(lina, edit(doc, { [`${KILO}/radio`]: [30, 28, NOW - 60_000] }));
    expect(older).toMatchObject({ verdict: 'accepted', cells: [{ to: [30, 28, NOW - 60_000] }] });
  });

  it('refuses an observation from the future', () => {
    expect(sets(lina, { [`${KILO}/radio`]: [31.4, 28, NOW + 121_000] })).toMatchObject({
      refusal: { code: 'value', params: { why: 'future' } },
    });
    expect(said(sets(lina, { [`${KILO}/radio`]: [31.4, 28, NOW + 119_000] }))).toBe('accepted');
  });

  it.each<[string, Member, { readonly [address: string]: unknown }, string]>([
    [
      'a coordinator of another party',
      { ...omar, party: 'partyhosts' },
      { [`${KILO}/vehicles`]: 9 },
      'party',
    ],
    ['a watch officer on the plan', lina, { [`${KILO}/vehicles`]: 9 }, 'role'],
    ['anybody on what owners set by command', maya, { 'segment/segment00/name': 'B' }, 'owner-only'],
    ['an owner by a frame', { ...maya, owner: true }, { 'party/partyrelief/name': 'B' }, 'owner-only'],
    ['anybody on an alert', maya, { 'alert/alertold1/state': 'ended' }, 'server-only'],
    ['a field that no kind has', maya, { [`${KILO}/colour`]: 'red' }, 'unknown-field'],
    ['a kind that is none', maya, { 'tank/tank00001/name': 'T' }, 'unknown-kind'],
    ['a record id the board cannot use', maya, { 'convoy/K1/callsign': 'K' }, 'bad-record-id'],
    ['a value of a wrong type', omar, { [`${KILO}/vehicles`]: 'nine' }, 'value'],
    ['a value out of range', omar, { [`${KILO}/vehicles`]: 501 }, 'value'],
    ['another party’s name on a convoy', omar, { [`${KILO}/party`]: 'partyhosts' }, 'naming-set'],
    ['a change of a written note', lina, { 'note/noteold01/text': 'Road blocked' }, 'create-only'],
    ['an addition to a written note', lina, { 'note/noteold01/channel': 'VHF 16' }, 'create-only'],
  ])('refuses %s', (_what, member, cells, expected) => {
    expect(said(sets(member, cells))).toBe(`refused ${expected}`);
  });

  it('lets the coordination cell act for every party', () => {
    expect(said(sets(maya, { [`${KILO}/vehicles`]: 9 }))).toBe('accepted');
  });

  it('refuses all of an update of which one value does not fit', () => {
    expect(said(sets(omar, { [`${KILO}/vehicles`]: 9, [`${KILO}/people`]: -1 }))).toBe('refused value');
  });
});

describe('a new record', () => {
  const convoy = (id: string, party: string): { [address: string]: unknown } => ({
    [`convoy/${id}/party`]: party,
    [`convoy/${id}/callsign`]: 'MIKE-3',
    [`convoy/${id}/route`]: 'routesouth',
    [`convoy/${id}/fromKm`]: 0,
    [`convoy/${id}/toKm`]: 12.5,
  });

  it('is created with all that is required, for one’s own party', () => {
    expect(said(sets(omar, convoy('convoymike', 'partyrelief')))).toBe('accepted');
    expect(said(sets(omar, convoy('convoymike', 'partyhosts')))).toBe('refused party');
    expect(said(sets(maya, convoy('convoymike', 'partyhosts')))).toBe('accepted');
  });

  it('is refused with the names of the fields that lack', () => {
    const cells = convoy('convoymike', 'partyrelief');
    delete cells['convoy/convoymike/callsign'];
    delete cells['convoy/convoymike/toKm'];
    expect(sets(omar, cells)).toMatchObject({
      refusal: { code: 'incomplete-record', params: { missing: 'callsign, toKm' } },
    });
  });

  it('may be followed by edits in the same update, but its naming cells are set once', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    edit(doc, convoy('convoymike', 'partyrelief'));
    edit(doc, { 'convoy/convoymike/callsign': 'MIKE-4' });
    const verdict = room.receive(omar, encodeStateAsUpdate(doc, encodeStateVector(room.doc)));
    expect(verdict.verdict).toBe('accepted');
    expect(cellsOf(room.doc).get('convoy/convoymike.callsign')).toBe('MIKE-4');

    const other = room.copy(101);
    edit(other, convoy('convoynine', 'partyrelief'));
    edit(other, { 'convoy/convoynine/party': 'partyhosts' });
    expect(said(room.receive(maya, encodeStateAsUpdate(other, encodeStateVector(room.doc))))).toBe(
      'refused naming-set',
    );
  });

  it('of a kind that is only added to is written at once', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    edit(doc, { 'note/notenew01/text': 'Bridge passable', 'note/notenew01/at': NOW });
    edit(doc, { 'note/notenew01/text': 'Bridge closed' });
    expect(said(room.receive(lina, encodeStateAsUpdate(doc, encodeStateVector(room.doc))))).toBe(
      'refused create-only',
    );
  });

  it('takes its rights from another record of the same update', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const cells = {
      'drone/dronenew1/party': 'partyrelief',
      'drone/dronenew1/callsign': 'OWL-2',
      'cover/covernew1/drone': 'dronenew1',
      'cover/covernew1/task': 'intelligence',
      'cover/covernew1/from': NOW,
      'cover/covernew1/to': NOW + 3_600_000,
    };
    expect(said(room.receive(omar, edit(doc, cells)))).toBe('accepted');
    const foreign = Object.fromEntries(
      Object.entries(cells)
        .filter(([address]) => address.startsWith('cover'))
        .map(([address, value]) => [address.replace('covernew1', 'covernew2'), value]),
    );
    expect(said(room.receive({ ...omar, party: 'partyhosts' }, edit(room.copy(101), foreign)))).toBe(
      'refused party',
    );
  });

  it('of which nothing is known here is asked for again', () => {
    expect(sets(omar, { 'convoy/convoymike/vehicles': 3 })).toEqual({
      verdict: 'resync',
      refusal: { code: 'missing', params: {}, cell: 'convoy/convoymike/vehicles' },
    });
    const orphan = { drone: 'dronenone', task: 'intelligence', from: NOW, to: NOW };
    const cells = Object.fromEntries(
      Object.entries(orphan).map(([field, value]) => [`cover/covernew1/${field}`, value]),
    );
    expect(said(sets(omar, cells))).toBe('resync missing');
  });
});

describe('closing records', () => {
  it('works for twenty at once; more is a command', () => {
    const room = new TestRoom();
    const ids = Array.from({ length: 21 }, (_, i) => `convoybulk${i}`);
    room.write(
      ids.flatMap((id) =>
        Object.entries({ party: 'partyrelief', callsign: id, route: 'routesouth', fromKm: 0, toKm: 1 }).map(
          ([field, value]) => ({ ref: { kind: 'convoy', id, field }, value }),
        ),
      ),
    );
    const archive = (some: readonly string[]): Uint8Array =>
      edit(room.copy(100), Object.fromEntries(some.map((id) => [`convoy/${id}/archivedAt`, NOW])));
    expect(said(judge(room, omar, archive(ids)))).toBe('refused too-complex');
    expect(said(judge(room, omar, archive(ids.slice(1))))).toBe('accepted');
  });
});

describe('an observer', () => {
  it('passes with everything known, also with the whole delete set', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    room.receive(omar, edit(doc, { [`${KILO}/vehicles`]: 9 }));
    expect(room.receive(sam, encodeStateAsUpdate(doc))).toEqual({ verdict: 'nothing' });
    expect(room.receive(sam, encodeStateAsUpdate(room.doc))).toEqual({ verdict: 'nothing' });
  });

  it('is told that nothing may be written, also with the whole document of somebody who could', () => {
    const room = new TestRoom();
    const others = Array.from({ length: room.limits.newClients + 5 }, (_, n) =>
      edit(room.copy(100 + n), { [`${KILO}/note`]: `${n}` }),
    );
    expect(said(room.receive(sam, mergeUpdates(others)))).toBe('refused read-only');
  });

  it('changes nothing, by set, by delete, nor by what arrives before what it rests on', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const first = edit(doc, { [`${KILO}/note`]: 'a' });
    const second = edit(doc, { [`${KILO}/note`]: 'b' });
    const other = room.copy(101);
    const unset = updateOf(other, () => other.getMap('convoy').delete('convoykilo.vehicles'));
    for (const bytes of [first, second, unset, mergeUpdates([first, second])]) {
      expect(said(room.receive(sam, bytes))).toBe('refused read-only');
    }
  });
});

describe('a client id', () => {
  const bytes = (room: TestRoom, id: number): Uint8Array => edit(room.copy(id), { [`${KILO}/note`]: 'x' });

  it('belongs to one person', () => {
    const room = new TestRoom();
    room.owners.set(100, 'maya');
    expect(said(room.receive(lina, bytes(room, 100)))).toBe('refused foreign-client');
    expect(said(room.receive(maya, bytes(room, 100)))).toBe('accepted');
  });

  it('is never the server’s, nor one that nobody is known to own', () => {
    const room = new TestRoom();
    expect(said(room.receive(lina, bytes(room, SERVER_ID)))).toBe('refused foreign-client');
    room.owners.delete(SERVER_ID);
    room.doc.clientID = 8;
    expect(said(judge(room, lina, bytes(room, SERVER_ID)))).toBe('refused foreign-client');
    expect(said(judge(room, lina, bytes(room, 8)))).toBe('refused foreign-client');
  });

  it('of an ended epoch is told so', () => {
    const room = new TestRoom();
    room.ended.add(100);
    expect(said(room.receive(lina, bytes(room, 100)))).toBe('refused other-epoch');
  });

  it('of an ended epoch is told so, however many others the old document names', () => {
    const room = new TestRoom();
    const clients = Array.from({ length: room.limits.newClients + 5 }, (_, n) => 100 + n);
    for (const client of clients) room.ended.add(client);
    const old = mergeUpdates(clients.map((client) => bytes(room, client)));
    expect(said(room.receive(lina, old))).toBe('refused other-epoch');
  });
});
