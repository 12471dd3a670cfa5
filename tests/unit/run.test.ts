// The set-up decides rightly which Node is new enough, what npm may hand down, and what a failure means.
import { describe, expect, it } from 'vitest';
import { fits } from '../../scripts/run/node.mjs';
import { cleanEnvironment } from '../../scripts/run/npm.mjs';
import { explain } from '../../scripts/run/stop.mjs';

describe('a Node is new enough', () => {
  it.each([
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.5.0', false],
    ['23.6.0', true],
    ['24.0.0', true],
    ['26.10.0', true],
  ])('%s: %s', (version, yes) => expect(fits(version)).toBe(yes));
});

describe('the environment of a program', () => {
  it('keeps the way to the registry and drops what npm said about its own script', () => {
    const clean = cleanEnvironment({
      npm_config_https_proxy: 'a',
      npm_config_registry: 'b',
      npm_config_omit: 'dev',
      npm_config_prefix: '/elsewhere',
      npm_package_name: 'x',
      npm_lifecycle_event: 'start',
      INIT_CWD: '/',
      HOME: '/home/maya',
    });
    expect(clean).toMatchObject({
      npm_config_https_proxy: 'a',
      npm_config_registry: 'b',
      HOME: '/home/maya',
    });
    expect(Object.keys(clean).sort()).toEqual([
      'HOME',
      'PATH',
      'npm_config_https_proxy',
      'npm_config_registry',
    ]);
  });

  it('drops the tool folders of folders above, where anything could be called node', () => {
    const { PATH } = cleanEnvironment({ PATH: '/home/maya/node_modules/.bin:/usr/bin' });
    expect(PATH).toBe('/usr/bin');
  });
});

describe('a set-up that failed', () => {
  it.each([
    ['npm error code ENOSPC', /disk is full/, /free about 1 GB/],
    ['npm error code EACCES\nnpm error path /srv', /may not write in \/srv\/corridor/, /chown/],
    ['npm error code EAI_AGAIN', /registry did not answer.*Only the first start/, /connect this machine/],
    ['something else', /^Could not install the packages\.$/, /lines above/],
  ])('is told in words: %s', (output, what, next) => {
    const stop = explain('install the packages', output, '/srv/corridor');
    expect(stop.message).toMatch(what);
    expect(stop.next).toMatch(next);
    expect(stop.detail).toContain(output.split('\n')[0] ?? '');
  });
});
