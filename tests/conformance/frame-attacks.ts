// Frames made to kill, to stall, to flood or to lie about who is here; and whoever is not let in.
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { write } from '../server/gate/raw-update.ts';
import { presence, sync, updateOf } from '../server/rooms/raw-client.ts';
import { nothingHappened, putOut, scene, workGoesOn, type Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import type { Case } from './target.ts';

/** Bytes on the line itself, below any WebSocket library. */
function onTheLine({ mallory }: Scene, bytes: readonly number[]): void {
  (mallory.ws as unknown as { readonly _socket: Socket })._socket.write(Buffer.from(bytes));
}

/** A frame after which the sender has to go. */
function endsTheSender(frame: Uint8Array | string): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const at = await scene(stage, { role: 'coordinator' });
    at.mallory.ws.send(frame);
    await putOut(at);
    await workGoesOn(at);
  };
}

const bomb = sync(2, write({ blocks: [{ client: 1, clock: 0, structs: [], count: 2 ** 25 }], deletes: [] }));
const lyingVector = sync(0, new Uint8Array([0xff, 0xff, 0xff, 0x7f]));

const FRAMES: { readonly [name: string]: (stage: Stage) => Promise<void> } = {
  'six bytes with a bad bit end one socket, not the server': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    onTheLine(at, [0xc2, 0x80, 0, 0, 0, 0]);
    await putOut(at);
    await workGoesOn(at);
  },
  'fourteen bytes that announce 101 MB end one socket, not the server': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    onTheLine(at, [0x82, 0xff, 0, 0, 0, 0, 6, 0x50, 0, 0, 0, 0, 0, 0]);
    await putOut(at);
    await workGoesOn(at);
  },
  'updates that announce millions of structs hold up nobody': async (stage) => {
    const at = await scene(stage, { role: 'coordinator' });
    for (let n = 0; n < 60; n++) at.mallory.send(bomb);
    await workGoesOn(at);
  },
  'a frame of an unknown type ends its sender': endsTheSender(new Uint8Array([77, 1, 2])),
  'an empty frame ends its sender': endsTheSender(new Uint8Array()),
  'a frame of text ends its sender': endsTheSender('hello'),
  'a frame that is cut off ends its sender': endsTheSender(new Uint8Array([0, 2, 90, 1])),
  'a frame with something behind its end ends its sender': endsTheSender(
    new Uint8Array([...sync(0, new Uint8Array([0])), 9]),
  ),
  'a state vector that lies about its length ends its sender': endsTheSender(lyingVector),
  'a frame of a megabyte and a half is not taken': async (stage) => {
    const at = await scene(stage, { role: 'coordinator' });
    const large = updateOf(at.mallory.doc, (doc) =>
      doc.getMap('convoy').set(`${at.id}.note`, 'x'.repeat(1_500_000)),
    );
    at.mallory.send(sync(1, large));
    await nothingHappened(at, (client) => client.cell('convoy', at.id, 'note') !== undefined);
  },
  'who asks for the whole board over and over is not answered over and over': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    for (let n = 0; n < 60; n++) at.mallory.send(sync(0, new Uint8Array([0])));
    await stage.soon(() => at.mallory.all('step2').length > 20, 300);
    const answers = at.mallory.all('step2').length;
    if (answers > 20) throw new Error(`${answers} answers`);
    await workGoesOn(at);
  },
  'who writes faster than anybody works is stopped': async (stage) => {
    const at = await scene(stage, { role: 'coordinator' });
    for (let people = 1; people <= 600; people++) {
      at.mallory.edit((doc) => doc.getMap('convoy').set(`${at.id}.people`, people));
    }
    await stage.soon(
      () => at.mallory.closed !== undefined || at.ben.cell('convoy', at.id, 'people') === 600,
      1_000,
    );
    await workGoesOn(at);
    if (at.ben.cell('convoy', at.id, 'people') === 600) throw new Error('all 600 edits were taken at once');
  },
};

/** Ana is seen by Ben; then Mallory says something about her. */
async function aboutAna(stage: Stage, say: (at: Scene) => Uint8Array): Promise<void> {
  const at = await scene(stage, { role: 'observer' });
  const her = at.ana.doc.clientID;
  at.ana.send(presence([her, 1, { cell: `convoy/${at.id}/phase` }]));
  await stage.until('Ben sees Ana', () => Boolean(at.ben.presence().get(her)));
  const before = at.ben.got.length;
  at.mallory.send(say(at));
  await stage.soon(() => at.ben.got.length > before, 300);
  await workGoesOn(at);
  const shown = JSON.stringify(at.ben.presence().get(her));
  if (shown === 'null') throw new Error('Ana was made to leave');
  if (shown.includes('forged')) throw new Error('Ben sees another Ana');
}

const PRESENCE: { readonly [name: string]: (stage: Stage) => Promise<void> } = {
  'nobody shows themselves as another': (stage) =>
    aboutAna(stage, ({ ana }) => presence([ana.doc.clientID, 2 ** 40, { name: 'forged', user: 'forged' }])),
  'nobody makes another leave': (stage) =>
    aboutAna(stage, ({ ana }) => presence([ana.doc.clientID, 9, null])),
  'nobody chooses the name the others see': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    at.mallory.send(presence([at.mallory.doc.clientID, 1, { name: 'The Admiral', role: 'coordinator' }]));
    await stage.until('Ben sees Mallory', () => at.ben.presence().has(at.mallory.doc.clientID));
    const shown = JSON.stringify(at.ben.presence().get(at.mallory.doc.clientID));
    if (/Admiral|coordinator/.test(shown)) throw new Error(`Ben sees ${shown}`);
  },
  'nobody is a crowd': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    const crowd = Array.from({ length: 50 }, (_, n) => [4_000_000_000 + n, 1, { name: `n${n}` }] as const);
    at.mallory.send(presence(...crowd));
    const invented = (): number => crowd.filter(([clientId]) => at.ben.presence().has(clientId)).length;
    await stage.soon(() => invented() > 1, 300);
    await workGoesOn(at);
    if (invented() > 1) throw new Error(`Ben sees ${invented()} people who are not there`);
  },
  'nobody’s presence is larger than a presence': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    at.mallory.send(presence([at.mallory.doc.clientID, 1, { name: 'forged'.repeat(20_000) }]));
    const grown = (): boolean => at.ben.bytes.some((bytes) => bytes[0] === 1 && bytes.length > 100_000);
    await stage.soon(grown, 300);
    await workGoesOn(at);
    if (grown()) throw new Error('Ben was sent all of it');
  },
};

const CANARY = 'canary-7f3a9q2';

const DOORS: { readonly [name: string]: (stage: Stage) => Promise<void> } = {
  'without a session nothing is told': async (stage) => {
    const stranger = await stage.raw(undefined);
    await stage.soon(() => stranger.closed !== undefined || stranger.got.length > 0, 500);
    if (stranger.got.length > 0) throw new Error('the server spoke');
  },
  'a session opens its own room and no other': async (stage) => {
    const session = await stage.person();
    const elsewhere = await stage.raw(session, stage.url.replace(/[^/]+$/, 'r00000000000nothere'));
    await stage.soon(() => elsewhere.closed !== undefined || elsewhere.got.length > 0, 500);
    if (elsewhere.got.length > 0) throw new Error('the server spoke');
  },
  'a page of another site is not let in': async (stage) => {
    const { bearer } = await stage.person();
    const headers = bearer === undefined ? {} : { cookie: `corridor=${bearer}` };
    const page = new WebSocket(stage.url, { origin: 'https://elsewhere.example', headers });
    let [spoke, gone] = [false, false];
    page.on('message', () => (spoke = true));
    page.on('close', () => (gone = true));
    page.on('error', () => (gone = true));
    await stage.soon(() => spoke || gone, 500);
    page.terminate();
    if (spoke) throw new Error('the server spoke');
  },
  'an observer is sent nothing that is withheld': async (stage) => {
    const at = await scene(stage, { role: 'observer' });
    at.ana.edit((doc) => {
      doc.getMap('convoy').set(`${at.id}.leader`, CANARY);
      doc.getMap('convoy').set(`${at.id}.phase`, 'staged');
    });
    await stage.until(
      'the observer sees the phase',
      () => at.mallory.cell('convoy', at.id, 'phase') === 'staged',
    );
    if (at.mallory.bytes.some((bytes) => Buffer.from(bytes).includes(CANARY))) {
      throw new Error('the leader’s name was sent');
    }
  },
};

export const frameAttacks: readonly Case[] = Object.entries({ ...FRAMES, ...PRESENCE, ...DOORS }).map(
  ([name, run]) => ({ name, sort: 'security', stock: 'breaks', run }),
);
