// Echoes with the npm package "websocket". Prints the port it listens on.
const http = require('http');
const { server: WebSocketServer } = require(process.env.NODE_MODULES + '/websocket');
const listener = http.createServer((request, response) => { response.writeHead(404); response.end(); });
const server = new WebSocketServer({
  httpServer: listener, autoAcceptConnections: true, maxReceivedFrameSize: 64 * 1024 * 1024, maxReceivedMessageSize: 64 * 1024 * 1024, disableNagleAlgorithm: true,
});
server.on('connect', (connection) => {
  connection.on('error', () => {});
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data); else connection.sendBytes(message.binaryData);
  });
});
listener.listen(0, '127.0.0.1', () => console.log(listener.address().port));
