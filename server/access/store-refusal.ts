// What a person is told when the store did not do it: that nothing is saved, never why in the store's own words.
import { refusal, type Refusal } from '#domain/refusals.ts';
import type { StoreError } from '../journal/store.ts';

export function refusalOfFault(error: StoreError): Refusal {
  switch (error.fault) {
    case 'missing':
      return refusal('no-room');
    case 'closed':
      return refusal('shutting-down');
    case 'conflict':
    case 'full':
    case 'locked':
    case 'unreadable':
    case 'failed':
      return refusal('storage');
    default:
      return error.fault satisfies never;
  }
}
