// Every limit with its unit and its reason; servers may override those that `server/config.ts` offers as options.

/** What one hostile or broken peer may cost; each limit names the attack that taught it. */
export const GATE_LIMITS = {
  /** bytes of one socket frame: a header announcing 101 MB kills a stock server */
  frameBytes: 1024 * 1024,
  /** bytes of a live update: a person's edit is under 1 KiB, a pasted batch under 64 */
  updateBytes: 64 * 1024,
  /** bytes of a SyncStep2: hours of offline work of one person */
  syncStep2Bytes: 512 * 1024,
  /** structs in one update: struct-count bombs announce 2^31 in 7 bytes */
  structs: 20_000,
  /** ranges in a delete set; a reconnecting client carries the whole room's */
  deleteRanges: 50_000,
  /** client ids with new structs in one update: a person has a few tabs, not hundreds */
  newClients: 8,
  /** highest clock; Yjs reads clocks as 32-bit in places */
  clock: 2 ** 31 - 1,
  /** highest client id: @y/y 14 makes 53-bit ids, Rust clients read 32 */
  clientId: 2 ** 32 - 1,
  /** bytes of one string value */
  stringBytes: 4096,
  /** bytes of a map key `<id>.<field>` */
  keyBytes: 80,
  /**
   * steps of replaying the order of keys, over one update, beyond one conflict per cell, which is free: Yjs takes them too,
   * at about 0.35 µs each, when it applies, so 2·10^6 would stop everybody for 0.7 s. Honest people need a second conflict
   * in one cell only where two of their windows worked off line, or where their frames were held up while others' arrived:
   * eight windows against 20,000 edits of one cell are 140,000 steps
   */
  replaySteps: 250_000,
} as const;

/** What a value may be. No options: pages, programs and a verifier outside judge by the same numbers as the server. */
export const VALUE_LIMITS = {
  /** elements of a tuple */
  tuple: 8,
  /** ms an observation may be ahead of the server's clock: laptop clocks drift, future reports are lies or mistakes */
  observationAheadMs: 2 * 60_000,
} as const;

/** Rates per connection and person; the reason is always the others in the room. */
export const RATE_LIMITS = {
  updatesPerSecond: 40,
  updatesBurst: 200,
  bytesPerSecond: 256 * 1024,
  syncStep1PerSecond: 2,
  presencePerSecond: 20,
  /** bytes of one presence state: name, field, colour */
  presenceBytes: 2048,
  /** open sockets of one person and channel: a few tabs and a phone */
  socketsPerPerson: 6,
  /** refused writes in a minute before a membership has to cool down */
  refusalsPerMinute: 3,
  refusalCoolDownMs: 30_000,
  /**
   * steps over cells' pasts that a person's conflicts may cause, lasting and at once. Yjs takes them too, at about 0.35 µs
   * each: 292 bytes that conflict with 1.4 MB of past stop everybody for 0.15 s, and 40 of them a second for good. Whoever
   * has any left may cause as many as one update needs, so that the largest honest merge is only ever late
   */
  conflictStepsPerSecond: 100_000,
  conflictStepsBurst: 1_000_000,
  /** failed sign-ins or unknown rooms per address and minute */
  failuresPerMinute: 20,
  /** alerts of one person per minute that are sent at once; Extreme is never held back */
  alertsPerMinute: 6,
  /** ms between two parcels to observers, of whom there may be a thousand: the first change of a quiet room waits for none */
  observerWindowMs: 50,
  /** queued bytes to a slow socket before nothing more is queued */
  slowSocketBytes: 256 * 1024,
  /** ms a slow socket has to drain before it is ended */
  slowSocketMs: 30_000,
} as const;

/** Times of the two channels, ms. */
export const LINK_TIMES = {
  /** stock clients drop a socket that is silent for 30 s, ping frames do not count */
  syncQuietMs: 15_000,
  /** alert heartbeat: a dead link has to be noticed at both ends within 12 s */
  beatMs: 4_000,
  beatLateMs: 10_000,
  /** presence is gathered this long before it is sent on */
  presenceCoalesceMs: 100,
  /** a socket that has not shown who it is */
  authenticateMs: 5_000,
} as const;

/** What a browser keeps of a person's own work until the server has it. */
export const KEEP_LIMITS = {
  /** hours an edit waits on the device for its window to come back: one watch; a later one has to look at the board anew */
  hours: 12,
} as const;

/** Alert content and life. */
export const ALERT_LIMITS = {
  reasonChars: 280,
  sourceChars: 120,
  /** an alert expires at the latest this long after it was raised */
  longestMs: 6 * 3_600_000,
  defaultMs: 2 * 3_600_000,
  /** a second person has this long to confirm the end of what was ever Extreme */
  confirmMs: 10 * 60_000,
  /** late joiners get everything that is not over, and this much of the past */
  lookBackMs: 24 * 3_600_000,
  /** observers' acknowledgements of one alert are recorded together this often: a thousand may press at once, ms */
  observersTogetherMs: 1_000,
  /** observers named on the wire, the newest; the rest are counted */
  listedObservers: 50,
} as const;

/** What one connection of the alert channel may cost; the reason is always the others in the room. */
export const ALERT_LINK = {
  /** bytes of one message: the largest command is a raised alert of under 4 KiB */
  messageBytes: 64 * 1024,
  /** commands of one person: a watch with both hands on the keyboard stays far below */
  commandsPerSecond: 10,
  commandsBurst: 40,
  /** questions for missed items of one connection: one per beat is the most a sound client needs */
  questionsPerSecond: 1,
  questionsBurst: 10,
  /** messages of one connection, receipts included: every item of a long replay may be confirmed by itself */
  messagesPerSecond: 200,
  messagesBurst: 20_000,
  /** bytes of one connection at once, above that `bytesPerSecond` of the rates counts */
  bytesBurst: 4 * 1024 * 1024,
  /** connections of the whole server: the sizes to hold are 1,000 observers and 40 editors, some on two devices */
  sockets: 4_000,
  /** connections of one address that have not said yet who they are: 1,000 observers behind one may come back at once */
  strangersPerAddress: 200,
  /** feed items written to a joining socket before others get their turn */
  replayChunk: 200,
  /** ms between the engine's pings, and for the answer: a dead link is dropped here within 11 s */
  pingEveryMs: 5_000,
  pingLateMs: 6_000,
} as const;

/** Imports: files come from strangers. */
export const IMPORT_LIMITS = {
  bytes: 5 * 1024 * 1024,
  rows: 2_000,
  vertices: 50_000,
  jsonDepth: 12,
  /** points kept of a line; more detail than a 10 m grid over 200 km is noise on a corridor */
  keptVertices: 5_000,
  /** values of a JSON file: what a reader holds in memory at once */
  values: 400_000,
  /** elements of an XML file beside heights, times and styles; each costs a parser about a kilobyte */
  xmlElements: 120_000,
  /** elements inside each other; KML folders nest a few deep */
  xmlDepth: 64,
  /** columns and characters of a spreadsheet row: a sheet of another kind was sent */
  columns: 120,
  rowChars: 32 * 1024,
  /** problems told at once; after that many a person starts over anyway */
  problems: 50,
  /** km between the end of one recorded part and the start of the next that still make one line */
  joinKm: 1,
  /** km between two points of a line above which it is questioned: a recorder that lost its signal, or a slip */
  jumpKm: 25,
  /** km from every other route of the room above which a line is questioned */
  farKm: 500,
  nameChars: 120,
} as const;

/** Archiving more records than this at once is a server command, not a stream of edits. */
export const BULK_RECORDS = 20;

/** Check-in defaults in minutes (domain.md, UN radio-room practice); a room and a convoy may set their own. */
export const CHECK_IN = {
  intervalMin: 30,
  /** a call is expected from this long before it is due */
  dueBeforeMin: 5,
  overdueMin: 10,
  criticalMin: 20,
  lostMin: 30,
} as const;

/** Dead reckoning: how far a reckoned position is trusted. */
export const ESTIMATE = {
  /** ms a report counts as the position itself: at 40 km/h a convoy runs 700 m in a minute */
  reportedForMs: 60_000,
  /** ± km of a position called in by radio: odometers and km posts are read to half a kilometre */
  reportKm: 0.5,
  /** share of the distance run since the report that may be wrong: columns slow down and stop unannounced */
  doubt: 0.3,
  /** km/h by which doubt grows when neither report nor plan give a pace */
  fallbackKmh: 30,
} as const;

/** The careful view of observers. */
export const CAREFUL = {
  /** minutes records of convoys and cover are shown late where a careful room names no delay: nobody asks for care and means none */
  delayMin: 30,
} as const;

/** Drone cover and what is shown of it. */
export const COVER = {
  /** minutes ahead in which a gap on a moving convoy needs attention */
  gapAheadMin: 60,
  /** minutes an arrival may slip before it needs attention */
  etaSlipMin: 15,
  /** hours ahead in which a double booking or a too short endurance needs attention */
  planAheadHours: 12,
} as const;

/** What the corridor strip shows around now, hours. */
export const STRIP = { pastHours: 2, aheadHours: 6 } as const;

/** The store's writer: what it takes on at once, so that neither memory nor a waiting edit pays for a burst. */
export const STORE_LIMITS = {
  /** messages committed in one transaction; more only makes the first of them wait */
  together: 2000,
  /** bytes after which no further message joins a transaction */
  togetherBytes: 16 * 1024 * 1024,
  /** entries, and bytes, read in one go: appends are committed between two of them */
  readEntries: 2000,
  readBytes: 4 * 1024 * 1024,
  /** checkpoints kept of a room: the newest, and the one before should the newest be damaged */
  checkpoints: 2,
} as const;

/** Invitations, memberships, devices: who may come in, and for how long. */
export const ACCESS_LIMITS = {
  /** random bytes of an invitation, a session, a device: 256 bits are never guessed */
  secretBytes: 32,
  /** days an invitation waits for its person; later it is only found in an old mail */
  invitationDays: 7,
  /** days an owner may ask for at most */
  invitationMaxDays: 90,
  /** hours of the exercise's shared links; every start makes fresh ones */
  exerciseLinkHours: 24,
  /** days a membership lasts: about one turn of duty */
  membershipDays: 30,
  /** days a browser remembers whose it is; browsers keep no cookie longer */
  deviceDays: 400,
  /** characters of a person's name */
  nameChars: 80,
  /** invitations of one room that nobody used yet: an owner's session that was stolen does not fill the disk */
  openInvitations: 2_000,
  /** ms between looks at whose membership has run out, at the latest */
  expiryLookMs: 3_600_000,
} as const;

/** What HTTP and the control socket take from one caller. */
export const HTTP_LIMITS = {
  /** bytes of all headers: cookies of a hundred memberships */
  headerBytes: 16 * 1024,
  /** ms for all headers, and for the whole request: slow senders hold sockets */
  headersMs: 5_000,
  requestMs: 15_000,
  /** ms between looks at slow senders; Node's own 30 s would make the limits above idle */
  slowLookMs: 1_000,
  /** requests of one person about rooms, a second and at once: a few windows opening together, none asking all the time */
  requestsPerSecond: 20,
  requestsBurst: 100,
  /** bytes of a JSON body: a record with every text filled */
  bodyBytes: 64 * 1024,
  /** cells set by one request */
  cells: 200,
  /** records closed by one request */
  archiveRecords: 500,
  /** journal entries read at once while streaming */
  journalPage: 500,
  /** bytes of one request on the control socket: the largest file of an import, as base64 */
  controlBytes: 8 * 1024 * 1024,
} as const;
