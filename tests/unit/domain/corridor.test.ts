// Promises about who is responsible at a km.
import { expect, it } from 'vitest';
import { checkpointsOn, responsibleAt, segmentsOn } from '#domain/corridor.ts';
import { boardWith, PARTY_A, PARTY_B, ROUTE } from './boards.ts';

it.each([
  [0, PARTY_A],
  [5.9, PARTY_A],
  [6, PARTY_B],
  [70, PARTY_B],
])(
  'at km %d the party of that segment is responsible; a boundary belongs to what begins there',
  (km, party) => {
    expect(responsibleAt(boardWith({}), ROUTE, km)?.party).toBe(party);
  },
);

it('nobody is responsible beyond the end, on another route, or on an archived segment', () => {
  expect(responsibleAt(boardWith({}), ROUTE, 70.1)).toBeNull();
  expect(responsibleAt(boardWith({}), 'routezzzz', 3)).toBeNull();
  const closed = { route: ROUTE, fromKm: 0, toKm: 6, party: PARTY_A, archivedAt: 1_790_000_000_000 };
  expect(responsibleAt(boardWith({ segment: { segmentaaa: closed } }), ROUTE, 3)).toBeNull();
});

it('where segments of two parties overlap nobody is named, where one party has both it is', () => {
  const over = (party: string) =>
    boardWith({ segment: { segmentccc: { route: ROUTE, fromKm: 4, toKm: 8, party } } });
  expect(responsibleAt(over(PARTY_B), ROUTE, 5)).toBeNull();
  expect(responsibleAt(over(PARTY_A), ROUTE, 5)?.segment.id).toBe('segmentccc');
});

it('segments and waypoints come in the order of the road, whichever way round they were typed', () => {
  const board = boardWith({
    segment: { segmentccc: { route: ROUTE, fromKm: 90, toKm: 70, party: PARTY_A } },
    checkpoint: {
      pointbbbb: { route: ROUTE, km: 31.4, name: 'Market', kind: 'checkpoint' },
      pointaaaa: { route: ROUTE, km: 6, name: 'Handover', kind: 'transfer_point' },
    },
  });
  expect(segmentsOn(board, ROUTE).map(({ fromKm, toKm }) => [fromKm, toKm])).toEqual([
    [0, 6],
    [6, 70],
    [70, 90],
  ]);
  expect(checkpointsOn(board, ROUTE).map(({ name }) => name)).toEqual(['Handover', 'Market']);
});
