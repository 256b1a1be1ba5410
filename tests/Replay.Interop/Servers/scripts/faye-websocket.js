// Echoes with the npm package "faye-websocket". Prints the port it listens on.
const http = require('http');
const WebSocket = require(process.env.NODE_MODULES + '/faye-websocket');
const listener = http.createServer();
listener.on('upgrade', (request, socket, body) => {
  if (!WebSocket.isWebSocket(request)) return;
  const connection = new WebSocket(request, socket, body, [], { maxLength: 64 * 1024 * 1024 });
  connection.on('message', (event) => connection.send(event.data));
});
listener.listen(0, '127.0.0.1', () => console.log(listener.address().port));
