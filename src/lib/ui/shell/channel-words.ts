// Each channel's state as words and a tone; the two fail separately and say so.
import { say } from '#domain/words/say.ts';
import type { AlertsStatus, BoardStatus } from '#live/contract.ts';
import { local, toTheSecond } from './when.ts';

export interface ChannelWords {
  readonly text: string;
  readonly tone: 'calm' | 'warn' | 'bad';
  /** what happened and what to do, where the state alone does not say it */
  readonly more?: string;
}

export function boardWords(status: BoardStatus): ChannelWords {
  switch (status.state) {
    case 'connecting':
    case 'in-sync':
    case 'read-only':
      return { text: say(`board.${status.state}`), tone: 'calm' };
    case 'sending':
      return { text: say('board.sending', { n: status.count }), tone: 'calm' };
    case 'offline': {
      const { unsaved, since } = status;
      const time = local(since);
      if (unsaved.count === 0) return { text: say('board.offline.none', { time }), tone: 'bad' };
      if (unsaved.keeping === 'on')
        return { text: say('board.offline', { n: unsaved.kept, time }), tone: 'bad' };
      const text = say('board.offline.window', { n: unsaved.count, time });
      return { text, tone: 'bad', more: say(`board.keeping.${unsaved.keeping}`) };
    }
    case 'put-off': {
      const { unsaved, since, code } = status;
      const key = unsaved.keeping === 'on' ? 'board.put-off' : 'board.put-off.window';
      const n = unsaved.keeping === 'on' ? unsaved.kept : unsaved.count;
      return { text: say(key, { n, time: local(since) }), tone: 'bad', more: say(`refusal.${code}`) };
    }
    case 'ended':
      return { text: say('board.ended'), tone: 'bad' };
    default:
      return status satisfies never;
  }
}

export function alertsWords(status: AlertsStatus): ChannelWords {
  switch (status.state) {
    case 'connecting':
    case 'live':
      return { text: say(`alerts.${status.state}`), tone: 'calm' };
    case 'not-live':
      return { text: say('alerts.not-live', { time: toTheSecond(status.since) }), tone: 'bad' };
    case 'ended':
      return { text: say('alerts.ended'), tone: 'bad' };
    default:
      return status satisfies never;
  }
}
