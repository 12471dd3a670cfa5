// A room under attack: Ana and Ben work, Mallory is in it too; and what it means that nothing happened.
import { encodeStateVector } from 'yjs';
import { sync, updateOf, type RawClient } from '../server/rooms/raw-client.ts';
import { convoyOf, type Stage } from './stage.ts';
import type { As, Session } from './target.ts';

export interface Scene {
  readonly stage: Stage;
  readonly ana: RawClient;
  readonly ben: RawClient;
  readonly mallory: RawClient;
  readonly session: Session;
  /** Ana's convoy */
  readonly id: string;
}

export async function scene(stage: Stage, mallorys: As): Promise<Scene> {
  const [hers, his] = [await stage.person(), await stage.person()];
  const session = await stage.target.sessionFor(mallorys);
  const [ana, ben] = await Promise.all([stage.synced(hers), stage.synced(his)]);
  const id = stage.newId();
  ana.edit((doc) => {
    for (const [field, value] of Object.entries(convoyOf(hers.party))) {
      doc.getMap('convoy').set(`${id}.${field}`, value);
    }
  });
  await stage.until('Ben has the convoy', () => ben.cell('convoy', id, 'callsign') === 'KILO-1');
  const mallory = await stage.synced(session);
  return { stage, ana, ben, mallory, session, id };
}

/** Ana's work goes on: what she sets now reaches Ben. */
export async function workGoesOn({ stage, ana, ben, id }: Scene): Promise<void> {
  const vehicles = 1 + Math.floor(Math.random() * 400);
  ana.edit((doc) => doc.getMap('convoy').set(`${id}.vehicles`, vehicles));
  await stage.until(
    'Ben sees what Ana set afterwards',
    () => ben.cell('convoy', id, 'vehicles') === vehicles,
  );
}

/** After what Mallory sent: not with Ben, not with anybody who comes later, nothing pending, and work goes on. */
export async function nothingHappened(at: Scene, seen: (client: RawClient) => boolean): Promise<void> {
  const { stage, ana, ben, mallory } = at;
  await stage.soon(() => seen(ben) || mallory.closed !== undefined, 300);
  await workGoesOn(at);
  const late = await stage.synced(await stage.person());
  const where = [ben, late, ana].findIndex(seen);
  if (where >= 0) throw new Error(`it reached ${['Ben', 'a late joiner', 'Ana'][where]}`);
  const pending = [ben, late].some(({ doc }) => doc.store.pendingStructs ?? doc.store.pendingDs);
  if (pending) throw new Error('something is pending in an honest document');
  const [his, latest] = [ben, late].map(({ doc }) => Buffer.from(encodeStateVector(doc)).toString('hex'));
  if (his !== latest) throw new Error('a late joiner has another document than Ben');
}

/** Mallory's own edit, sent as a stock client sends it; `step` 1 in answer to the server's question. */
export function edits({ mallory }: Scene, change: Parameters<typeof updateOf>[1], step = 2): void {
  mallory.send(sync(step, updateOf(mallory.doc, change)));
}

/** The server ends Mallory's connection. */
export async function putOut({ stage, mallory }: Scene): Promise<void> {
  await stage.until('the sender is put out', () => mallory.closed !== undefined);
}
