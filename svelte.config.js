// How SvelteKit builds Corridor: a static single-page client in build/, served by our own server.
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // Every address is answered by index.html; the board is a client application (ARCHITECTURE.md).
    adapter: adapter({ pages: process.env.CORRIDOR_BUILD ?? 'build', fallback: 'index.html', strict: true }),
    // No kit.csp: it would write a <meta> policy with an inline style. The server sends the policy as a header.
    typescript: {
      // The generated tsconfig is what `npm run check` reads: make it cover the server, the tests and the scripts too.
      config(config) {
        config.include.push(
          '../server/**/*.ts',
          '../tests/**/*.ts',
          '../tests/**/*.svelte',
          '../*.config.js',
          '../scripts/**/*.mjs',
        );
        return config;
      },
    },
  },
};
