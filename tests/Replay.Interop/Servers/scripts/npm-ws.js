// npm ws. Arguments: port, modules directory. Prints "ready PORT".
const { WebSocketServer } = require(process.argv[3] + '/ws');
const version = require(process.argv[3] + '/ws/package.json').version;
const server = new WebSocketServer({ port: +process.argv[2], host: '127.0.0.1', maxPayload: 64 * 1024 * 1024, perMessageDeflate: { threshold: 0 } }, () => console.log('ready ' + server.address().port));
server.on('headers', headers => headers.push('Server: npm-ws/' + version));
server.on('connection', socket => {
  socket.on('message', (data, binary) => socket.send(data, { binary }));
  socket.on('error', () => {});
});
