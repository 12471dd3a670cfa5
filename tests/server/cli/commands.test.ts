// The operator's commands, by the server that runs or alone: the same results, JSON on stdout, a sentence when refused.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../access/doubles.ts';
import { PUBLIC_URL, Terminal } from './terminal.ts';

let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal();
});
afterEach(() => terminal.close());

const set = (room: string, ...words: string[]): Promise<{ record: string }> =>
  terminal.json('set', '--room', room, ...words);

describe.each(['beside a running server', 'while no server runs'])('%s', (where) => {
  beforeEach(async () => {
    if (where === 'beside a running server') await terminal.serve();
  });

  it('an empty room becomes usable: a room, its parties, a person who joins', async () => {
    const { room } = await terminal.json<{ room: string }>('room', '--name', 'Corridor South');
    expect(room).toMatch(/^[a-z0-9]{26}$/);
    const { record } = await set(room, 'party', 'name=Coordination Cell', 'role=coordination');
    expect(record).toMatch(/^[a-z0-9]{12}$/);
    const before = Date.now();
    const invitation = await terminal.json<{ link: string; token: string; expiresAt: number }>(
      ...(['invite', '--room', room, '--role', 'coordinator', '--party', 'coordination cell'] as const),
      ...['--name', 'Maya', '--owner', '--days', '2'],
    );
    expect(invitation.link).toBe(`${PUBLIC_URL}/join#${invitation.token}`);
    expect(Math.abs(invitation.expiresAt - before - 2 * DAY)).toBeLessThan(60_000);
    await terminal.stop();
    const { directory } = await terminal.serve();
    const { member } = await directory.redeem({ invite: invitation.token });
    expect(member).toMatchObject({ room, name: 'Maya', role: 'coordinator', party: record, owner: true });
  });

  it('a room gets a fresh document, and its board stays', async () => {
    const { room } = await terminal.json<{ room: string }>('room', '--name', 'South');
    await set(room, 'party', 'name=Cell', 'role=coordination');
    const first = await terminal.json<{ epoch: number; seq: number }>('epoch', '--room', room);
    expect(first.epoch).toBe(2);
    const second = await terminal.json<{ epoch: number; seq: number }>('epoch', '--room', room);
    expect(second.epoch).toBe(3);
    expect(second.seq).toBeGreaterThan(first.seq);
    expect(await terminal.refused('epoch', '--room', 'elsewhere')).toContain('elsewhere');
    await terminal.stop();
    const { kinds } = (await (await terminal.serve()).rooms.open(room)).board('full');
    expect(Object.values(kinds['party'] ?? {})).toEqual([{ name: 'Cell', role: 'coordination' }]);
  });

  it('people are listed, change roles and lose their access', async () => {
    const { room } = await terminal.json<{ room: string }>('room', '--name', 'South');
    await set(room, 'party', 'name=Cell', 'role=coordination');
    await terminal.stop();
    const engine = await terminal.serve();
    const { token } = await engine.commands.invite({
      room,
      role: 'coordinator',
      party: 'Cell',
      name: 'Maya',
    });
    const { member, session } = await engine.directory.redeem({ invite: token });
    if (where !== 'beside a running server') await terminal.stop();

    const people = (...more: string[]): Promise<unknown> => terminal.json('people', '--room', room, ...more);
    const { membership } = member;
    expect(await people()).toMatchObject([
      { membership, name: 'Maya', role: 'coordinator', partyName: 'Cell' },
    ]);
    expect(await people('--role', `${membership}=observer`)).toMatchObject([
      { membership, role: 'observer' },
    ]);
    expect(await people('--revoke', membership)).toEqual([]);
    expect(await terminal.refused('people', '--room', room, '--revoke', membership)).toContain(membership);
    await terminal.stop();
    expect((await terminal.serve()).directory.memberBySession(session)).toBeUndefined();
  });
});

describe('values', () => {
  let room = '';
  beforeEach(async () => {
    await terminal.serve();
    ({ room } = await terminal.json<{ room: string }>('room', '--name', 'South'));
    await set(room, 'party', 'name=Guarantor B', 'role=host');
  });
  const board = async (): Promise<Record<string, Record<string, Record<string, unknown>>>> => {
    await terminal.stop();
    const engine = await terminal.serve();
    return (await engine.rooms.open(room)).board('full').kinds;
  };

  it('are read by the type of their field: numbers, yes and no, times, tuples, names of records', async () => {
    const hash = 'a3f1c0de'.repeat(8);
    await set(room, 'route', 'name=Border to town', `geometry=${hash}`, 'lengthKm=70', 'state=open');
    const { record } = await set(
      ...([
        room,
        'convoy',
        'party=Guarantor B',
        'callsign=KILO-1',
        'route=border to town',
        'fromKm=0',
      ] as const),
      ...[
        'toKm=70,0',
        'vehicles=8',
        'needIntel=yes',
        'std=2026-11-20T09:14Z',
        'eta=1795518000000',
        'phase=En route',
      ],
    );
    await set(
      room,
      'convoy',
      'KILO-1',
      'radio=31.4,28,2026-11-20T10:00Z',
      'contact=VHF 16,2026-11-20T10:00Z',
      'note=a=b, c',
    );
    await set(room, 'room', 'timeZone=Asia/Damascus');
    const kinds = await board();
    expect(kinds['convoy']?.[record]).toMatchObject({
      party: Object.keys(kinds['party'] ?? {})[0],
      route: Object.keys(kinds['route'] ?? {})[0],
      toKm: 70,
      vehicles: 8,
      needIntel: true,
      std: Date.UTC(2026, 10, 20, 9, 14),
      eta: 1795518000000,
      phase: 'en_route',
      radio: [31.4, 28, Date.UTC(2026, 10, 20, 10)],
      contact: ['VHF 16', Date.UTC(2026, 10, 20, 10)],
      note: 'a=b, c',
    });
    expect(kinds['room']?.['thisroom']).toEqual({ name: 'South', timeZone: 'Asia/Damascus' });
  });

  it('are emptied by nothing behind the sign, and records closed like any other cell', async () => {
    const { record } = await set(room, 'drone', 'party=Guarantor B', 'callsign=OWL-1', 'baseKm=4');
    await set(room, 'drone', record, 'baseKm=', 'archivedAt=2026-11-20T10:00Z');
    expect((await board())['drone']?.[record]).toEqual({
      party: expect.any(String) as string,
      callsign: 'OWL-1',
      archivedAt: Date.UTC(2026, 10, 20, 10),
    });
  });

  it('are in the journal as the operator’s', async () => {
    await terminal.stop();
    const engine = await terminal.serve();
    const { ledger } = await engine.rooms.open(room);
    const entries = await ledger.read({ after: 0, limit: 100, kinds: ['room.created', 'board.update'] });
    expect(entries.map(({ kind, actor, role, via }) => [kind, actor, role, via])).toEqual([
      ['room.created', 'operator', 'operator', 'command'],
      ['board.update', 'operator', 'operator', 'command'],
      ['board.update', 'operator', 'operator', 'command'],
    ]);
  });

  it.each<[string, string[], RegExp]>([
    ['an unknown kind', ['dron', 'x=1'], /no records of kind “dron”.*room, party/],
    ['an unknown field', ['drone', 'colour=red'], /no field “colour”.*callsign/],
    ['a record nobody knows', ['drone', 'KITE', 'baseKm=1'], /no drone “KITE”/],
    ['no value at all', ['drone'], /at least one field=value/],
    ['a word without a value', ['drone', 'OWL', 'baseKm'], /“baseKm” is no field=value/],
    [
      'a number that is none',
      ['drone', 'party=Guarantor B', 'callsign=OWL', 'baseKm=far'],
      /^baseKm: .*Expected: km/,
    ],
    ['a party that is none', ['drone', 'party=Guarantor X', 'callsign=OWL'], /^party: /],
    ['a word of another list', ['party', 'name=X', 'role=boss'], /^role: .*coordination, guarantor/],
    ['a record that lacks something', ['drone', 'callsign=OWL'], /required field.*party/],
    [
      'what the server alone writes',
      ['room', 'exercise=yes'],
      /^room\/thisroom\/exercise: The server writes this itself/,
    ],
    [
      'what was fixed at the start',
      ['party', 'Guarantor B', 'role=donor'],
      /fixed when the record was created/,
    ],
  ])('that do not fit are refused with what would: %s', async (_what, words, sentence) => {
    expect(await terminal.refused('set', '--room', room, ...words)).toMatch(sentence);
  });

  it('of two records with one name are asked for by id', async () => {
    await set(room, 'drone', 'party=Guarantor B', 'callsign=OWL-1');
    await set(room, 'drone', 'party=Guarantor B', 'callsign=OWL-1');
    expect(await terminal.refused('set', '--room', room, 'drone', 'OWL-1', 'baseKm=1')).toMatch(
      /Several records.*Give one of their ids/,
    );
  });
});

describe('an invitation', () => {
  let room = '';
  const invite = (...more: string[]): Promise<string> => terminal.refused('invite', '--room', room, ...more);
  beforeEach(async () => {
    await terminal.serve();
    ({ room } = await terminal.json<{ room: string }>('room', '--name', 'South'));
  });

  it('for a party nobody knows names the parties there are, and how to add one', async () => {
    const none = await invite('--role', 'observer', '--party', 'Cell');
    expect(none).toContain('none at all yet');
    await set(room, 'party', 'name=Cell', 'role=coordination');
    const some = await invite('--role', 'observer', '--party', 'Host');
    expect(some).toContain('Its parties are: “Cell”.');
    expect(some).toContain(`npm run -s set -- --room ${room} party name="Host" role=<coordination|`);
  });

  it('for a role that writes names its person; an observer’s may be shared', async () => {
    await set(room, 'party', 'name=Cell', 'role=coordination');
    expect(await invite('--role', 'watch_officer', '--party', 'Cell')).toContain('--name <person>');
    expect(await invite('--role', 'observer', '--party', 'Cell', '--owner')).toContain('cannot own');
    expect(await invite('--role', 'chief', '--party', 'Cell', '--name', 'X')).toContain(
      'coordinator, watch_officer, observer',
    );
    expect(
      await terminal.json('invite', '--room', room, '--role', 'observer', '--party', 'Cell'),
    ).toMatchObject({
      token: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
  });

  it('to no room says which rooms there are', async () => {
    const args = ['--role', 'observer', '--party', 'Cell'];
    expect(await terminal.refused('invite', '--room', 'nowhere', ...args)).toContain(room);
    expect(await terminal.refused('invite', '--room', 'exercise', ...args)).toContain('no exercise');
  });
});

describe('a command line', () => {
  it.each<[string, string[], RegExp]>([
    [
      'an option nobody knows',
      ['room', '--bogus'],
      /^There is no option --bogus\. Run npm run -s room -- --help/,
    ],
    ['an option without its value', ['room', '--name'], /^Option --name/],
    ['nothing', ['room'], /^Say --name\./],
    ['a word too many', ['room', '--name', 'x', 'y'], /“y” is not expected/],
    ['no kind', ['set', '--room', 'x', 'name=y'], /^Say <kind>\./],
    [
      'days that are no number',
      ['invite', '--room', 'x', '--role', 'observer', '--party', 'y', '--days', 'two'],
      /--days takes a whole number/,
    ],
    ['an empty name', ['room', '--name', ' '], /1 to 80 characters/],
  ])('with %s is refused with a sentence', async (_what, [command = '', ...args], sentence) => {
    expect(await terminal.refused(command, ...args)).toMatch(sentence);
  });

  it.each(['room', 'set', 'people', 'invite'])(
    'shows how %s is used, and every option with its meaning',
    async (command) => {
      const { code, out, err } = await terminal.run(command, '--help');
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`npm run -s ${command} --`);
      expect(out).toMatch(/--data-dir <…> {2,}\S/);
    },
  );

  it('as a program prints JSON alone on stdout, sentences on stderr, and exits with 1 when refused', async () => {
    const run = promisify(execFile);
    const env = { ...process.env, DATA_DIR: terminal.dataDir };
    const cli = (command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
      run(process.execPath, ['--disable-warning=ExperimentalWarning', `server/cli/${command}.ts`, ...args], {
        env,
      });
    const { stdout, stderr } = await cli('room', '--name', 'Corridor South');
    expect([JSON.parse(stdout), stderr]).toEqual([
      { room: expect.stringMatching(/^[a-z0-9]{26}$/) as string },
      '',
    ]);
    const refused = await cli('people', '--room', 'nowhere').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no room nowhere') as string,
    });
  });
});
