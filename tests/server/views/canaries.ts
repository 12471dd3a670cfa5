// A room in which every value that observers must not get can be told from every other, wherever it turns up.
import { KINDS, KIND_NAMES } from '#domain/kinds/registry.ts';
import type { CellValue, KindDecl } from '#domain/kinds/shape.ts';
import { recordIdOfUuid } from '#server/alerts/identity.ts';
import type { Room } from '#server/rooms/room.ts';
import { write } from '../rooms/people.ts';
import type { ServedApp } from './served-app.ts';

const MINUTE = 60_000;

export interface Canary {
  readonly what: string;
  readonly why: 'restricted' | 'finer' | 'ahead' | 'late';
  readonly pattern: RegExp;
}

/** What has been planted, and what can be asked about it. */
export class Canaries {
  readonly all: Canary[] = [];
  readonly records = new Set<string>();
  readonly hashes = ['a'.repeat(64), 'b'.repeat(64)];
  readonly alerts: string[] = [];
  readonly #served: ServedApp;
  #km = 0;
  #degree = 0;
  #minutes = 0;

  constructor(served: ServedApp) {
    this.#served = served;
  }

  text(what: string, why: Canary['why']): string {
    const text = `canary-${what}`;
    this.all.push({ what, why, pattern: new RegExp(text.replaceAll('.', '\\.')) });
    return text;
  }

  /** A km that no whole kilometre is. */
  km(what: string, whole = ++this.#km): number {
    const km = whole + 0.3;
    this.all.push({ what, why: 'finer', pattern: numberOf(km) });
    return km;
  }

  degrees(what: string, near: number): number {
    const degrees = Number((near + ++this.#degree * 0.0137).toFixed(4)) + 0.00007;
    this.all.push({ what, why: 'finer', pattern: numberOf(degrees) });
    return degrees;
  }

  /** A time beyond everything this test lives through. */
  ahead(what: string): number {
    const at = this.#served.clock.now() + 24 * 60 * MINUTE + ++this.#minutes * 1_234;
    this.all.push({ what, why: 'ahead', pattern: numberOf(at) });
    return at;
  }

  /** A time observed just now: late. */
  justNow(what: string): number {
    const at = this.#served.clock.now() - ++this.#minutes * 7;
    this.all.push({ what, why: 'late', pattern: numberOf(at) });
    return at;
  }

  async write(
    room: Room,
    kind: string,
    id: string,
    cells: { readonly [field: string]: CellValue },
  ): Promise<void> {
    this.records.add(`${kind}/${id}`);
    const author = { actor: 'server', name: '', party: '', role: 'server', via: 'server' } as const;
    await room.write({ ...author, cells: write(kind, id, cells) });
  }

  /** Alerts are told at once, so of them only what is finer than it may be. @param session of somebody who may raise */
  async raise(session: string): Promise<void> {
    const first = this.#place('alert');
    for (const place of [first, { lon: this.degrees('alert lon', 36), lat: this.degrees('alert lat', 32) }]) {
      const id = `019a2b3c-0000-7000-8000-${String(this.alerts.length + 1).padStart(12, '0')}`;
      this.alerts.push(id);
      this.records.add(`alert/${recordIdOfUuid(id)}`);
      const source = this.text(`alert source ${this.alerts.length}`, 'restricted');
      const said = {
        id,
        event: 'roadblock',
        severity: 'Severe',
        place,
        observedAt: this.#served.clock.now(),
        source,
      };
      const answer = await fetch(`${this.#served.url}/api/rooms/${this.#served.room}/alerts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
        body: JSON.stringify(said),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }

  /** Everything that has stood long enough to be seen, as far as it may be. */
  async plantOld(room: Room): Promise<void> {
    const { store } = this.#served.app.engine;
    const line = (text: string): Uint8Array => new TextEncoder().encode(JSON.stringify({ text }));
    await store.putBlob(this.#served.room, this.hashes[0] ?? '', line('the line of the route'));
    await store.putBlob(
      this.#served.room,
      this.hashes[1] ?? '',
      line(this.text('line of no route', 'restricted')),
    );
    const [party, geometry] = [this.#served.party, this.hashes[0] ?? ''];
    await this.write(room, 'route', 'routesouth', {
      name: 'South',
      geometry,
      lengthKm: this.km('route length', 180),
      state: 'open',
    });
    await this.write(room, 'segment', 'segmentone', { ...this.#place('segment'), party });
    await this.write(room, 'checkpoint', 'checkpoin1', {
      route: 'routesouth',
      km: this.km('checkpoint'),
      name: 'Gate',
      kind: 'checkpoint',
    });
    await this.write(room, 'drone', 'droneowl01', {
      party,
      callsign: 'OWL-1',
      canIntel: true,
      baseKm: this.km('drone base'),
    });
    await this.write(room, 'convoy', 'convoykilo', {
      ...{ party, callsign: 'KILO-1', ...this.#place('convoy'), phase: 'en_route', needIntel: true },
      ...{ std: this.ahead('departure'), eta: this.ahead('arrival'), fix: this.#fix('fix') },
      radio: [this.km('radio'), 28, this.#served.clock.now() - MINUTE],
    });
    await this.write(room, 'cover', 'coverowl01', {
      ...{ drone: 'droneowl01', task: 'intelligence', state: 'assigned', ...this.#place('cover') },
      ...{ from: this.ahead('cover from'), to: this.ahead('cover to') },
    });
    await this.#plantRestricted(room);
  }

  /** What is not yet due: a change of what is seen, and a convoy nobody is to know of. */
  async plantLate(room: Room): Promise<void> {
    await this.write(room, 'convoy', 'convoykilo', {
      ...{ outcomeCause: this.text('outcome', 'late'), std: this.ahead('later departure') },
      ...{ radio: [this.km('late radio'), 31, this.justNow('radio')], fix: this.#fix('late fix') },
    });
    this.all.push({ what: 'a record', why: 'late', pattern: /convoylate/ });
    await this.write(room, 'convoy', 'convoylate', {
      ...{ party: this.#served.party, callsign: 'KILO-LATE', ...this.#place('late convoy') },
      outcomeCause: this.text('convoy', 'late'),
    });
    this.all.push({
      what: 'the field somebody is in',
      why: 'late',
      pattern: /"cell":"convoy\/convoykilo\/eta"\}/,
    });
  }

  async #plantRestricted(room: Room): Promise<void> {
    for (const kind of KIND_NAMES) {
      const decl: KindDecl = KINDS[kind];
      const cells: { [field: string]: CellValue } = {};
      for (const [field, { restricted, type }] of Object.entries(decl.fields)) {
        const what = `${kind}.${field}`;
        if (restricted && type === 'text') cells[field] = this.text(what, 'restricted');
      }
      if (Object.keys(cells).length === 0) continue;
      const id = decl.only ?? IDS[kind] ?? 'recordnote';
      await this.write(room, kind, id, kind === 'note' ? { ...cells, at: this.#served.clock.now() } : cells);
    }
  }

  #place(what: string): { route: string; fromKm: number; toKm: number } {
    return { route: 'routesouth', fromKm: this.km(`${what} from`), toKm: this.km(`${what} to`) };
  }

  #fix(what: string): CellValue {
    return [
      this.degrees(`${what} lon`, 36),
      this.degrees(`${what} lat`, 32),
      this.#served.clock.now() - MINUTE,
    ];
  }
}

/** Records that hold other cells too. */
const IDS: { readonly [kind: string]: string } = {
  convoy: 'convoykilo',
  segment: 'segmentone',
  party: 'partyother',
};

function numberOf(value: number): RegExp {
  return new RegExp(`(?<![\\d.])${String(value).replace('.', '\\.')}(?!\\d)`);
}
