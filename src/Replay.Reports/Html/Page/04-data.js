// The data stand in script elements of a type that is not run: base64 of deflated octets, inflated when they are needed.
async function inflated(id) {
  const element = byId(id);
  if (!element) return null;
  const text = element.textContent;
  let packed;
  if (Uint8Array.fromBase64) {
    packed = Uint8Array.fromBase64(text);
  } else {
    const binary = atob(text);
    packed = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) packed[i] = binary.charCodeAt(i);
  }
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A row of the table of connections; its values stay where they are until they are asked for. */
class ConnectionRow {
  constructor(values, at, model) {
    this.values = values;
    this.id = 'c' + values[at.number];
    this.counts = NO_COUNTS;
    this.worst = -1;
    const broken = values[at.broken];
    if (broken !== 0) {
      this.worst = model.rules[broken[0]].severity;
      this.counts = [0, 0, 0];
      for (let i = 0; i < broken.length; i += 2) {
        const rule = model.rules[broken[i]];
        this.counts[rule.severity] += broken[i + 1];
        rule.connections++;
      }
    }
  }

  /** What a text is looked for in. */
  get texts() { return [this.client, this.server, this.path, this.host, this.source, this.agent, this.caseId, this.verdicts].filter(Boolean); }
}

const NO_COUNTS = [0, 0, 0];
const ROW_PAIRS = ['frames', 'messages', 'octets', 'seen', 'codes'];

/** Lets rows be asked for their values by name. */
function nameFields(fields, sources) {
  for (const [i, name] of fields.entries()) {
    const get = name === 'source' ? function () { return sources[this.values[i]]; }
      : ROW_PAIRS.includes(name) ? function () { return [this.values[i], this.values[i + 1]]; } : function () { return this.values[i] ?? null; };
    if (name) Object.defineProperty(ConnectionRow.prototype, name, { get });
  }
  return Object.fromEntries(fields.map((name, i) => [name, i]));
}

async function loadModel() {
  const octets = await inflated('model');
  const model = JSON.parse(looseUtf8.decode(octets));
  model.base = model.base === null ? null : BigInt(model.base);
  const at = nameFields(model.rowFields, model.sources);
  for (const rule of model.rules) rule.connections = 0;
  model.rows = model.rows.map(values => new ConnectionRow(values, at, model));
  model.problemCount = model.totals.problems;
  model.placeOf = new Map(model.places.map(([id, ...place]) => [id, place]));
  model.rowOf = new Map(model.rows.map(row => [row.id, row]));
  return model;
}

/** The last few of what is costly to make, by name. */
function remembering(most, make) {
  const made = new Map();
  return async name => {
    if (made.has(name)) return made.get(name);
    const value = await make(name);
    if (made.size >= most) made.delete(made.keys().next().value);
    made.set(name, value);
    return value;
  };
}

const loadBundle = remembering(3, number => inflated('bundle-' + number));

/** A conversation by its address: c7 (a connection), r3 (the live run of a result), s3 (what that run replayed). */
const loadSession = remembering(4, async id => {
  const place = model.placeOf.get(id);
  if (!place) return null;
  const [bundle, offset, length] = place;
  const octets = await loadBundle(bundle);
  return decodeSession(octets.subarray(offset, offset + length), id);
});

/** Sums up differences; with nulls, those stand for "none" and are passed over. */
function summed(differences) {
  const values = new Float64Array(differences.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (differences[i] === null) values[i] = NaN;
    else values[i] = sum += differences[i];
  }
  return values;
}

/** A column given as pairs of index and value; other places hold the default. */
function sparse(pairs, column) {
  for (let i = 0; i < pairs.length; i += 2) column[pairs[i]] = pairs[i + 1];
  return column;
}

function decodeSession(block, id) {
  const view = new DataView(block.buffer, block.byteOffset);
  const length = view.getUint32(0, true);
  const raw = JSON.parse(looseUtf8.decode(block.subarray(4, 4 + length)));
  const session = { ...raw, id, octets: block.subarray(4 + length), base: raw.base === null ? null : BigInt(raw.base) };
  decodeFrames(session, raw.frames);
  decodeMessages(session, raw.messages);
  decodePieces(session, raw);
  session.rows = rowsOf(session, raw.order, raw.omissions);
  pairPings(session);
  return session;
}

function decodeFrames(session, raw) {
  const count = raw.first.length;
  const f = session.f = {
    count,
    first: Uint8Array.from(raw.first),
    flags: Uint8Array.from(raw.flags), // bit 0 direction, bit 1 masked, bits 2-4 state
    length: Float64Array.from(raw.length),
    extended: sparse(raw.extended, new Int8Array(count).fill(-1)),
    time: summed(raw.time),
    lasted: sparse(raw.lasted, new Float64Array(count)),
    number: new Float64Array(count),
    offset: new Float64Array(count),
    kept: new Float64Array(count),
    at: new Float64Array(count),
    key: new Int32Array(count),
    message: new Int32Array(count).fill(-1),
    breaches: new Map(),
    peer: new Int32Array(count).fill(-1),
  };
  const numbers = sparse(raw.skipped, new Float64Array(count));
  const jumps = sparse(raw.jumped, new Float64Array(count));
  f.kept.set(f.length);
  sparse(raw.kept, f.kept);
  const next = [0, 0];
  let number = -1;
  let keyAt = 0;
  for (let i = 0; i < count; i++) if (f.flags[i] & 2) keyAt += 4;
  session.keys = session.octets.subarray(0, keyAt);
  let at = keyAt;
  keyAt = 0;
  f.indexOf = new Map();
  for (let i = 0; i < count; i++) {
    number += 1 + numbers[i];
    f.number[i] = number;
    f.indexOf.set(number, i);
    if (f.flags[i] & 2) { f.key[i] = keyAt; keyAt += 4; } else f.key[i] = -1;
    if (f.extended[i] < 0) f.extended[i] = f.length[i] < 126 ? 0 : f.length[i] < 65536 ? 2 : 8;
    const direction = f.flags[i] & 1;
    f.offset[i] = next[direction] + jumps[i];
    next[direction] = f.offset[i] + headerLength(f, i) + f.length[i];
    f.at[i] = at;
    at += f.kept[i];
  }
  session.end = at;
}

const headerLength = (f, i) => 2 + f.extended[i] + (f.flags[i] & 2 ? 4 : 0);
const opcodeOf = (f, i) => f.first[i] & 15;
const directionOf = (f, i) => f.flags[i] & 1;
const stateOf = (f, i) => f.flags[i] >> 2;
const payloadOf = (session, i) => session.octets.subarray(session.f.at[i], session.f.at[i] + session.f.kept[i]);
const keyOf = (session, i) => session.f.key[i] < 0 ? null : session.keys.subarray(session.f.key[i], session.f.key[i] + 4);
const SIDES = ['tx', 'rx'];

/** Who sends in a direction. */
const senderOf = (session, direction) => PARTIES[direction ^ session.perspective];

function decodeMessages(session, raw) {
  const f = session.f;
  const count = raw.last.length;
  const m = session.m = {
    count,
    first: new Int32Array(count), last: new Int32Array(count), // frames by index, -1 where they were not kept
    flags: Uint16Array.from(raw.flags), // bit 0 direction, 1-2 type, 3 compressed, 4 valid, 5 whole, 6-8 state, 9 own data
    length: Float64Array.from(raw.length), at: new Float64Array(count), kept: new Float64Array(count),
    number: [new Float64Array(count), new Float64Array(count)],
  };
  const kept = sparse(raw.kept, new Float64Array(count));
  let last = 0;
  let at = session.end;
  for (let i = 0; i < count; i++) {
    last += raw.last[i];
    const first = last - raw.span[i];
    m.number[0][i] = first;
    m.number[1][i] = last;
    m.first[i] = f.indexOf.get(first) ?? -1;
    m.last[i] = f.indexOf.get(last) ?? -1;
    if (m.flags[i] & 512) { m.at[i] = at; m.kept[i] = kept[i]; at += kept[i]; }
    const direction = m.flags[i] & 1;
    for (let j = Math.max(0, m.first[i]); m.last[i] >= 0 && m.first[i] >= 0 && j <= m.last[i]; j++) {
      if (directionOf(f, j) === direction && opcodeOf(f, j) < 8) f.message[j] = i;
    }
  }
  session.end = at;
}

const typeOf = (m, i) => (m.flags[i] >> 1) & 3;

/** The data of a message: its own octets, or those of its frames. */
function dataOf(session, i) {
  const { f, m } = session;
  if (m.flags[i] & 512) return session.octets.subarray(m.at[i], m.at[i] + m.kept[i]);
  if (m.first[i] === m.last[i]) return m.first[i] < 0 ? new Uint8Array(0) : payloadOf(session, m.first[i]);
  const parts = [];
  let total = 0;
  for (let j = m.first[i]; j >= 0 && j <= m.last[i]; j++) {
    if (f.message[j] === i) { parts.push(payloadOf(session, j)); total += f.kept[j]; }
  }
  const data = new Uint8Array(total);
  let at = 0;
  for (const part of parts) { data.set(part, at); at += part.length; }
  return data;
}

/** Pieces of the raw streams: their lengths, and the octets of those that are in no frame and no head. */
function decodePieces(session, raw) {
  const count = raw.pieces.length.length;
  session.p = { count, flags: Uint8Array.from(raw.pieces.flags), length: raw.pieces.length, offset: new Float64Array(count), time: summed(raw.pieces.time) };
  const next = [0, 0];
  const jumps = sparse(raw.pieces.jumped, new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const direction = session.p.flags[i] & 1;
    session.p.offset[i] = next[direction] + jumps[i];
    next[direction] = session.p.offset[i] + session.p.length[i];
  }
  session.loose = [];
  let at = session.end;
  for (const [direction, offset, length] of raw.loose) {
    session.loose.push({ direction, offset, octets: session.octets.subarray(at, at + length) });
    at += length;
  }
  for (const [index, one] of session.violations.entries()) {
    const { id, title, clause, severity, why } = model.rules[one.rule];
    Object.assign(one, { index, id, title, clause, severity, why });
    one.at = one.frame === null ? -1 : session.f.indexOf.get(one.frame) ?? -1;
    if (one.at >= 0) session.f.breaches.set(one.at, [...session.f.breaches.get(one.at) ?? [], one]);
    // Those about no frame are told of where the head is, or at the end.
    const head = [session.request, session.response].find(head => head && head.direction === one.direction && one.offset < head.length);
    one.time = head ? head.time : session.ending.time;
  }
}

const ROW = { request: 0, response: 1, octets: 2, frame: 3, message: 4, violation: 5, gap: 6, remark: 7, omission: 8, end: 9 };

/** The lines of the wire log in order: kind and index. Messages of one plain frame have no line of their own. */
function rowsOf(session, order, omissions) {
  const kinds = [];
  const refs = [];
  const seen = new Array(10).fill(0);
  let omitted = 0;
  const add = (kind, ref) => { kinds.push(kind); refs.push(ref); };
  for (let i = 0; i <= order.length; i++) {
    while (omitted < omissions.length && omissions[omitted][0] === i) add(ROW.omission, omitted++);
    if (i === order.length) break;
    const kind = order.charCodeAt(i) - 48;
    const ref = seen[kind]++;
    if (kind === ROW.message && !(session.m.flags[ref] & 8) && session.m.first[ref] === session.m.last[ref]) continue;
    add(kind, ref);
  }
  add(ROW.end, 0);
  return { kinds: Uint8Array.from(kinds), refs: Uint32Array.from(refs), count: kinds.length };
}

/** The line of an event, or -1. */
function rowOf(session, kind, ref) {
  const { kinds, refs } = session.rows;
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind && refs[i] === ref) return i;
  return -1;
}

/** Finds the pong of each ping: the first one from the other side with the same application data (RFC 6455 §5.5.3). */
function pairPings(session) {
  const f = session.f;
  const open = [new Map(), new Map()];
  session.trips = [];
  for (let i = 0; i < f.count; i++) {
    const opcode = opcodeOf(f, i);
    if (opcode !== 9 && opcode !== 10) continue;
    const direction = directionOf(f, i);
    const data = hex(payloadOf(session, i));
    if (opcode === 9) {
      open[direction].set(data, [...open[direction].get(data) ?? [], i]);
      continue;
    }
    const waiting = open[1 - direction].get(data);
    if (waiting?.length > 0) {
      const ping = waiting.shift();
      f.peer[ping] = i;
      f.peer[i] = ping;
      session.trips.push({ ping, pong: i, direction: 1 - direction, time: f.time[i] - f.time[ping] });
    }
  }
}

/** The octets of a frame as they were on the wire: header and masked payload. */
function frameOctets(session, i) {
  const f = session.f;
  const header = headerOctets(session, i);
  const payload = payloadOf(session, i);
  const octets = new Uint8Array(header.length + payload.length);
  octets.set(header);
  const key = keyOf(session, i);
  for (let j = 0; j < payload.length; j++) octets[header.length + j] = key ? payload[j] ^ key[j & 3] : payload[j];
  return octets;
}

function headerOctets(session, i) {
  const f = session.f;
  const extended = f.extended[i];
  const octets = new Uint8Array(headerLength(f, i));
  octets[0] = f.first[i];
  octets[1] = (f.flags[i] & 2 ? 0x80 : 0) | (extended === 0 ? f.length[i] : extended === 2 ? 126 : 127);
  let rest = session.long?.[i] ? BigInt(session.long[i]) : BigInt(f.length[i]);
  for (let j = extended - 1; j >= 0; j--) { octets[2 + j] = Number(rest & 255n); rest >>= 8n; }
  const key = keyOf(session, i);
  if (key) octets.set(key, 2 + extended);
  return octets;
}

/** What is known of a stretch of the raw stream, from frames and the rest; unknown octets are left at null. */
function stretch(session, direction, offset, length) {
  const found = new Array(length).fill(null);
  const put = (from, octets) => {
    const start = Math.max(from, offset);
    const end = Math.min(from + octets.length, offset + length);
    for (let i = start; i < end; i++) found[i - offset] = octets[i - from];
  };
  for (const one of session.loose) if (one.direction === direction) put(one.offset, one.octets);
  for (let i = firstAt(session, direction, offset); i < session.f.count; i++) {
    if (directionOf(session.f, i) !== direction) continue;
    if (session.f.offset[i] >= offset + length) break;
    put(session.f.offset[i], frameOctets(session, i));
  }
  return found;
}

/** The first frame of a direction that reaches beyond an offset. */
function firstAt(session, direction, offset) {
  const f = session.f;
  session.byDirection ??= [0, 1].map(d => Int32Array.from(Array(f.count).keys()).filter(i => directionOf(f, i) === d));
  const list = session.byDirection[direction];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const i = list[middle];
    if (f.offset[i] + headerLength(f, i) + f.length[i] > offset) high = middle; else low = middle + 1;
  }
  return low < list.length ? list[low] : f.count;
}
