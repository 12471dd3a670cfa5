// Imports over HTTP: the file is handed on as it is, for who writes, within its size.
import { describe, expect, it } from 'vitest';
import type { Member } from '#domain/people.ts';
import type { ImportsPort } from '#server/transports/http/ports.ts';
import { codeOf, openHouse, type Answer, type Program } from './house.ts';

describe('an import', () => {
  it('is handed on with its bytes, name and kind, for who writes; problems come with their code', async () => {
    const calls: unknown[] = [];
    const outcome = {
      import: 'imp1',
      dryRun: false,
      format: 'csv',
      kind: 'convoy',
      rows: 1,
      created: 1,
      problems: [],
      notes: [],
    } as const;
    const problem = { row: 2, field: 'eta', code: 'time', params: {} } as const;
    const note =
      (what: string) =>
      (member: Member, file: object): Promise<typeof outcome> => {
        calls.push([what, member.name, file]);
        return Promise.resolve(outcome);
      };
    const imports: ImportsPort = {
      preview: note('preview'),
      commit: async (member, file) => {
        await note('commit')(member, file);
        return file.name === 'bad.csv'
          ? { ...outcome, import: null, created: 0, problems: [problem] }
          : outcome;
      },
      undo: (_member, id) => Promise.resolve({ import: id, undone: ['convoy/a'], stays: [] }),
    };
    const other = await openHouse({ imports });
    try {
      const maya = await other.program('coordinator', 'Maya');
      const nils = await other.program('observer', 'Nils');
      const post = (
        who: Program,
        query: string,
        raw: string | Uint8Array = 'callsign\nKILO-1\n',
      ): Promise<Answer> =>
        who.ask(`/imports${query}`, { method: 'POST', raw, headers: { 'content-type': 'text/csv' } });
      expect((await post(maya, '?dry=1&name=list%20a.csv&kind=convoy&party=Guarantor%20A')).body).toEqual(
        outcome,
      );
      const bytes = Buffer.from('callsign\nKILO-1\n');
      expect(calls).toEqual([
        [
          'preview',
          'Maya',
          { name: 'list a.csv', type: 'text/csv', kind: 'convoy', party: 'Guarantor A', bytes },
        ],
      ]);
      expect((await post(maya, '?name=a.csv')).body).toMatchObject({ import: 'imp1' });
      expect(await post(maya, '?name=bad.csv')).toMatchObject({
        status: 422,
        body: { code: 'import-problems', params: {}, created: 0, problems: [problem] },
      });
      expect((await maya.ask('/imports/imp1/undo', { method: 'POST' })).body).toMatchObject({
        undone: ['convoy/a'],
      });
      expect(codeOf(await post(nils, ''))).toEqual([403, 'read-only']);
      expect(codeOf(await nils.ask('/imports/imp1/undo', { method: 'POST' }))).toEqual([403, 'read-only']);
      expect(codeOf(await post(maya, '?kind=ship'))).toEqual([400, 'bad-request']);
      expect(codeOf(await post(maya, '', new Uint8Array(5 * 1024 * 1024 + 1)))).toEqual([413, 'too-big']);
      expect((await post(maya, '', new Uint8Array(5 * 1024 * 1024))).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});
