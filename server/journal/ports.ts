// The doors through which time, chance and the log come in; tests bring their own and never sleep.

export interface Clock {
  /** ms since 1970 UTC */
  now(): number;
  /** Runs once after `ms`; the answer cancels it. Never keeps the process alive by itself. */
  after(ms: number, run: () => void): () => void;
}

export interface Ids {
  /** cryptographically random bytes */
  bytes(count: number): Uint8Array;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
