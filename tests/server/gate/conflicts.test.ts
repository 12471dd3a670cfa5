// Two who set a cell at once learn of it, and what arrives out of order is asked for again.
import { applyUpdate, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from 'yjs';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '#server/rooms/gate/verdict.ts';
import { lina, maya } from './cast.ts';
import { TestRoom, cellsOf, edit, said } from './judged-room.ts';
import { write } from './raw-update.ts';

const KILO = 'convoy/convoykilo';

describe('of two who set a cell at once', () => {
  /** Two clients with these ids set the convoy's note without knowing of each other; the second verdict. */
  function race(
    first: number,
    second: number,
    values: readonly [string, string],
  ): { room: TestRoom; verdict: Verdict } {
    const room = new TestRoom();
    room.receive(lina, edit(room.copy(50), { [`${KILO}/note`]: 'before' }));
    const [a, b] = [room.copy(first), room.copy(second)];
    room.receive(lina, edit(a, { [`${KILO}/note`]: values[0] }));
    return { room, verdict: room.receive(maya, edit(b, { [`${KILO}/note`]: values[1] })) };
  }

  it('the one with the lower client id learns that the value was overtaken', () => {
    const { room, verdict } = race(200, 100, ['lina', 'maya']);
    const cell = { from: 'lina', to: 'lina', values: ['maya'], lost: { value: 'maya', clientId: 100 } };
    expect(verdict).toMatchObject({ cells: [cell] });
    expect(cellsOf(room.doc).get('convoy/convoykilo.note')).toBe('lina');
  });

  it('the one with the higher client id overtakes what stood', () => {
    const { room, verdict } = race(100, 200, ['lina', 'maya']);
    const cell = { from: 'lina', to: 'maya', values: ['maya'], lost: { value: 'lina', clientId: 100 } };
    expect(verdict).toMatchObject({ cells: [cell] });
    expect(cellsOf(room.doc).get('convoy/convoykilo.note')).toBe('maya');
  });

  it('nobody lost anything when both mean the same, or when the second knew of the first', () => {
    const same = race(100, 200, ['same', 'same']).verdict;
    expect(same.verdict === 'accepted' && same.cells[0]).not.toHaveProperty('lost');
    const room = new TestRoom();
    room.receive(lina, edit(room.copy(100), { [`${KILO}/note`]: 'a' }));
    const after = room.receive(maya, edit(room.copy(200), { [`${KILO}/note`]: 'b' }));
    expect(after.verdict === 'accepted' && after.cells[0]).not.toHaveProperty('lost');
  });

  it('the one who saw the other’s value and set the cell again lost nothing', () => {
    const room = new TestRoom();
    const late = room.copy(60);
    const theirs = edit(room.copy(100), { [`${KILO}/note`]: 'lina' });
    room.receive(lina, theirs);
    edit(late, { [`${KILO}/note`]: 'late' });
    applyUpdate(late, theirs, 'remote');
    edit(late, { [`${KILO}/note`]: 'later' });
    const verdict = room.receive(maya, encodeStateAsUpdate(late, encodeStateVector(room.doc)));
    expect(verdict).toMatchObject({ cells: [{ from: 'lina', to: 'later', values: ['later'] }] });
    expect(verdict.verdict === 'accepted' && verdict.cells[0]).not.toHaveProperty('lost');
  });

  it('the one who saw it lose already brings a run without a value, and no news', () => {
    const room = new TestRoom();
    const late = room.copy(60);
    const theirs = edit(room.copy(100), { [`${KILO}/note`]: 'lina' });
    room.receive(lina, theirs);
    edit(late, { [`${KILO}/note`]: 'late' });
    applyUpdate(late, theirs, 'remote');
    const verdict = room.receive(maya, encodeStateAsUpdate(late, encodeStateVector(room.doc)));
    expect(verdict).toMatchObject({
      verdict: 'accepted',
      cells: [],
      clients: [{ clientId: 60, from: 0, to: 1 }],
    });
    expect(cellsOf(room.doc).get('convoy/convoykilo.note')).toBe('lina');
  });

  it('whoever sets a cell twice before it is sent has overtaken nobody but himself', () => {
    const room = new TestRoom();
    room.receive(lina, edit(room.copy(50), { [`${KILO}/note`]: 'before' }));
    const doc = room.copy(100);
    edit(doc, { [`${KILO}/note`]: 'first' });
    edit(doc, { [`${KILO}/note`]: 'second' });
    const verdict = room.receive(maya, encodeStateAsUpdate(doc, encodeStateVector(room.doc)));
    expect(verdict).toMatchObject({ cells: [{ from: 'before', to: 'second' }] });
    expect(verdict.verdict === 'accepted' && verdict.cells[0]).not.toHaveProperty('lost');
  });

  it.each([
    [[200, 300], 'tab 300'],
    [[300, 200], 'tab 300'],
  ])(
    'of several tabs in one update the highest client id wins, in whichever order %j they come',
    (tabs, expected) => {
      const room = new TestRoom();
      const first = { root: 'convoy', key: 'convoykilo.note', content: { any: ['tab 100'] } };
      const after = (client: number) => ({ origin: [100, 0] as const, content: { any: [`tab ${client}`] } });
      const blocks = [
        { client: 100, clock: 0, structs: [first] },
        ...tabs.map((client) => ({ client, clock: 0, structs: [after(client)] })),
      ];
      const verdict = room.receive(lina, write({ blocks, deletes: [{ client: 100, ranges: [[0, 1]] }] }));
      expect(verdict).toMatchObject({ cells: [{ from: null, to: expected }] });
      expect(cellsOf(room.doc).get('convoy/convoykilo.note')).toBe(expected);
    },
  );
});

describe('hours of work off line', () => {
  it.each([
    ['lose', 100],
    ['win', 300],
  ])('in which every cell is in conflict and all %s are merged, whatever past the cells have', (_, id) => {
    const room = new TestRoom({ limits: { replaySteps: 0 } });
    const cells = ['note', 'leader', 'deputy', 'callsign'].map((field) => `${KILO}/${field}`);
    const offline = room.copy(id);
    const online = room.copy(200);
    for (let round = 0; round < 20; round++) {
      for (const cell of cells) room.receive(maya, edit(online, { [cell]: `on line ${round}` }));
      for (const cell of cells) edit(offline, { [cell]: `off line ${round}` });
    }
    const merged = room.receive(maya, encodeStateAsUpdate(offline, encodeStateVector(room.doc)));
    expect(said(merged)).toBe('accepted');
  });
});

describe('somebody whose conflicts have cost enough for now', () => {
  it('waits with another one, and not with what was written knowing what stands', () => {
    const room = new TestRoom();
    const [late, knowing] = [room.copy(100), room.copy(101)];
    room.receive(maya, edit(room.copy(200), { [`${KILO}/note`]: 'meanwhile' }));
    room.mayConflict = false;
    const bytes = edit(late, { [`${KILO}/note`]: 'late' });
    expect(said(room.receive(lina, bytes))).toBe('refused too-fast');
    expect(said(room.receive(lina, edit(knowing, { [`${KILO}/phase`]: 'halted' })))).toBe('accepted');
    room.mayConflict = true;
    expect(room.receive(lina, bytes)).toMatchObject({ verdict: 'accepted', steps: 2 });
  });
});

describe('what arrives out of order', () => {
  it('is asked for again and then accepted as a whole', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const first = edit(doc, { [`${KILO}/note`]: 'a' });
    const second = edit(doc, { [`${KILO}/vehicles`]: 9 });
    expect(said(room.receive(maya, second))).toBe('resync missing');
    expect(said(room.receive(maya, encodeStateAsUpdate(doc, encodeStateVector(room.doc))))).toBe('accepted');
    expect(said(room.receive(maya, first))).toBe('nothing');
  });

  it('also when Yjs marked the gap with a Skip', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const first = edit(doc, { [`${KILO}/note`]: 'a' });
    edit(doc, { [`${KILO}/note`]: 'b' });
    const third = edit(doc, { [`${KILO}/vehicles`]: 9 });
    expect(said(room.receive(maya, mergeUpdates([first, third])))).toBe('resync missing');
    expect(said(room.receive(maya, encodeStateAsUpdate(doc, encodeStateVector(room.doc))))).toBe('accepted');
  });
});
