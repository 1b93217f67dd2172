// A plain WebSocket server with TLS that holds the sockets it is given and does nothing else: what a socket costs elsewhere.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { WebSocketServer } from 'ws';

const [cert, key] = process.argv.slice(2).map((file) => readFileSync(file));
const server = createServer({ cert, key });
new WebSocketServer({ server });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
