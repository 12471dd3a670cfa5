// Every option of the server, once: name, type, default and a sentence; `npm start -- --help` prints this table.
import { parseArgs } from 'node:util';
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import { say, type WordKey } from '#domain/words/say-all.ts';
import { argumentMistake } from './cli/argument-mistake.ts';

interface OptionDecl {
  readonly type: 'text' | 'port' | 'count' | 'choice';
  readonly default: string;
  readonly choices?: readonly string[];
  readonly sentence: WordKey;
}

const OPTIONS = {
  HOST: { type: 'text', default: '127.0.0.1', sentence: 'option.HOST' },
  PORT: { type: 'port', default: '3000', sentence: 'option.PORT' },
  PUBLIC_URL: { type: 'text', default: '', sentence: 'option.PUBLIC_URL' },
  DATA_DIR: { type: 'text', default: 'data', sentence: 'option.DATA_DIR' },
  CORRIDOR_EXERCISE: {
    type: 'choice',
    default: 'on',
    choices: ['on', 'off'],
    sentence: 'option.CORRIDOR_EXERCISE',
  },
  LOG_LEVEL: {
    type: 'choice',
    default: 'warn',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    sentence: 'option.LOG_LEVEL',
  },
  TRUST_PROXY: { type: 'count', default: '0', sentence: 'option.TRUST_PROXY' },
} as const satisfies { readonly [name: string]: OptionDecl };

type OptionName = keyof typeof OPTIONS;
type LimitName = keyof typeof GATE_LIMITS | keyof typeof RATE_LIMITS;
type Numbers<T> = { readonly [K in keyof T]: number };
export type GateNumbers = Numbers<typeof GATE_LIMITS>;
export type RateNumbers = Numbers<typeof RATE_LIMITS>;

export interface Config {
  readonly host: string;
  readonly port: number;
  /** where people reach the server, without a slash at the end; null: where it listens */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  readonly exercise: boolean;
  readonly logLevel: string;
  /** reverse proxies in front whose X-Forwarded-For is believed; 0: none */
  readonly trustProxy: number;
  readonly dev: boolean;
  readonly gate: GateNumbers;
  readonly rates: RateNumbers;
}

export type ParsedConfig =
  | { readonly is: 'config'; readonly config: Config }
  | { readonly is: 'help'; readonly text: string }
  | { readonly is: 'problem'; readonly sentence: string };

/** Reads flags (`--port 8080`) before environment variables (`PORT=8080`) before defaults. */
export function readConfig(
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
): ParsedConfig {
  const flags = flagsOf(args);
  if (typeof flags === 'string') return { is: 'problem', sentence: say('config.unknown', { what: flags }) };
  if (flags['help']) return { is: 'help', text: helpText() };
  const raw = (name: string): string | undefined => {
    const flag = flags[flagName(name)];
    return typeof flag === 'string' ? flag : env[name] || undefined;
  };
  const values: { [name: string]: string } = {};
  for (const [name, decl] of Object.entries<OptionDecl>(OPTIONS)) {
    const value = raw(name) ?? decl.default;
    if (!fits(decl, value)) return problem(name, value, expectation(decl));
    values[name] = value;
  }
  const limits = new Map<string, number>();
  for (const [limit, standard] of limitRows()) {
    const value = raw(limitOption(limit));
    if (value !== undefined && !/^[1-9]\d{0,11}$/.test(value))
      return problem(limitOption(limit), value, say('config.count'));
    limits.set(limit, value === undefined ? standard : Number(value));
  }
  return assemble(values as Record<OptionName, string>, limits, flags['dev'] === true);
}

function assemble(
  values: Record<OptionName, string>,
  limits: ReadonlyMap<string, number>,
  dev: boolean,
): ParsedConfig {
  const loopback = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(values.HOST);
  if (!loopback && values.PUBLIC_URL === '')
    return { is: 'problem', sentence: say('config.public', { host: values.HOST }) };
  const publicUrl = values.PUBLIC_URL.replace(/\/+$/, '');
  if (publicUrl !== '' && (!URL.canParse(publicUrl) || !/^https?:/.test(publicUrl)))
    return problem('PUBLIC_URL', publicUrl, say('config.url'));
  const numbers = <T extends object>(standard: T): Numbers<T> =>
    Object.fromEntries(Object.keys(standard).map((name) => [name, limits.get(name) ?? 0])) as Numbers<T>;
  return {
    is: 'config',
    config: {
      host: values.HOST,
      port: Number(values.PORT),
      publicUrl: publicUrl || null,
      dataDir: values.DATA_DIR,
      exercise: values.CORRIDOR_EXERCISE === 'on',
      logLevel: values.LOG_LEVEL,
      trustProxy: Number(values.TRUST_PROXY),
      dev,
      gate: numbers(GATE_LIMITS),
      rates: numbers(RATE_LIMITS),
    },
  };
}

/** The parsed flags, or what is wrong with one of them. */
function flagsOf(
  args: readonly string[],
): { readonly [flag: string]: string | boolean | undefined } | string {
  const text = { type: 'string' } as const;
  const names = [...Object.keys(OPTIONS), ...limitRows().map(([limit]) => limitOption(limit))];
  const options = {
    help: { type: 'boolean', short: 'h' },
    dev: { type: 'boolean' },
    ...Object.fromEntries(names.map((name) => [flagName(name), text])),
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const mistake = argumentMistake(error);
    if (mistake === undefined) throw error;
    return mistake;
  }
}

function limitRows(): readonly (readonly [LimitName, number])[] {
  return Object.entries({ ...GATE_LIMITS, ...RATE_LIMITS }) as [LimitName, number][];
}

function limitOption(limit: string): string {
  return `LIMIT_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function flagName(option: string): string {
  return option.toLowerCase().replaceAll('_', '-');
}

function fits(decl: OptionDecl, value: string): boolean {
  switch (decl.type) {
    case 'text':
      return true;
    case 'port':
      return /^\d{1,5}$/.test(value) && Number(value) <= 65535;
    case 'count':
      return /^\d{1,2}$/.test(value);
    case 'choice':
      return decl.choices?.includes(value) ?? false;
  }
}

function expectation(decl: OptionDecl): string {
  if (decl.choices) return say('config.choice', { choices: decl.choices.join(', ') });
  return say(decl.type === 'port' ? 'config.port' : 'config.count');
}

function problem(name: string, value: string, expected: string): ParsedConfig {
  return { is: 'problem', sentence: say('config.value', { name, value, expected }) };
}

function helpText(): string {
  const line = (name: string, standard: string, sentence: string): string =>
    `  ${`${name}, --${flagName(name)}`.padEnd(58)} ${standard.padEnd(12)} ${sentence}`;
  return [
    say('config.help'),
    '',
    ...Object.entries<OptionDecl>(OPTIONS).map(([name, decl]) =>
      line(name, decl.default || '–', say(decl.sentence)),
    ),
    '',
    say('config.help.limits'),
    '',
    ...limitRows().map(([limit, standard]) =>
      line(limitOption(limit), String(standard), say(`limit.${limit}`)),
    ),
  ].join('\n');
}
