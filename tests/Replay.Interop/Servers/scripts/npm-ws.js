// Echoes with the npm package "ws". Prints the port it listens on.
const { WebSocketServer } = require(process.env.NODE_MODULES + '/ws');
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true, maxPayload: 64 * 1024 * 1024 }, () => {
  console.log(server.address().port);
});
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
