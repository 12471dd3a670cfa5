// Writing and reading a room over HTTP: each command asks who may and what fits, and everybody reads through their view.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START } from '../access/doubles.ts';
import { codeOf, openHouse, set, type HttpHouse, type Program } from './house.ts';

let house: HttpHouse;
let owner: Program;
let officer: Program;
let observer: Program;

beforeEach(async () => {
  house = await openHouse();
  ({ owner, officer, observer } = await house.staff());
});
afterEach(() => house.close());

describe('setting', () => {
  it('by an owner creates parties and routes, and answers the record and its place in the journal', async () => {
    const { status, body } = await set(owner, 'party', {
      name: 'Relief Committee',
      role: 'receiver',
      focalPoint: 'VHF 8',
    });
    expect([status, body]).toEqual([
      200,
      { record: expect.stringMatching(/^[a-z0-9]{12}$/), seq: expect.any(Number) },
    ]);
    const { record, seq } = body as { record: string; seq: number };
    const board = (await owner.ask('/board')).body as { seq: number; kinds: { party: object } };
    expect(board.kinds.party).toMatchObject({ [record]: { name: 'Relief Committee', role: 'receiver' } });
    expect(board.seq).toBeGreaterThanOrEqual(seq);
  });

  it('is refused by role, ownership, party, schema and reference, each with its own code', async () => {
    const coordinator = await house.program('coordinator', 'Lina', false, 'Guarantor A');
    expect(codeOf(await set(observer, 'note', { text: 'x', at: START }))).toEqual([403, 'read-only']);
    expect(codeOf(await set(coordinator, 'party', { name: 'X', role: 'host' }))).toEqual([403, 'owner-only']);
    expect(codeOf(await set(officer, 'drone', { party: house.parties.host, callsign: 'OWL' }))).toEqual([
      403,
      'role',
    ]);
    expect(codeOf(await set(coordinator, 'drone', { party: house.parties.cell, callsign: 'OWL' }))).toEqual([
      403,
      'party',
    ]);
    expect(codeOf(await set(owner, 'alert', { headline: 'x' }))).toEqual([403, 'server-only']);
    expect(codeOf(await set(owner, 'party', { name: 'X' }))).toEqual([400, 'incomplete-record']);
    expect(codeOf(await set(owner, 'party', { name: 7, role: 'host' }))).toEqual([400, 'value']);
    expect(codeOf(await set(owner, 'party', { colour: 'red' }))).toEqual([400, 'unknown-field']);
    expect(codeOf(await set(owner, 'ship', { name: 'x' }))).toEqual([400, 'unknown-kind']);
    expect(codeOf(await set(owner, 'party', { name: 'x' }, 'nosuchrecord'))).toEqual([404, 'no-record']);
    expect(codeOf(await set(owner, 'party', { role: 'host' }, house.parties.host))).toEqual([
      409,
      'naming-set',
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['no cells', { kind: 'party', cells: {} }],
    [
      'too many cells',
      { kind: 'party', cells: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, 1])) },
    ],
    ['cells that are a list', { kind: 'party', cells: [] }],
    ['something nobody asked for', { kind: 'party', cells: { name: 'x' }, role: 'owner' }],
    ['a list', []],
    ['a proto', JSON.parse('{"__proto__": {"kind": "party"}, "cells": {"name": "x"}}')],
  ])('with %s is refused and changes nothing', async (_what, json) => {
    const before = (await owner.ask('/board')).body as { seq: number };
    const { status, body } = await owner.ask(
      '/set',
      json === undefined ? { method: 'POST' } : { method: 'POST', json },
    );
    expect([status, (body as { code: string }).code]).toEqual([400, 'bad-request']);
    expect((await owner.ask('/board')).body).toMatchObject({ seq: before.seq });
  });

  it('that the disk does not take is answered as not saved', async () => {
    house.store.failAppends('full');
    expect(codeOf(await set(owner, 'party', { name: 'X', role: 'host' }))).toEqual([503, 'storage']);
    expect(codeOf(await set(owner, 'party', { name: 'X', role: 'host' }))).toEqual([200, undefined]);
  });
});

describe('an observer', () => {
  it('reads board, ages and history without anything restricted, and no journal at all', async () => {
    const canary = 'canary-focal-point';
    await set(owner, 'party', { focalPoint: canary }, house.parties.host);
    const { body } = await set(owner, 'drone', { party: house.parties.host, callsign: 'OWL' });
    const seen = [
      await observer.ask('/board'),
      await observer.ask('/ages'),
      await observer.ask(`/history?record=party/${house.parties.host}`),
      await observer.ask(`/history?record=party/${house.parties.host}&field=focalPoint`),
      await observer.ask('/journal'),
    ];
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403]);
    expect(seen.map(({ text }) => text).join('\n')).not.toContain(canary);
    expect(seen[0]?.text).toContain((body as { record: string }).record);
    expect((await officer.ask('/board')).text).toContain(canary);
    expect((await officer.ask(`/history?record=party/${house.parties.host}`)).text).toContain(canary);
  });
});
