// The scenario player: looks at the board every second and sets what the story says is true now, as three invented people.
import { createHash } from 'node:crypto';
import type { Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { BoardJson } from '#board/cells.ts';
import { recordIdFor } from './ids.ts';
import type { PlayerName } from './geography.ts';
import type { Person } from './person.ts';
import {
  FIRST_DEPARTURES_MS,
  coverOf,
  coverStateAt,
  etaOf,
  gapAlertAt,
  gapStart,
  isOver,
  kmAt,
  nextDepartures,
  reportAt,
  taleOf,
  type Leg,
} from './scenario.ts';
import type { Clock, Log } from '../journal/ports.ts';

const TICK_MS = 1000;
const CALLSIGN = /^KILO-(\d{1,6})$/;

interface Running {
  readonly id: string;
  readonly number: number;
  readonly leg: Leg;
}

export class Player {
  readonly #people: { readonly [name in PlayerName]: Person };
  readonly #clock: Clock;
  readonly #log: Log;
  #cancel: () => void = () => undefined;
  #stopped = false;
  /** what the story said last of each cell: it speaks again only when it changes, so that a newcomer's edits stand */
  readonly #said = new Map<string, string>();

  constructor(people: { readonly [name in PlayerName]: Person }, clock: Clock, log: Log) {
    this.#people = people;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.#tick().then(
        () => this.#stopped || this.start(),
        (error: unknown) => {
          // The story stops, the room goes on: an exercise must never disturb the server it plays on.
          this.#log.error(
            { error: error instanceof Error ? error.message : 'unknown' },
            'scenario player stopped',
          );
        },
      );
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    for (const person of Object.values(this.#people)) person.close();
  }

  async #tick(): Promise<void> {
    const { planner, radio, guarantor } = this.#people;
    if (!planner.ready || !radio.ready || !guarantor.ready) return;
    const now = this.#clock.now();
    const board = planner.board();
    const running = convoysOf(board);
    this.#enter(board, running, now);
    for (const convoy of running) {
      if (isOver(convoy.leg, now)) this.#archive(board, convoy, now);
      else await this.#follow(board, convoy, now);
    }
  }

  /** Enters the convoys that should stand on the board and do not yet. */
  #enter(board: BoardJson, running: readonly Running[], now: number): void {
    const last = running.reduce((latest, { leg }) => Math.max(latest, leg.std), 0);
    const first = running.every(({ leg }) => isOver(leg, now));
    const departures = first ? FIRST_DEPARTURES_MS.map((ms) => now + ms) : nextDepartures(last, now);
    let number = Math.max(0, ...Object.values(board['convoy'] ?? {}).map(numberOf));
    // The tales begin with the first one again whenever the story starts in the middle.
    if (first) number = Math.ceil(number / 3) * 3;
    for (const std of departures) this.#plan(board, (number += 1), Math.round(std));
  }

  #plan(board: BoardJson, number: number, std: number): void {
    const { planner } = this.#people;
    const [route, line] =
      Object.entries(board['route'] ?? {}).find(([, cells]) => cells['state'] === 'open') ?? [];
    const party = idOf(board, 'party', 'name', 'Road Transport');
    if (!route || !line || !party) return;
    const lengthKm = Number(line['lengthKm']);
    const leg: Leg = { lengthKm, std, tale: taleOf(number) };
    const id = recordIdFor(`convoy ${number} ${std}`);
    planner.set('convoy', id, {
      party,
      callsign: `KILO-${number}`,
      route,
      fromKm: 0,
      toKm: lengthKm,
      vehicles: 8,
      people: 18,
      std,
      eta: etaOf(leg),
      leader: 'Crew of the exercise',
      commsPrimary: 'VHF 16',
      commsAlternate: 'HF 6.2 MHz',
      needIntel: leg.tale === 'relief_late',
      needResponse: leg.tale === 'check_in_missed',
      phase: 'planned',
    });
    for (const plan of coverOf(leg)) {
      const drone = idOf(board, 'drone', 'callsign', plan.drone);
      if (!drone) continue;
      planner.set('cover', recordIdFor(`cover ${id} ${plan.drone}`), {
        drone,
        task: plan.task,
        from: plan.from,
        to: plan.to,
        convoy: id,
        route,
        fromKm: 0,
        toKm: lengthKm,
        state: 'assigned',
      });
    }
  }

  async #follow(board: BoardJson, convoy: Running, now: number): Promise<void> {
    this.#say('convoy', convoy.id, forward(board['convoy']?.[convoy.id] ?? {}, reportAt(convoy.leg, now)));
    for (const plan of coverOf(convoy.leg)) {
      const id = recordIdFor(`cover ${convoy.id} ${plan.drone}`);
      if (board['cover']?.[id]) this.#say('cover', id, { state: coverStateAt(plan, now) });
    }
    await this.#alert(board, convoy, now);
  }

  #say(
    kind: 'convoy' | 'cover',
    id: string,
    fields: { readonly [field: string]: CellValue | undefined },
  ): void {
    const news = Object.entries(fields).filter(([field, value]) => {
      const cell = `${kind}/${id}/${field}`;
      const said = JSON.stringify(value);
      if (this.#said.get(cell) === said) return false;
      this.#said.set(cell, said);
      return true;
    });
    if (news.length > 0) this.#people.radio.set(kind, id, Object.fromEntries(news));
  }

  async #alert(board: BoardJson, { id, number, leg }: Running, now: number): Promise<void> {
    const { radio, guarantor } = this.#people;
    const should = gapAlertAt(leg, now);
    const alertId = uuidFor(`gap ${id} ${gapStart(leg)}`);
    const alert = radio.alert(alertId);
    const route = board['convoy']?.[id]?.['route'];
    if (should === 'none' || typeof route !== 'string') return;
    if (!alert) {
      if (should === 'ended') return; // nobody saw it in time: nothing to tell any more
      const km = kmAt(leg, gapStart(leg));
      await radio.command('alert:raise', {
        id: alertId,
        event: 'coverage_gap',
        severity: 'Severe',
        place: { route, fromKm: Math.floor(km), toKm: Math.min(Math.ceil(km) + 5, Math.floor(leg.lengthKm)) },
        observedAt: now,
        convoys: [id],
        headline: `KILO-${number}: relief drone late, no drone watching`,
      });
      return;
    }
    if (alert.state !== 'active') return;
    if (should !== 'raised' && !alert.acks.some((ack) => ack.name.startsWith('Sami'))) {
      await guarantor.command('alert:ack', { id: alertId, rev: alert.rev, stance: 'acting' });
    }
    if (should === 'ended') {
      await radio.command('alert:end', {
        id: alertId,
        rev: alert.rev,
        reason: 'Relief drone is on its way, convoy in contact',
      });
    }
  }

  #archive(board: BoardJson, convoy: Running, now: number): void {
    const { planner } = this.#people;
    planner.set('convoy', convoy.id, { archivedAt: now });
    for (const [id, cover] of Object.entries(board['cover'] ?? {})) {
      if (cover['convoy'] === convoy.id && cover['archivedAt'] === undefined)
        planner.set('cover', id, { archivedAt: now });
    }
  }
}

/** The scenario's own convoys that stand on the board. */
function convoysOf(board: BoardJson): Running[] {
  return Object.entries(board['convoy'] ?? {}).flatMap(([id, cells]) => {
    const { archivedAt, std, toKm } = cells;
    const number = numberOf(cells);
    if (archivedAt !== undefined || number === 0 || typeof std !== 'number' || typeof toKm !== 'number')
      return [];
    return recordIdFor(`convoy ${number} ${std}`) === id
      ? [{ id, number, leg: { lengthKm: toKm, std, tale: taleOf(number) } }]
      : [];
  });
}

function numberOf(cells: BoardJson[string][string]): number {
  return Number(CALLSIGN.exec(String(cells['callsign']))?.[1] ?? 0);
}

function idOf(board: BoardJson, kind: string, field: string, value: string): string | undefined {
  return Object.entries(board[kind] ?? {}).find(([, cells]) => cells[field] === value)?.[0];
}

/** Leaves out observations that are no newer than what stands: people at the table may have reported meanwhile. */
function forward(
  cells: BoardJson[string][string],
  report: ReturnType<typeof reportAt>,
): ReturnType<typeof reportAt> {
  const newer = (field: 'radio' | 'contact'): boolean => {
    const stands = cells[field];
    return !Array.isArray(stands) || Number(report[field]?.at(-1)) > Number(stands.at(-1));
  };
  const { radio, contact, ...rest } = report;
  return {
    ...rest,
    ...(radio && newer('radio') ? { radio } : {}),
    ...(contact && newer('contact') ? { contact } : {}),
  } as Pick<Of<'convoy'>, 'phase' | 'radio' | 'contact' | 'atd' | 'ata'>;
}

function uuidFor(name: string): string {
  const hex = createHash('sha256').update(`corridor exercise ${name}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
