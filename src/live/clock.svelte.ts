// The server's clock as this page knows it: ages tick on it, so a laptop that runs seven minutes off still shows true ages.

/** A difference under this many ms is latency, not a wrong clock. */
const NOISE_MS = 250;

export class ServerClock {
  #skewMs = $state(0);
  #local = $state(Date.now());
  readonly #timer = setInterval(() => (this.#local = Date.now()), 1000);

  /** ms since 1970 UTC on the server's clock, ticking every second */
  get now(): number {
    return this.#local - this.#skewMs;
  }

  /** how far this computer's clock is ahead of the server's, ms */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** Exact, not ticking: for stamping what happens now. */
  read(): number {
    return Date.now() - this.#skewMs;
  }

  /** The server said what time it is. */
  heard(serverTime: number): void {
    const skew = Date.now() - serverTime;
    if (Math.abs(skew - this.#skewMs) > NOISE_MS) this.#skewMs = skew;
    this.#local = Date.now();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
