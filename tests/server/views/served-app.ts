// The whole app on a free port over a folder of its own, by a clock that is moved by hand; and who joins it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp, type App } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import type { Room } from '#server/rooms/room.ts';
import type { Role } from '#domain/people.ts';
import { HandClock, KeptLog, chance } from '../rooms/ports.ts';

export interface Joined {
  readonly user: string;
  readonly membership: string;
  readonly session: string;
}

export class ServedApp {
  readonly clock = new HandClock();
  readonly log = new KeptLog();
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'corridor-views-'));
  #app!: App;
  room = '';
  party = '';

  static async start(): Promise<ServedApp> {
    const served = new ServedApp();
    await served.#open();
    const { commands } = served.#app.engine;
    served.room = (await commands.room({ name: 'Corridor South' })).room;
    const assignments = ['name=Coordination Cell', 'role=coordination'];
    served.party = (await commands.set({ room: served.room, kind: 'party', assignments })).record;
    return served;
  }

  get app(): App {
    return this.#app;
  }

  get url(): string {
    return this.#app.url;
  }

  open(): Promise<Room> {
    return this.#app.engine.rooms.open(this.room);
  }

  async restart(): Promise<void> {
    await this.#app.close();
    await this.#open();
  }

  async stop(): Promise<void> {
    await this.#app.close();
    rmSync(this.#dataDir, { recursive: true });
  }

  async join(name: string, role: Role): Promise<Joined> {
    const asked = { room: this.room, role, party: this.party, name, owner: role === 'coordinator' };
    const { token: invite } = await this.#app.engine.commands.invite(asked);
    const answer = await fetch(`${this.url}/api/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invite }),
    });
    return (await answer.json()) as Joined;
  }

  /** In steps in which sockets show that they are there. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5_000) {
      this.clock.pass(Math.min(left, 5_000));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async #open(): Promise<void> {
    const parsed = readConfig([], { PORT: '0', DATA_DIR: this.#dataDir, CORRIDOR_EXERCISE: 'off' });
    if (parsed.is !== 'config') throw new Error('the options of this test are wrong');
    const doors = { clock: this.clock, ids: chance, log: this.log };
    this.#app = await openApp({
      config: parsed.config,
      ...doors,
      version: '0',
      pages: () => ({ from: 'nowhere' }),
    });
  }
}
