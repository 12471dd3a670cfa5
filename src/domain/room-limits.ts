// What a live room allows itself and its connections, each with its unit and its reason; none of it is an option.

/** What a live room allows itself and its connections beyond the options above. */
export const ROOM_LIMITS = {
  /** bytes a connection may send at once: one frame of the largest size, above that `bytesPerSecond` counts */
  bytesBurst: 1024 * 1024,
  /** frames of every sort a connection may send, a second and at once: the smallest cost us a thousand times their bytes */
  framesPerSecond: 200,
  framesBurst: 2_000,
  /** bytes of a state vector that count as one request: comparing a large one costs as much as answering several */
  vectorBytesEach: 64 * 1024,
  /** requests for the whole board at once: one when connecting, one to heal, and a second tab's echo */
  syncStep1Burst: 4,
  /** client ids named by a state vector: one for each window that ever wrote in this epoch */
  vectorClients: 50_000,
  /** presence messages at once: a batch of echoes after joining a full room */
  presenceBurst: 60,
  /** entries in one presence message: stock clients echo everybody in the room */
  presenceEntries: 2_000,
  /** client ids first used for writing on one connection: windows worked in while off line */
  newClientsPerConnection: 32,
  /** client ids one person may bind in a day: each window opened and written in is one */
  newClientsPerDay: 500,
  /** records of a room, closed ones included: they stay in its document, and everybody who opens it loads them */
  records: 50_000,
  /** bytes of the journal that one person's edits may fill in a day; a program that edits five times a second stays below */
  personBytesPerDay: 256 * 1024 * 1024,
  /** leases of one person without a write: reloading a page makes a new client id each time */
  leasesPerPerson: 64,
  /** bytes of a join above which a fresh document is started: half a minute on a field link of 128 kbit/s */
  epochBytes: 500 * 1024,
  /** bytes of a join at which that waits for no quiet moment any more */
  epochAtOnceBytes: 2 * 1024 * 1024,
  /** ms in which nobody wrote: a moment at which a fresh document takes no half-typed line from anybody */
  epochQuietMs: 60_000,
  /** a fresh document is worth it when it is at most this share of the one it replaces; else the board itself is large */
  epochWorth: 2 / 3,
  /** client ids of ended epochs that are remembered, the newest: windows that may still come back with an old document */
  endedClients: 20_000,
  /** ms of one turn in which joiners are answered; a hundred at once must not hold up anybody's edit */
  admitMs: 5,
  /** ms a room rests at most between two fan-outs: what people see stays at once for the eye */
  publishRestMs: 50,
  /** bytes published since the whole was encoded for joiners, before it is encoded anew; a smaller whole always is: half a ms */
  joinTailBytes: 64 * 1024,
  /** ms between two looks at what a careful view may let out: people watch it half an hour late */
  releaseMs: 500,
  /** ms between two looks at the lights of a careful view: windows end by themselves, and reckoning cover for hundreds of convoys is the dearest thing a room does */
  lightsMs: 15_000,
  /** ms after which a journal that could not be read is asked again what a careful view has to hold back */
  tailAgainMs: 10_000,
  /** rounds of asking again for something missing before a client has to start anew */
  resyncRounds: 2,
  /** updates that lack something while the answer to our question is on its way: ten seconds of the highest rate */
  unansweredUpdates: 400,
  /** journal entries after which the board is kept aside, so that a restart replays at most this many */
  checkpointEntries: 500,
  checkpointMs: 15 * 60_000,
  /** changes of one record in one answer, the newest: more is read on backwards, by programs */
  historyChanges: 1_000,
  /** journal entries read at once while loading */
  pageEntries: 1_000,
  /** ms nobody needs a room before it is let go: a radio room that takes turns comes back within half an hour */
  evictAfterMs: 30 * 60_000,
  /** ms between looks at which rooms can be let go */
  evictLookMs: 60_000,
  /** ms after a load that failed before it is tried again */
  reloadAfterMs: 1_000,
  /** ms after which a room on a full disk looks for space again: somebody is making some, and people wait to write */
  writeAgainMs: 5_000,
  /** ms between looks at whether a slow socket has drained */
  drainLookMs: 50,
  /** ms between looks at quiet sockets; `syncQuietMs` has to hold for the slowest of them */
  quietLookMs: 5_000,
  /** frames and bytes kept for a socket while its room is still loading */
  waitingFrames: 64,
  waitingBytes: 1024 * 1024,
  /** ms a refused socket has to go by itself before it is cut */
  goodbyeMs: 1_000,
} as const;
