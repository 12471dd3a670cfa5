// A room of a running house and people for it, as many as asked for: made over the control socket, joined as programs join.
import type { Role } from '#domain/people.ts';
import { askServer } from '#server/transports/control-client.ts';
import type { House } from '../e2e/house.ts';

/** Somebody who may open the room. */
export interface Joined {
  readonly name: string;
  readonly role: Role;
  readonly user: string;
  readonly membership: string;
  /** record id of the party */
  readonly party: string;
  /** bearer */
  readonly session: string;
}

export interface JoinAs {
  readonly role: Role;
  readonly name: string;
  /** the first party of the room unless said otherwise */
  readonly party?: 'first' | 'second';
  readonly owner?: boolean;
}

const PARTIES = { first: 'Coordination Cell', second: 'Guarantor A' } as const;

export class ServedRoom {
  readonly house: House;
  readonly room: string;
  readonly parties: Readonly<Record<keyof typeof PARTIES, string>>;

  private constructor(house: House, room: string, parties: ServedRoom['parties']) {
    this.house = house;
    this.room = room;
    this.parties = parties;
  }

  static async open(house: House, name: string): Promise<ServedRoom> {
    const { room } = await command<{ room: string }>(house, 'room', { name });
    const party = async (called: string, role: string): Promise<string> => {
      const assignments = [`name=${called}`, `role=${role}`];
      return (await command<{ record: string }>(house, 'set', { room, kind: 'party', assignments })).record;
    };
    const first = await party(PARTIES.first, 'coordination');
    const second = await party(PARTIES.second, 'host');
    return new ServedRoom(house, room, { first, second });
  }

  get syncUrl(): string {
    return `ws://127.0.0.1:${this.house.port}/sync`;
  }

  async join({ role, name, party = 'first', owner = false }: JoinAs): Promise<Joined> {
    return this.joinBy(await this.invite({ role, name, party, owner }), { role, name, party });
  }

  /** The token of an invitation; without a name it is shared, which only observers' may be. */
  async invite({ role, name, party = 'first', owner = false }: Partial<JoinAs>): Promise<string> {
    const asked = { room: this.room, role, party: PARTIES[party], owner, ...(name ? { name } : {}) };
    return (await command<{ token: string }>(this.house, 'invite', asked)).token;
  }

  /** @param as the name is told to the server only when the invitation is shared */
  async joinBy(token: string, { role, name, party = 'first' }: JoinAs, shared = false): Promise<Joined> {
    const answer = await fetch(`${this.house.url}/api/join`, {
      method: 'POST',
      // A server that was killed since leaves connections behind that only look alive.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ invite: token, ...(shared ? { name } : {}) }),
    });
    if (!answer.ok) throw new Error(`${name} may not join: ${await answer.text()}`);
    const { user, membership, session } = (await answer.json()) as Joined;
    return { name, role, party: this.parties[party], user, membership, session };
  }

  /** The operator changes a role; whoever has it open is put out and may come back as what they are now. */
  async setRole(membership: string, role: Role): Promise<void> {
    await command(this.house, 'people', { room: this.room, role: `${membership}=${role}` });
  }

  /** The operator ends somebody's access. */
  async revoke(membership: string): Promise<void> {
    await command(this.house, 'people', { room: this.room, revoke: membership });
  }

  /** The operator starts a fresh document. */
  async startEpoch(): Promise<void> {
    await command(this.house, 'epoch', { room: this.room });
  }
}

async function command<T>(house: House, name: string, params: object): Promise<T> {
  const answer = await askServer(house.dataDir, { command: name, params });
  if (answer === 'nobody') throw new Error('The server of this house does not run.');
  if (!answer.ok) throw new Error(answer.sentence);
  return answer.result as T;
}
