// A test client as libraries have them: asks for the number of cases, runs each, has the reports written.
// Arguments: base URL, modules directory, agent.
const WebSocket = require(process.argv[3] + '/ws');
const base = process.argv[2];
const agent = process.argv[4];
let count = 0;
let number = 0;
function next() {
  number++;
  if (number > count) {
    new WebSocket(`${base}/updateReports?agent=${agent}&shutdownOnComplete=true`).on('close', () => process.exit(0));
    return;
  }
  const socket = new WebSocket(`${base}/runCase?case=${number}&agent=${agent}`, { maxPayload: 64 * 1024 * 1024 });
  socket.on('message', (data, binary) => socket.send(data, { binary }));
  socket.on('error', () => {});
  socket.on('close', next);
}
const first = new WebSocket(`${base}/getCaseCount`);
first.on('message', data => { count = parseInt(data, 10); });
first.on('close', next);
