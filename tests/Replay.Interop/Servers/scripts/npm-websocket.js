// npm websocket. Arguments: port, modules directory. Prints "ready PORT".
const http = require('http');
const { server: WebSocketServer } = require(process.argv[3] + '/websocket');
const version = require(process.argv[3] + '/websocket/package.json').version;
const web = http.createServer((request, response) => { response.writeHead(404); response.end(); });
web.on('upgrade', (request, socket) => socket.setNoDelay(true));
const server = new WebSocketServer({ httpServer: web, autoAcceptConnections: false, maxReceivedFrameSize: 64 * 1024 * 1024, maxReceivedMessageSize: 64 * 1024 * 1024, fragmentOutgoingMessages: false, keepalive: false });
server.on('request', request => {
  const connection = request.accept(null, request.origin);
  connection.on('message', message => message.type === 'utf8' ? connection.sendUTF(message.utf8Data) : connection.sendBytes(message.binaryData));
  connection.on('error', () => {});
});
web.listen(+process.argv[2], '127.0.0.1', () => console.log('ready ' + web.address().port + ' npm-websocket/' + version));
