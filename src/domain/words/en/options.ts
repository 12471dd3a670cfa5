// Words of the server's options and limits, one sentence each, and of what is wrong with a value.
import type { GATE_LIMITS, RATE_LIMITS } from '../../limits.ts';

type LimitKey = `limit.${keyof typeof GATE_LIMITS | keyof typeof RATE_LIMITS}`;

const limitWords = {
  'limit.frameBytes': 'Bytes of one frame on the board channel; larger ones close the socket.',
  'limit.updateBytes': 'Bytes of one live change.',
  'limit.syncStep2Bytes': 'Bytes of what somebody brings back after working off line.',
  'limit.structs': 'Single edits in one change.',
  'limit.deleteRanges': 'Ranges of overwritten values that one change may name.',
  'limit.newClients': 'Windows whose edits one change may carry.',
  'limit.clock': 'Highest edit number of one window.',
  'limit.clientId': 'Highest number a window may call itself.',
  'limit.stringBytes': 'Bytes of one text value.',
  'limit.keyBytes': 'Bytes of the name of one cell.',
  'limit.replaySteps': 'Steps spent on working out who won a conflict in one change.',
  'limit.conflictStepsPerSecond': 'Steps a second spent on one person’s conflicts, lasting.',
  'limit.conflictStepsBurst':
    'Steps spent on one person’s conflicts at once; who has none left is told to wait a few seconds.',
  'limit.updatesPerSecond': 'Changes a second from one connection, lasting.',
  'limit.updatesBurst': 'Changes at once from one connection.',
  'limit.bytesPerSecond': 'Bytes a second from one connection.',
  'limit.syncStep1PerSecond': 'Requests for the whole board a second from one connection.',
  'limit.presencePerSecond': 'Presence messages a second from one connection.',
  'limit.presenceBytes': 'Bytes of one person’s presence.',
  'limit.socketsPerPerson': 'Open windows of one person on each channel.',
  'limit.refusalsPerMinute': 'Refused changes a minute before a membership has to wait.',
  'limit.refusalCoolDownMs': 'Milliseconds it then has to wait.',
  'limit.failuresPerMinute': 'Failed tries to get in a minute from one address.',
  'limit.alertsPerMinute':
    'Alerts a minute from one person that are sent at once; Extreme is never held back.',
  'limit.observerWindowMs': 'Milliseconds at least between two updates to observers.',
  'limit.slowSocketBytes': 'Bytes waiting for a slow reader before nothing more is queued for it.',
  'limit.slowSocketMs': 'Milliseconds a slow reader has to catch up before it is closed.',
} as const satisfies { readonly [key in LimitKey]: string };

export const optionWords = {
  ...limitWords,
  'option.HOST': 'Address to listen on; anything but this machine needs PUBLIC_URL.',
  'option.PORT': 'Port to listen on.',
  'option.PUBLIC_URL':
    'Address people open in their browsers, e.g. https://corridor.example; by default where the server listens.',
  'option.DATA_DIR': 'Folder that holds everything: the record, the lines of routes, who may come in.',
  'option.CORRIDOR_EXERCISE': 'on: seed the exercise while there is no real room; off: keep it away.',
  'option.LOG_LEVEL': 'How much the log on stderr says: debug, info, warn, error, silent.',
  'option.TRUST_PROXY': 'Number of reverse proxies in front whose word on the caller’s address is believed.',
  'config.help':
    'Start Corridor: npm start [-- --option value]. Each option is also an environment variable.',
  'config.help.limits': 'Limits: what one broken or hostile peer may cost the others.',
  'config.unknown': '{what} Run npm start -- --help to see every option.',
  'config.value': '{name} cannot be “{value}”. It takes {expected}.',
  'config.choice': 'one of these: {choices}',
  'config.count': 'a whole number',
  'config.port': 'a port number from 0 to 65535',
  'config.url': 'an address that begins with http:// or https://',
  'config.public':
    'HOST={host} can be reached by others. Say where they open it, e.g. PUBLIC_URL=https://corridor.example, so that foreign pages can be told apart.',
} as const;
