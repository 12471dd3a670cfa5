// The limit: a server that knows nothing of Yjs. It passes every frame on, and answers joiners with bytes it was given.
import { readFileSync } from 'node:fs';
import { WebSocketServer, type WebSocket } from 'ws';
import { sync } from '../../server/rooms/raw-client.ts';

const [port = '', state = ''] = process.argv.slice(2);
const whole = sync(1, state === '' ? new Uint8Array([0, 0]) : readFileSync(state));
const sockets = new Set<WebSocket>();

new WebSocketServer({ port: Number(port), host: '127.0.0.1', perMessageDeflate: false })
  .on('connection', (ws) => {
    sockets.add(ws);
    ws.on('close', () => sockets.delete(ws));
    ws.on('error', () => sockets.delete(ws));
    ws.on('message', (data: Buffer) => {
      if (data[0] === 0 && data[1] === 0) return ws.send(whole);
      if (data[0] === 0 && data[1] === 1) return undefined; // what a joiner has is nobody's news
      for (const other of sockets) other.send(data, { binary: true });
      return undefined;
    });
  })
  .on('listening', () => process.stdout.write('listening\n'));
