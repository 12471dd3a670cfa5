// Nothing finer, later or more than the observers' view reaches an observer of a careful room by any outlet of the real app.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../rooms/ports.ts';
import { Canaries, type Canary } from './canaries.ts';
import { Ear } from './ear.ts';
import { ServedApp, type Joined } from './served-app.ts';

const MINUTE = 60_000;

let served: ServedApp;
let canaries: Canaries;
let maya: Joined;
let ines: Joined;
/** the coordinator's ear hears what observers must not: it proves that the canaries sing and are recognized */
let full: Ear;
let observer: Ear;
/** somebody at work */
let omar: Ear;

beforeAll(async () => {
  served = await ServedApp.start();
  canaries = new Canaries(served);
  [maya, ines] = [await served.join('Maya', 'coordinator'), await served.join('Ines', 'observer')];
  await served.pass(1_000);
  await canaries.plantOld(await served.open());
  await careful();
  await served.pass(35 * MINUTE);
  await listen();
  await canaries.raise(maya.session);
  omar = await Ear.open(served, await served.join('Omar', 'watch_officer'));
  omar.focus('convoy/convoykilo/eta');
  await canaries.plantLate(await served.open());
  await served.pass(1_000);
  await hear();
}, 60_000);

afterAll(async () => {
  for (const ear of [full, observer, omar]) ear.close();
  await served.stop();
});

async function careful(): Promise<void> {
  const room = served.room;
  const { commands } = served.app.engine;
  await commands.set({ room, kind: 'room', assignments: ['observerView=careful', 'delayMin=30'] });
}

async function listen(): Promise<void> {
  await served.pass(MINUTE); // who forged has cooled down
  full = await Ear.open(served, maya);
  observer = await Ear.open(served, ines);
  await until('late records are shown', () => observer.client.doc.getMap('convoy').size > 0);
}

async function hear(): Promise<void> {
  const records = [...canaries.records];
  for (const ear of [full, observer]) await ear.read(records, canaries.hashes);
  await observer.overreach(records, canaries.alerts);
  await observer.forge('convoy/convoykilo/leader');
  await observer.forge('convoy/convoykilo/eta');
}

/** Which canaries an ear has heard, and by which outlets. */
function sing(ear: Ear, of: (canary: Canary) => boolean): string[] {
  return [...ear.heard()].flatMap(([outlet, text]) =>
    canaries.all
      .filter((canary) => of(canary) && canary.pattern.test(text))
      .map(({ why, what }) => `${why} ${what} by ${outlet}`),
  );
}

function listens(): void {
  const outlets = [...observer.heard().keys()].sort();
  expect(outlets).toEqual(expect.arrayContaining([...OUTLETS]));
}

const OUTLETS = [
  'HTTP GET ages',
  'HTTP GET alerts',
  'HTTP GET board',
  'HTTP GET geometry',
  'HTTP GET history',
  'HTTP GET invitations',
  'HTTP GET journal',
  'HTTP GET members',
  'HTTP GET memberships',
  'HTTP POST alerts',
  'HTTP POST archive',
  'HTTP POST epoch',
  'HTTP POST imports',
  'HTTP POST set',
  'alert answers',
  'alert beat',
  'alert feed',
  'board changes',
  'board hello',
  'board presence',
  'board refused',
  'board step2',
  'board update',
];

describe('an observer of a careful room', () => {
  it('hears by every outlet there is, and a coordinator hears every canary', () => {
    listens();
    const heard = [...full.heard().values()].join('\n');
    expect(canaries.all.length).toBeGreaterThan(40);
    expect(canaries.all.filter(({ pattern }) => !pattern.test(heard)).map(({ what }) => what)).toEqual([]);
  });

  it('hears nothing restricted, nothing finer, nothing ahead, and nothing before it is due', () => {
    expect(sing(observer, () => true)).toEqual([]);
  });

  it('hears what was late when it is due, as coarse as all the rest', async () => {
    await served.pass(31 * MINUTE);
    await hear();
    const due = sing(observer, ({ why }) => why === 'late');
    expect(observer.client.closed).toBeUndefined();
    for (const outlet of [
      'board update',
      'board changes',
      'HTTP GET board',
      'HTTP GET ages',
      'HTTP GET history',
    ])
      expect(due.filter((line) => line.endsWith(outlet)).length, outlet).toBeGreaterThan(0);
    expect(due.filter((line) => line.includes('the field somebody is in'))).toEqual([]);
    expect(sing(observer, ({ why }) => why !== 'late')).toEqual([]);
  });

  it.each(['a restart', 'a fresh document', 'a setting that came and went'])(
    'hears no more, and nothing early, after %s',
    async (what) => {
      const young = `just before ${what}`;
      const outcomeCause = canaries.text(young, 'late');
      await canaries.write(await served.open(), 'convoy', 'convoykilo', { outcomeCause });
      full.close();
      observer.close();
      if (what === 'a restart') await served.restart();
      else if (what === 'a fresh document') await startEpoch();
      else await plainForAMoment();
      await listen();
      await hear();
      expect(sing(observer, (canary) => canary.why !== 'late' || canary.what === young)).toEqual([]);
      expect(sing(full, (canary) => canary.what === young)).not.toEqual([]);
    },
  );
});

async function startEpoch(): Promise<void> {
  const author = {
    actor: maya.user,
    name: 'Maya',
    party: served.party,
    role: 'coordinator',
    via: 'http',
  } as const;
  await (await served.open()).startEpoch(author);
}

async function plainForAMoment(): Promise<void> {
  const { commands } = served.app.engine;
  await commands.set({ room: served.room, kind: 'room', assignments: ['observerView=full'] });
  const plain = await Ear.open(served, ines);
  expect(sing(plain, ({ why }) => why === 'finer' || why === 'ahead')).not.toEqual([]);
  await careful();
  expect(await plain.client.closes()).toMatchObject({ code: 4409 });
  plain.close();
}
