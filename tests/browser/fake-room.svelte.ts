// A whole room in memory that keeps the live link's contract: for tests and pictures of pages without a server.
import type { AlertState } from '#domain/alerts/life.ts';
import type { BoardValues } from '#domain/board-model.ts';
import { viewOf, type Role } from '#domain/people.ts';
import type { Room } from '#live/contract.ts';
import { exerciseAlerts, exerciseBoard, NOW, PARTY } from './exercise.ts';
import { FakeAlerts } from './fake-alerts.svelte.ts';
import { FakeBoard } from './fake-board.svelte.ts';

export interface Cast {
  readonly role?: Role;
  readonly party?: string;
  readonly owner?: boolean;
  readonly values?: BoardValues;
  readonly alerts?: readonly AlertState[];
}

export class FakeRoom implements Room {
  now = $state(NOW);
  skewMs = $state(0);
  atRisk = false;
  readonly board: FakeBoard;
  readonly alerts: FakeAlerts;

  constructor({ role = 'coordinator', party = PARTY.cell, owner = false, values, alerts }: Cast = {}) {
    const clock = (): number => this.now;
    const me = {
      ...{ room: 'roomaaaa', epoch: 1, schema: 'a'.repeat(64), role, user: 'u-maya', name: 'Maya' },
      ...{ party, owner, view: viewOf(role), seq: 100, serverTime: NOW },
    };
    this.board = new FakeBoard(me, values ?? exerciseBoard(), clock);
    this.alerts = new FakeAlerts(alerts ?? exerciseAlerts(), clock);
    const others = [
      { user: 'u-omar', name: 'Omar', role: 'watch_officer', party: PARTY.a },
      { user: 'u-dana', name: 'Dana', role: 'observer', party: PARTY.donor },
    ] as const;
    this.board.people = [{ user: me.user, name: me.name, role, party }, ...others];
    if (role === 'observer') this.board.status = { state: 'read-only' };
  }

  close(): void {
    this.board.status = { state: 'connecting' };
  }
}
