// What the server says in the terminal when it starts, and why it did not.

export const startWords = {
  'start.listening': 'Corridor is open at {url}',
  'start.exercise':
    'EXERCISE – invented convoys on public geography. Open a link in a browser window for each role:',
  'start.as.coordinator': 'Coordinator',
  'start.as.watch_officer': 'Watch officer',
  'start.as.observer': 'Observer',
  'start.rooms':
    'Invite people with: npm run -s invite -- --room <id> --role coordinator --party <party> --name <person>',
  'start.no-rooms': `There is no room yet. Make one, then its first party, then invite people:
  npm run -s room -- --name <text>
  npm run -s set -- --room <id> party name=<name> role=<{roles}>
  npm run -s invite -- --room <id> --role coordinator --party <name> --name <person> --owner`,
  'start.stop': 'Stop with Ctrl-C.',
  'start.port-in-use':
    'Port {port} is in use, perhaps by another Corridor. Stop that one, or choose another port: PORT={next} npm start',
  'start.port-forbidden':
    'This user may not listen on port {port}. Choose a port above 1023: PORT=3000 npm start',
  'start.no-address':
    'This machine has no address {host}. Correct HOST, or leave it out to listen on this machine only.',
  'start.failed':
    'Corridor could not start: {what}. Nothing in {dataDir} was changed; correct it and start again.',
} as const;
