// A command that came again because its answer was lost: it gets the answer it had, and nothing happens twice.
import type { FeedItem } from '../protocol.ts';
import type { AlertCommand } from './machine.ts';

/** The item that already recorded this very command, looked for in the alert's own history; undefined: it is new. */
export function recordedBy(history: readonly FeedItem[], command: AlertCommand): FeedItem | undefined {
  switch (command.is) {
    case 'raise':
      return history.find((item) => item.event === 'raised');
    case 'acknowledge': {
      // Only what stands is "the same again": seen, acting, then seen once more is a change of mind.
      const ack = history.at(-1)?.alert.acks.find(({ user }) => user === command.by.user);
      if (ack?.stance !== command.stance) return undefined;
      return history.find(
        ({ event, alert }) =>
          event === 'acknowledged' && alert.acks.some(({ user, at }) => user === ack.user && at === ack.at),
      );
    }
    case 'end':
    case 'cancel':
      return history.find(({ event, alert, by }) => {
        if (by.user !== command.by.user || alert.rev !== command.rev + 1) return false;
        if (event === 'ending')
          return alert.ending?.of === command.is && alert.ending.reason === command.reason;
        return (
          event === (command.is === 'end' ? 'ended' : 'cancelled') && alert.ended?.reason === command.reason
        );
      });
    case 'confirm':
      return history.find(
        ({ event, alert }) =>
          event === (command.of === 'end' ? 'ended' : 'cancelled') &&
          alert.rev === command.rev + 1 &&
          alert.ended?.confirmedBy?.user === command.by.user,
      );
    case 'clock':
      return undefined;
    default:
      return command satisfies never;
  }
}
