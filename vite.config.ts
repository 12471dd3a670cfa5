// How pages are built and how tests run: three test projects (node, browser, e2e) share one set of rules.
import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';

/**
 * Kit's generated root hides its route announcer with a style attribute, which our content security policy
 * (no `unsafe-inline`) refuses. The same rules go into a stylesheet instead.
 */
function announcerWithoutInlineStyle(): Plugin {
  return {
    name: 'corridor:announcer-without-inline-style',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/generated/root.svelte')) return undefined; // ids with a query are its parts
      const attribute = /(<div id="svelte-announcer"[^>]*?) style="([^"]*)"/.exec(code);
      if (!attribute?.[0] || !attribute[1]) {
        throw new Error(
          'Kit no longer hides its route announcer as expected: look at the generated root.svelte.',
        );
      }
      return `${code.replace(attribute[0], attribute[1])}\n<style>#svelte-announcer { ${attribute[2]} }</style>\n`;
    },
  };
}

/**
 * Two packages bring code that no page can reach: the coloured printing of lib0, and the transports of Socket.IO that our
 * server refuses. First-load code is counted in kilobytes, so it stays out of the built pages. Tests in a dev server run
 * the packages as they are; the e2e tests run what is built.
 */
function leanPackages(): Plugin {
  const TRANSPORTS = '/engine.io-client/build/esm/transports/index.js';
  return {
    name: 'corridor:lean-packages',
    enforce: 'pre',
    apply: 'build',
    resolveId(source) {
      if (source !== 'lib0/logging') return undefined;
      return fileURLToPath(new URL('scripts/pages/plain-logging.mjs', import.meta.url));
    },
    load(id) {
      if (!id.endsWith(TRANSPORTS)) return undefined;
      return "import { WS } from './websocket.js';\nexport const transports = { websocket: WS };\n";
    },
  };
}

const shared = {
  // A forgotten `.only` would hide every other promise.
  allowOnly: false,
  restoreMocks: true,
  unstubGlobals: true,
};

export default defineConfig({
  plugins: [announcerWithoutInlineStyle(), leanPackages(), sveltekit()],
  build: { target: 'es2022', reportCompressedSize: false },
  test: {
    // Two cores: a second worker helps, a third one only makes times jump.
    maxWorkers: 2,
    projects: [
      {
        // Nothing of SvelteKit here: these files run as Node runs them.
        test: {
          ...shared,
          name: 'node',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts', 'tests/server/**/*.test.ts'],
          testTimeout: 15_000,
          hookTimeout: 15_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 15_000,
          sequence: { groupOrder: 2 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                // Without one, this sentence is the path that the error names.
                executablePath: findChromium() ?? 'no Chromium here: run npm test once, or set CHROMIUM',
                args: chromiumArguments(),
              },
              contextOptions: { locale: 'en-GB', timezoneId: 'UTC' },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1440, height: 900 } }],
          },
        },
      },
      {
        // Real server processes under stock clients and attackers, one file after the other.
        test: {
          ...shared,
          name: 'room',
          environment: 'node',
          include: ['tests/conformance/**/*.test.ts', 'tests/drill/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The real server and real Chromium windows, one file after the other: they share two cores.
        test: {
          ...shared,
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
