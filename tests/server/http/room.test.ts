// Writing and reading a room over HTTP: each command asks who may and what fits, and everybody reads through their view.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START } from '../access/doubles.ts';
import { codeOf, openHouse, set, type Answer, type HttpHouse, type Program } from './house.ts';

let house: HttpHouse;
let owner: Program;
let officer: Program;
let observer: Program;

beforeEach(async () => {
  house = await openHouse();
  owner = await house.program('coordinator', 'Maya', true);
  officer = await house.program('watch_officer', 'Omar', false, 'Guarantor A');
  observer = await house.program('observer', 'Nils', false, 'Guarantor A');
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

describe('closing many records', () => {
  it('is one journal entry, and does all or nothing', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 25; i++) {
      const { body } = await set(owner, 'drone', { party: house.parties.host, callsign: `OWL-${i}` });
      ids.push(`drone/${(body as { record: string }).record}`);
    }
    const journal = async (): Promise<number> => (await owner.ask('/journal')).text.trim().split('\n').length;
    const before = await journal();
    const missing = await owner.ask('/archive', {
      method: 'POST',
      json: { records: [...ids, 'drone/nosuchdrone'] },
    });
    expect(codeOf(missing)).toEqual([404, 'no-record']);
    expect(await journal()).toBe(before);
    const { status } = await owner.ask('/archive', { method: 'POST', json: { records: ids } });
    expect(status).toBe(200);
    expect(await journal()).toBe(before + 1);
    const { drone } = (
      (await owner.ask('/board')).body as { kinds: { drone: Record<string, { archivedAt?: number }> } }
    ).kinds;
    expect(Object.values(drone).every(({ archivedAt }) => archivedAt === house.clock.now())).toBe(true);
  });

  it('is refused to who may not close each of them', async () => {
    const { body } = await set(owner, 'drone', { party: house.parties.host, callsign: 'OWL' });
    const records = [`drone/${(body as { record: string }).record}`];
    const stranger = await house.program('coordinator', 'Lina', false, 'Guarantor A');
    const { body: made } = await set(owner, 'drone', { party: house.parties.cell, callsign: 'KITE' });
    const both = [...records, `drone/${(made as { record: string }).record}`];
    const ask = (who: Program, list: unknown): Promise<Answer> =>
      who.ask('/archive', { method: 'POST', json: { records: list } });
    expect(codeOf(await ask(officer, records))).toEqual([403, 'role']);
    expect(codeOf(await ask(stranger, both))).toEqual([403, 'party']);
    expect(codeOf(await ask(observer, records))).toEqual([403, 'read-only']);
    expect(codeOf(await ask(owner, [`party/${house.parties.host}`]))).toEqual([200, undefined]);
    for (const list of [
      [],
      ['drone'],
      ['../x'],
      Array.from({ length: 501 }, (_, i) => `drone/drone${1000 + i}`),
      'x',
    ]) {
      expect(codeOf(await ask(owner, list))).toEqual([400, 'bad-request']);
    }
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
