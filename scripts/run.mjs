// Starts any program of this repository on any machine with Node 20 and npm: set-up first, then the program.
//
//   node scripts/run.mjs <file> [arguments]         run a program (server/main.ts, server/cli/*.ts, scripts/*.mjs)
//   node scripts/run.mjs --bin <name> [arguments]   run a tool of node_modules (vitest, eslint, …)
//   node scripts/run.mjs --build                    build the pages if they are stale, and stop
//
// INVARIANT: this file parses on Node 12 and later, so that a Node that is too old is told so in a sentence
// and not with a syntax error. Everything newer lives in scripts/run/, imported after the check.
// INVARIANT: nothing here writes to stdout: commands print JSON there.

const oldest = 20;
const version = process.versions.node;

if (Number(version.split('.')[0]) < oldest) {
  process.stderr.write(
    'Corridor needs Node ' +
      oldest +
      ' or newer, and this is Node ' +
      version +
      ' (' +
      process.execPath +
      ').\n' +
      "Next step: install a newer Node from https://nodejs.org or with your system's package manager, then run the same command again.\n",
  );
  process.exit(1);
}

import('./run/go.mjs').then((runner) => runner.go(process.argv.slice(2)));
