// npm faye-websocket. Arguments: port, modules directory. Prints "ready PORT".
const http = require('http');
const WebSocket = require(process.argv[3] + '/faye-websocket');
const version = require(process.argv[3] + '/faye-websocket/package.json').version;
const web = http.createServer((request, response) => { response.writeHead(404); response.end(); });
web.on('upgrade', (request, socket, body) => {
  const one = new WebSocket(request, socket, body, null, { maxLength: 64 * 1024 * 1024 });
  one.on('message', event => one.send(event.data));
});
web.listen(+process.argv[2], '127.0.0.1', () => console.log('ready ' + web.address().port + ' npm-faye-websocket/' + version));
