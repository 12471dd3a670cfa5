// Words of alerts, their templates and the text for radio and messenger; the words of CAP stand with the kinds.
import type { AlertEvent } from '../../alerts/life.ts';
import type { ContentProblem } from '../../alerts/content.ts';

export const alertWords = {
  // Templates: what an event says when its sender has no time for words
  'alerts.headline': '{event}, {place}',
  'alerts.place.km': 'km {km}',
  'alerts.place.range': 'km {from}–{to}',
  'alerts.place.point': 'at {lat}, {lon}',
  'alerts.text.roadblock': 'The road is blocked. Stop before it and report where you are.',
  'alerts.text.illegal_checkpoint':
    'A checkpoint that was not announced. Do not go on without word from the room.',
  'alerts.text.crowd': 'A crowd is on the road. Keep your distance and report where you are.',
  'alerts.text.interception_peaceful':
    'Goods are being taken without force. Do not resist; count and report.',
  'alerts.text.interception_forceful':
    'Goods are being taken by force. Do not resist; keep people safe and report.',
  'alerts.text.shooting_nearby': 'Shooting is heard or seen. Stop, take cover and report.',
  'alerts.text.shelling_nearby': 'Shelling is heard or seen. Stop, take cover and report.',
  'alerts.text.explosive_hazard': 'Explosives are suspected. Stop, stay on the used track and report.',
  'alerts.text.unknown_drone': 'A drone that nobody here flies. Take cover and report.',
  'alerts.text.detention': 'People are being held. Report names, place and time to the room only.',
  'alerts.text.threat': 'A threat was made. Be ready to stop or turn back.',
  'alerts.text.robbery': 'A robbery. Do not resist; keep people safe and report.',
  'alerts.text.breakdown': 'A vehicle has broken down. Report what is needed and how long it will take.',
  'alerts.text.accident': 'An accident. Report the injured, the place and what is needed.',
  'alerts.text.medical': 'Somebody needs medical help. Report how many and what is needed.',
  'alerts.text.road_weather': 'Road or weather is getting worse. Slow down and report.',
  'alerts.text.comms_jamming': 'Radio or phones are disturbed. Use the next means of contact on your sheet.',
  'alerts.text.clearance_revoked':
    'A clearance was withdrawn. Stop at the next safe place and wait for word.',
  'alerts.text.coverage_gap': 'No drone is watching here. Do not enter without word from the room.',
  'alerts.text.overdue': 'A call is overdue. Try every means of contact and report.',
  'alerts.text.lost_contact': 'Contact is lost. Try every means of contact and report.',
  'alerts.text.not_accepted': 'Nobody has accepted responsibility for this stretch. Do not enter it.',
  'alerts.text.other': 'Look at the alert in the room and report what you see.',

  // What is wrong with an alert that was not recorded; fills {what} of refusal.alert-content
  'alerts.problem.id': 'its number is no UUID',
  'alerts.problem.event': 'choose what happened',
  'alerts.problem.severity': 'choose how severe it is',
  'alerts.problem.place': 'say where: kilometres on a route of this room, or a point',
  'alerts.problem.observedAt': 'say when it was seen',
  'alerts.problem.headline': 'the headline is one line of up to 120 characters',
  'alerts.problem.text': 'the text is up to 280 characters',
  'alerts.problem.response': 'choose what to do from the list',
  'alerts.problem.urgency': 'choose the urgency from the list',
  'alerts.problem.certainty': 'choose the certainty from the list',
  'alerts.problem.verification': 'choose how far it is verified from the list',
  'alerts.problem.convoys': 'name convoys of this room, at most 29',
  'alerts.problem.segments': 'name segments of this room, at most 29',
  'alerts.problem.expires': 'it must expire after now and within six hours',
  'alerts.problem.source': 'the source is up to 120 characters',
  'alerts.problem.rev': 'say which revision of the alert you saw',
  'alerts.problem.stance': 'say seen, acting or unable',
  'alerts.problem.reason': 'give a reason of up to 280 characters',
  'alerts.problem.of': 'say what you confirm: end or cancel',

  // Text for radio or messenger
  'alerts.spoken.exercise': 'EXERCISE EXERCISE EXERCISE',
  'alerts.spoken.route': 'Route: {route}',
  'alerts.spoken.do': 'What to do: {what}',
  'alerts.spoken.convoys': 'Convoys: {convoys}',
  'alerts.spoken.age': {
    one: 'Observed {at}, {n} minute ago (now {now})',
    other: 'Observed {at}, {n} minutes ago (now {now})',
  },
  'alerts.spoken.source': 'Source: {source}',
  'alerts.spoken.room': 'the room itself',
  'alerts.spoken.nobody': 'Nobody has acknowledged',
  'alerts.spoken.everybody': 'Acknowledged by every party',
  'alerts.spoken.some': {
    one: 'Not yet acknowledged by {n} party',
    other: 'Not yet acknowledged by {n} parties',
  },
  'alerts.spoken.ended': 'Ended: {reason}. This is not permission to move.',
  'alerts.spoken.cancelled': 'Cancelled: {reason}. This is not permission to move.',
  'alerts.spoken.superseded': 'Replaced by a newer alert: ask for it.',
  'alerts.spoken.expired': 'Expired. This is not permission to move.',
  'alerts.spoken.number': 'Alert {id}',
} as const satisfies {
  readonly [key in `alerts.text.${AlertEvent}` | `alerts.problem.${ContentProblem}`]: string;
} & {
  readonly [key: string]: string | { readonly one: string; readonly other: string };
};
