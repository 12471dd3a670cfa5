// Judging one command on one alert: the answer it had before, why not, or the fact to record. Changes nothing but the rate.
import { canonicalJson } from '#domain/alerts/canonical.ts';
import { contentRefusal } from '#domain/alerts/content.ts';
import { deadlinesOf } from '#domain/alerts/escalation.ts';
import type { AlertFact } from '#domain/alerts/facts.ts';
import type { Actor, AlertContent, AlertState } from '#domain/alerts/life.ts';
import { decide, mayRaise, type AlertCommand } from '#domain/alerts/machine.ts';
import { recordedBy } from '#domain/alerts/replayed.ts';
import { countsForParty } from '#domain/alerts/shown.ts';
import type { AlertAnswer, FeedItem, NotRecorded, Recorded } from '#domain/protocol.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import { recordIdOfUuid } from './identity.ts';
import type { AlertPorts } from './ports.ts';
import { RaiseRate } from './raise-rate.ts';
import type { AlertRecord } from './record.ts';
import { unknownReference } from './references.ts';

export class Judging {
  readonly #ports: AlertPorts;
  readonly #record: AlertRecord;
  readonly #rate: RaiseRate;

  constructor(ports: AlertPorts, record: AlertRecord) {
    this.#ports = ports;
    this.#record = record;
    this.#rate = new RaiseRate(ports.alertsPerMinute);
  }

  raise(id: string, sent: AlertContent, by: Actor, now: number): AlertFact | AlertAnswer {
    const { room, look, log, exercise } = this.#ports;
    if (!mayRaise(by.role)) return no(refusal('role'));
    const [known] = this.#record.feed.history(id);
    if (known) {
      const bySystem = by.role === 'server' && known.by.role === 'server';
      if (bySystem || canonicalJson(this.#record.sent(id)) === canonicalJson(sent)) return receiptOf(known);
      log.warn({ room, alert: id, user: by.user }, 'alert id used again for other content');
      return no(refusal('id-conflict'));
    }
    const unknown = unknownReference(look, sent);
    if (unknown) return no(contentRefusal(unknown));
    const status = exercise ? 'Exercise' : 'Actual';
    const owed = this.countingParties();
    const decided = this.command(
      id,
      {
        is: 'raise',
        id,
        record: recordIdOfUuid(id),
        status,
        sent,
        by,
        owed,
        deadlines: deadlinesOf(sent.severity, look),
      },
      now,
    );
    const free = !('fact' in decided) || by.role === 'server' || sent.severity === 'Extreme';
    return free || this.#rate.take(by.user, id, now) ? decided : no(refusal('too-fast'));
  }

  command(id: string, command: AlertCommand, now: number): AlertFact | AlertAnswer {
    const history = this.#record.feed.history(id);
    const again = recordedBy(history, command);
    if (again) return receiptOf(again);
    const alert = history.at(-1)?.alert;
    const decision = decide(alert, command, now);
    switch (decision.is) {
      case 'fact':
        return decision.fact;
      case 'refused':
        return no(decision.refusal, alert);
      case 'nothing':
        return no(refusal('no-alert'));
      default:
        return decision satisfies never;
    }
  }

  /** Parties with somebody who counts, among all who could sign in now. */
  countingParties(): readonly string[] {
    const counting = this.#ports.members().filter((member) => countsForParty(member.role));
    return [...new Set(counting.map((member) => member.party))];
  }
}

export function receiptOf({ seq, at, hash }: FeedItem): Recorded {
  return { ok: true, seq, at, hash };
}

/** @param current the alert as it stands, so that the person decides again */
export function no({ code, params }: Refusal, current?: AlertState): NotRecorded {
  return current ? { ok: false, code, params, current } : { ok: false, code, params };
}
