// The alert tone: unlocked by a click at joining; says before the first alert whether this window can make a sound.
import type { Severity } from '#domain/alerts/life.ts';

/** Pairs of pitch (Hz) and length (s): severities are told apart by pattern, not by loudness. */
const PATTERNS: { readonly [severity in Severity]: readonly (readonly [number, number])[] } = {
  Extreme: [
    [960, 0.18],
    [640, 0.18],
    [960, 0.18],
    [640, 0.18],
    [960, 0.18],
    [640, 0.18],
  ],
  Severe: [
    [880, 0.25],
    [880, 0.25],
    [880, 0.25],
  ],
  Unknown: [
    [880, 0.25],
    [880, 0.25],
    [880, 0.25],
  ],
  Moderate: [
    [660, 0.3],
    [660, 0.3],
  ],
  Minor: [],
};
const GAP_S = 0.08;
const TEST_TONE = [[523, 0.15]] as const;

/** One context for the whole window: what joining unlocked stays unlocked on the board. */
let shared: AudioContext | undefined;

function contextOfWindow(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  return (shared ??= new AudioContext());
}

/** Unlocks sound inside a click and plays a short tone. */
export async function testTone(): Promise<void> {
  const context = contextOfWindow();
  if (!context) return;
  await context.resume();
  play(context, TEST_TONE);
}

export class Sound {
  readonly #context = contextOfWindow();
  #state = $state<'on' | 'blocked' | 'off'>('off');

  constructor() {
    this.#look();
    this.#context?.addEventListener('statechange', this.#look);
  }

  /** `blocked`: the browser makes no sound until `unlock` runs inside a click. `off`: this browser has no sound. */
  get state(): 'on' | 'blocked' | 'off' {
    return this.#state;
  }

  /** Call inside a click; plays a test tone. Afterwards `state` says whether it worked. */
  unlock(): Promise<void> {
    return testTone();
  }

  alert(severity: Severity): void {
    if (this.#context) play(this.#context, PATTERNS[severity]);
  }

  close(): void {
    this.#context?.removeEventListener('statechange', this.#look);
  }

  readonly #look = (): void => {
    if (this.#context) this.#state = this.#context.state === 'running' ? 'on' : 'blocked';
  };
}

function play(context: AudioContext, pattern: readonly (readonly [number, number])[]): void {
  if (context.state !== 'running') return;
  let at = context.currentTime;
  for (const [pitch, seconds] of pattern) {
    const tone = context.createOscillator();
    const level = context.createGain();
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.25, at);
    level.gain.setTargetAtTime(0, at + seconds - 0.03, 0.01);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + GAP_S;
  }
}
