// Whoever starts the server reads where it is, and what to do next: also on an empty one, where there is nothing to name yet.
import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';
import { greeting } from '#server/greeting.ts';

const url = 'http://127.0.0.1:3000';

describe('the terminal, once the server is open', () => {
  it('gives one link per role of the exercise', () => {
    const text = greeting({ url, links: [{ role: 'observer', link: `${url}/join#secret` }], rooms: 1 });
    expect(text).toContain(`Corridor is open at ${url}`);
    expect(text).toMatch(/EXERCISE .*\n {2}Observer +http:\S+\/join#secret\nStop with Ctrl-C\.\n$/);
  });

  it('says how to invite into the rooms there are', () => {
    const text = greeting({ url, links: undefined, rooms: 2 });
    expect(text).toContain('npm run -s invite -- --room <id>');
    expect(text).not.toContain('npm run -s room');
  });

  it('says how to make the first room, its first party and its first invitation where there is none', () => {
    const text = greeting({ url, links: undefined, rooms: 0 });
    const commands = [...text.matchAll(/npm run -s (\w+)/g)].map(([, command]) => command);
    expect(commands).toEqual(['room', 'set', 'invite']);
    expect(text).toContain('role=<coordination|');
    expect(text).toContain('--owner');
  });
});

describe('an option that does not exist', () => {
  it.each([['--foo'], ['word'], ['--port']])('is told in whole sentences: %s', (argument) => {
    const parsed = readConfig([argument], {});
    expect(parsed.is).toBe('problem');
    const { sentence } = parsed as { sentence: string };
    expect(sentence).toContain(argument);
    expect(sentence).toMatch(/^(?:[A-Z]|“)[^.]*\. Run npm start -- --help to see every option\.$/);
  });
});

describe('an option that cannot be so', () => {
  it.each([
    [{ PORT: 'abc' }, 'PORT cannot be “abc”. It takes a port number from 0 to 65535.'],
    [{ LIMIT_STRUCTS: '-1' }, 'LIMIT_STRUCTS cannot be “-1”. It takes a whole number.'],
    [{ CORRIDOR_EXERCISE: 'maybe' }, 'CORRIDOR_EXERCISE cannot be “maybe”. It takes one of these: on, off.'],
  ])('is told with what it takes: %o', (environment, sentence) => {
    expect(readConfig([], environment)).toEqual({ is: 'problem', sentence });
  });
});
