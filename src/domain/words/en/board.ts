// Words of the board page: attention, tables, strip, cover, record panel.
import type { AttentionAction, AttentionWhy } from '../../attention.ts';
import type { Message } from '../say.ts';

type AttentionWordKey = `attention.${AttentionWhy}` | `attention.do.${AttentionAction}`;

/** Every matter and every action has its words before it type-checks. */
const attentionWords = {
  // The name of the convoy, drone or alert stands before these.
  'attention.alert_unacknowledged': '{event}: {open} of {owed} parties have not acknowledged',
  'attention.lost_contact': 'LOST CONTACT: call {minutes} min overdue',
  'attention.overdue': 'call {minutes} min overdue',
  'attention.cover_gap_now': 'WITHOUT COVER ({task}) for {minutes} min more: {cause}',
  'attention.cover_gap_next': 'no cover ({task}) for {minutes} min: {cause}',
  'attention.responsible_unclear': 'nobody is named responsible at km {km}',
  'attention.double_booked': 'booked twice for {minutes} min: {first} and {second}; counts as no cover',
  'attention.eta_slipped': 'arrives {minutes} min later than planned, at {eta}',
  'attention.endurance_short': 'can fly {endurance} min, window is {minutes} min ({convoy})',
  'attention.do.acknowledge': 'Acknowledge',
  'attention.do.call': 'Record a call',
  'attention.do.assign_cover': 'Assign cover',
  'attention.do.resolve_booking': 'Resolve booking',
  'attention.do.set_segments': 'Look at the route',
  'attention.do.confirm_eta': 'Confirm arrival time',
  'attention.do.shorten_window': 'Shorten window',
} as const satisfies { readonly [key in AttentionWordKey]: Message };

export const boardWords = {
  ...attentionWords,
  'attention.title': 'Needs attention',
  'attention.none': 'Nothing needs attention. Calls, cover and arrival times are watched here by themselves.',
  'attention.empty': 'No convoy is on the board yet. Create one, or import a list; then this watches it.',
  'attention.since': 'since {age}',
  'attention.begins': 'begins {age}',
  'attention.ends': 'ends {age}',
  'attention.count': { one: '{n} matter', other: '{n} matters' },

  'convoys.convoy': 'Callsign',
  'convoys.phase': 'Phase',
  'convoys.where': 'Where',
  'convoys.call': 'Next call',
  'convoys.eta': 'ETA',
  'convoys.cover': 'Cover',
  'convoys.responsible': 'Responsible',
  'convoys.none': 'No convoy is on the board. Create one, or import a list as CSV.',
  'convoys.held': 'order held while you are here',
  'convoys.gone': 'closed',
  'convoys.km': 'km {km}',
  'convoys.nowhere': 'not known',
  'convoys.source.reported': 'reported',
  'convoys.source.estimated': 'estimated',
  'convoys.source.planned': 'as planned',
  'convoys.due': 'due in {age}',
  'convoys.late': '{age} late',
  'convoys.slip.later': '{n} min later',
  'convoys.slip.earlier': '{n} min earlier',
  'convoys.onplan': 'as planned',
  'convoys.arrived': 'arrived',
  'convoys.nobody': 'nobody named',

  'watch.covered': 'covered',
  'watch.ahead': 'planned',
  'watch.none': 'not asked for',
  'watch.gap-now': 'GAP {n} min',
  'watch.gap-next': 'gap in {n} min',
} as const;
