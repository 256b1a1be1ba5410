const SEVERITIES = ['note', 'warning', 'error'];
const OPCODES = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };
const PARTIES = ['client', 'server', 'capture'];
const CLOSE_CODES = {
  1000: 'normal closure', 1001: 'going away', 1002: 'protocol error', 1003: 'unsupported data', 1004: 'reserved', 1005: 'no status received',
  1006: 'abnormal closure', 1007: 'invalid payload data', 1008: 'policy violation', 1009: 'message too big', 1010: 'mandatory extension',
  1011: 'internal error', 1012: 'service restart', 1013: 'try again later', 1014: 'bad gateway', 1015: 'TLS handshake',
};

const opcodeName = opcode => OPCODES[opcode] ?? 'opcode ' + opcode;
const group = number => String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
const many = (number, one, more) => group(number) + '\u00a0' + (number === 1 ? one : more ?? one + 's');

function octetsText(number) {
  if (number < 10000) return many(number, 'octet');
  let unit = -1;
  let value = number;
  do { value /= 1024; unit++; } while (value >= 1000 && unit < 3);
  return (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)) + '\u00a0' + ['KiB', 'MiB', 'GiB', 'TiB'][unit];
}

/** Octets in a column: short, without the word. */
const size = number => number < 10000 ? group(number) : octetsText(number);

/** A span of time in nanoseconds. */
function span(nanoseconds) {
  if (nanoseconds === null || Number.isNaN(nanoseconds)) return '–';
  const absolute = Math.abs(nanoseconds);
  const three = value => value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
  if (absolute < 1e3) return absolute.toFixed(0) + '\u00a0ns';
  if (absolute < 1e6) return three(absolute / 1e3) + '\u00a0µs';
  if (absolute < 1e9) return three(absolute / 1e6) + '\u00a0ms';
  if (absolute < 120e9) return three(absolute / 1e9) + '\u00a0s';
  const minutes = absolute / 60e9;
  if (minutes < 120) return three(minutes) + '\u00a0min';
  return minutes < 2880 ? three(minutes / 60) + '\u00a0h' : three(minutes / 1440) + '\u00a0d';
}

/** Seconds since the start of the connection, in a column. */
const seconds = (nanoseconds, digits = 6) => Number.isNaN(nanoseconds) ? '' : (nanoseconds / 1e9).toFixed(digits);

/** A point in time as ISO 8601, to the microsecond. */
function clock(base, nanoseconds) {
  const at = base + BigInt(Math.round(nanoseconds));
  const whole = at / 1000000000n;
  const rest = at - whole * 1000000000n;
  return new Date(Number(whole) * 1000).toISOString().slice(0, 19).replace('T', ' ') + '.' + String(rest < 0n ? 0n : rest).padStart(9, '0').slice(0, 6);
}

const closeText = code => code === null || code === undefined ? 'no code' : code + (CLOSE_CODES[code] ? ' ' + CLOSE_CODES[code] : code >= 4000 && code < 5000 ? ' private' : code >= 3000 && code < 4000 ? ' registered' : '');
const severityMark = severity => el('span', { class: 'sev sev-' + severity }, SEVERITIES[severity]);
/** The clause and who broke it. */
const blame = (clause, by) => by === 2 ? 'about the record itself' : clause + ', broken by the ' + PARTIES[by];
