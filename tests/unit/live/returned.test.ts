// Edits that come back unsent: which go up by themselves, which are on the board already, and which I have to decide about.
import { describe, expect, it } from 'vitest';
import type { CellValue } from '#domain/kinds/shape.ts';
import { editsOf, unitsOf, wanted, type OwnEdit } from '#live/own-edit.ts';
import { planFor, type SetLast } from '#live/returned.ts';

const VEHICLES = 'convoy/convoyone/vehicles';
const RADIO = 'convoy/convoyone/radio';

function set(
  id: string,
  from: CellValue,
  to: CellValue,
  seq: number | undefined = 4,
  cell = VEHICLES,
): OwnEdit {
  return { id, at: Number(id), creates: false, cells: [{ cell, from, to, seq }] };
}

function create(id: string, cells: { readonly [field: string]: CellValue }): OwnEdit {
  const all = Object.entries(cells).map(([field, to]) => ({
    cell: `convoy/convoynew/${field}`,
    from: null,
    to,
    seq: 0,
  }));
  return { id, at: Number(id), creates: true, cells: all };
}

const by = (actor: string, seq: number, from: CellValue = null): SetLast => ({ actor, seq, from });

function plan(
  edits: readonly OwnEdit[],
  stands: { readonly [cell: string]: CellValue },
  last: SetLast | undefined | 'unknown',
) {
  const plans = unitsOf(edits).map((unit) =>
    planFor(unit, { me: () => 'u-maya', stands: (cell) => stands[cell] ?? null, last: () => last }),
  );
  const values = (key: 'apply' | 'ask') =>
    plans.flatMap((one) =>
      one[key].flatMap(({ cells }) => cells.map((series) => [series.cell, wanted(series)])),
    );
  return { done: plans.flatMap(({ done }) => done), apply: values('apply'), ask: values('ask') };
}

describe('an edit of one cell', () => {
  const edits = [set('1', 8, 9)];
  const up = { done: [], apply: [[VEHICLES, 9]], ask: [] };
  const open = { done: [], apply: [], ask: [[VEHICLES, 9]] };
  const over = { done: ['1'], apply: [], ask: [] };
  it.each([
    ['goes up when nobody touched the cell', 8, by('u-omar', 4), up],
    ['is done when it stands already', 9, by('u-maya', 7), over],
    ['is mine to decide when somebody set another value', 7, by('u-omar', 7, 8), open],
    ['is mine to decide when somebody changed it and changed it back', 8, by('u-omar', 7, 6), open],
    ['is done when it had arrived and somebody replaced it', 7, by('u-omar', 7, 9), over],
    ['goes up on the value it was typed over while ages are not known', 8, 'unknown', up],
    ['is mine to decide on another value while ages are not known', 7, 'unknown', open],
  ] as const)('%s', (_what, stands, last, expected) => {
    expect(plan(edits, { [VEHICLES]: stands }, last)).toEqual(expected);
  });

  it('that never had a value goes up while it has none', () => {
    expect(plan([set('1', null, 9, 0)], {}, undefined)).toEqual(up);
  });

  it('whose ages were not known when it was made goes by the value', () => {
    const unknown: OwnEdit = { id: '1', at: 1, creates: false, cells: [{ cell: VEHICLES, from: 8, to: 9 }] };
    expect(plan([unknown], { [VEHICLES]: 8 }, by('u-omar', 4))).toEqual(up);
  });
});

describe('several edits of one cell', () => {
  const edits = [set('1', 8, 9), set('2', 9, 10), set('3', 10, 11)];

  it('are one, for the last value', () => {
    expect(plan(edits, { [VEHICLES]: 8 }, by('u-omar', 4))).toEqual({
      done: [],
      apply: [[VEHICLES, 11]],
      ask: [],
    });
  });

  it('go on from the step of them that had arrived', () => {
    expect(plan(edits, { [VEHICLES]: 9 }, by('u-maya', 7, 8)).apply).toEqual([[VEHICLES, 11]]);
    expect(plan(edits, { [VEHICLES]: 9 }, by('u-omar', 7, 8)).ask).toEqual([[VEHICLES, 11]]);
  });
});

it('a late observation goes up whoever reported meanwhile: the server keeps the newer one', () => {
  const edits = [set('1', null, [31, 28, 1000], 0, RADIO)];
  expect(plan(edits, { [RADIO]: [40, 30, 2000] }, by('u-omar', 9)).apply).toEqual([[RADIO, [31, 28, 1000]]]);
});

describe('a record I created', () => {
  const edits = [
    create('1', { callsign: 'KILO-9', vehicles: 8 }),
    set('2', 8, 9, 0, 'convoy/convoynew/vehicles'),
  ];

  it('goes up as one, with what I set in it afterwards', () => {
    const [unit, ...others] = unitsOf(edits);
    expect(others).toEqual([]);
    expect(unit && editsOf(unit)).toEqual(['1', '2']);
    const cells = [
      ['convoy/convoynew/callsign', 'KILO-9'],
      ['convoy/convoynew/vehicles', 9],
    ];
    expect(plan(edits, {}, undefined)).toEqual({ done: [], apply: cells, ask: [] });
  });

  it('that had arrived is done, and what I set in it afterwards goes up', () => {
    const stands = { 'convoy/convoynew/callsign': 'KILO-9', 'convoy/convoynew/vehicles': 8 };
    expect(plan(edits, stands, by('u-maya', 7))).toEqual({
      done: ['1'],
      apply: [['convoy/convoynew/vehicles', 9]],
      ask: [],
    });
  });

  it('that had arrived and was changed by somebody is not touched again', () => {
    const stands = { 'convoy/convoynew/callsign': 'KILO-9', 'convoy/convoynew/vehicles': 12 };
    const { apply, ask } = plan(edits, stands, by('u-omar', 8, 8));
    expect([apply, ask]).toEqual([[], [['convoy/convoynew/vehicles', 9]]]);
  });
});
