// One line of the wire log, taken apart.
const STATES = ['complete', 'rebuilt from other parts of the record', 'cut by a limit of the report or the decoder', 'left out in the record', 'missing from the record'];
const HEX_STEP = 4096;
const TEXT_SHOWN = 65536;

/** Pixels from which on sixteen octets fit in a row. */
const WIDE = 560;

class Inspector {
  constructor(session, model, actions) {
    Object.assign(this, { session, model, actions });
    this.node = el('aside', { class: 'inspect', 'aria-label': 'Details', tabindex: -1, keydown: event => { if (event.key === 'Escape') this.actions.close(); } });
    this.view = 'auto';
  }

  show(kind, ref) {
    const { session } = this;
    const bodies = {
      [ROW.request]: () => this.headBody(session.request, 'Request'), [ROW.response]: () => this.headBody(session.response, 'Response'),
      [ROW.frame]: () => this.frameBody(ref), [ROW.message]: () => this.messageBody(ref), [ROW.octets]: () => this.octetsBody(ref),
      [ROW.violation]: () => [this.header(SEVERITIES[session.violations[ref].severity]), this.breach(session.violations[ref])],
      [ROW.gap]: () => [this.header('Octets missing'), el('p', {}, gapText(session.gaps[ref]))], [ROW.remark]: () => [this.header('Remark of the record'), el('p', {}, wire(session.remarks[ref].text))],
      [ROW.omission]: () => [this.header('Left out of this report'), el('p', {}, omissionText(session.omissions[ref]))], [ROW.end]: () => [this.header('End'), endFacts(session)],
    };
    this.node.replaceChildren(...bodies[kind]().filter(Boolean));
    this.node.scrollTop = 0;
  }

  header(title) {
    return el('header', {}, el('h3', {}, title), button('‹', () => this.actions.step(-1), { 'aria-label': 'Line before', title: 'Line before' }), button('›', () => this.actions.step(1), { 'aria-label': 'Next line', title: 'Next line' }), button('Close', () => this.actions.close()));
  }

  breach(one) {
    return el('div', { class: 'broke b' + one.severity }, severityMark(one.severity), ' ', el('b', {}, one.title), el('div', { class: 'soft' }, blame(one.clause, one.by) + ', ' + SIDES[one.direction] + ' offset ' + group(one.offset)),
      el('dl', { class: 'pair' }, el('dt', {}, 'expected'), el('dd', {}, wire(one.expected)), el('dt', {}, 'observed'), el('dd', {}, wire(one.observed))),
      el('p', { class: 'soft' }, one.why), el('code', {}, one.id));
  }

  headBody(head, name) {
    const octets = new TextEncoder().encode(head.line + '\r\n' + head.fields.map(([field, value]) => field + ': ' + value + '\r\n').join('') + '\r\n');
    const about = this.session.violations.filter(one => one.at < 0 && one.offset < head.length && one.direction === head.direction && one.frame === null);
    return [
      this.header(name + ' of the opening handshake'),
      el('p', { class: 'soft' }, [SIDES[head.direction] + ', from the ' + senderOf(this.session, head.direction), head.time === null ? null : seconds(head.time) + ' s', many(head.length, 'octet'), head.accept === true ? 'the accept value answers the key' : head.accept === false ? 'the accept value does not answer the key' : null].filter(Boolean).join(' · ')),
      about.map(one => this.breach(one)),
      el('h4', {}, 'As sent'), el('pre', { class: 'text' }, wire(head.line), '\n', head.fields.map(([field, value]) => [el('b', {}, wire(field)), ': ', wire(value), '\n'])),
      el('div', { class: 'copies' }, button('Copy text', () => copy(looseUtf8.decode(octets), 'head')), name === 'Request' ? button('Copy as curl', () => copy(curlOf(this.session), 'curl command')) : null),
    ].flat();
  }

  frameBody(i) {
    const { session } = this;
    const { f } = session;
    const opcode = opcodeOf(f, i);
    const direction = directionOf(f, i);
    const message = f.message[i];
    const facts = [SIDES[direction] + ', from the ' + senderOf(session, direction), Number.isNaN(f.time[i]) ? null : seconds(f.time[i]) + ' s', 'offset ' + group(f.offset[i])];
    if (f.peer[i] >= 0) facts.push('round trip ' + span(Math.abs(f.time[f.peer[i]] - f.time[i])));
    if (stateOf(f, i) !== 0) facts.push('payload ' + STATES[stateOf(f, i)] + (f.kept[i] < f.length[i] ? ': ' + group(f.kept[i]) + ' of ' + group(f.length[i]) + ' octets here' : ''));
    const code = closeCodeOf(session, i);
    const cut = f.kept[i] < f.length[i] ? ' (' + octetsText(f.kept[i]) + ' of ' + octetsText(f.length[i]) + ', all that is here)' : '';
    return [
      this.header('Frame ' + f.number[i] + ': ' + opcodeName(opcode)),
      el('p', { class: 'soft' }, facts.filter(Boolean).join(' · '), f.peer[i] >= 0 ? [' · ', this.link(f.peer[i], opcode === 9 ? 'its pong' : 'its ping')] : null),
      (f.breaches.get(i) ?? []).map(one => this.breach(one)),
      el('h4', {}, 'Header'), headerBits(session, i), headerMeaning(session, i),
      code === null ? null : [el('h4', {}, 'Close'), el('dl', { class: 'pair' }, el('dt', {}, 'code'), el('dd', {}, closeText(code)), el('dt', {}, 'reason'), el('dd', {}, payloadOf(session, i).length > 2 ? wireOctets(payloadOf(session, i).subarray(2)) : 'none'))],
      this.contents(i, message),
      el('div', { class: 'copies' }, button('Copy octets as hex', () => copy(hex(frameOctets(session, i)), 'octets' + cut)), button('Copy payload as hex', () => copy(hex(payloadOf(session, i)), 'payload' + cut)),
        button('Copy wire log line', () => copy(autobahnLine(session, i), 'wire log line' + cut)), commands(session, this.model, this.actions.filter())),
    ].flat(2);
  }

  messageBody(i) {
    const { m, f } = this.session;
    const direction = m.flags[i] & 1;
    return [
      this.header(opcodeName(typeOf(m, i)) + ' message'),
      el('p', { class: 'soft' }, messageText(this.session, i), ', ', SIDES[direction] + ', from the ' + senderOf(this.session, direction), m.first[i] >= 0 ? [' · ', this.link(m.first[i], 'frame ' + f.number[m.first[i]])] : null, m.last[i] > m.first[i] ? [' to ', this.link(m.last[i], 'frame ' + f.number[m.last[i]])] : null),
      this.contents(-1, i),
      el('div', { class: 'copies' }, button('Copy data as hex', () => copy(hex(dataOf(this.session, i)), 'data')), commands(this.session, this.model, this.actions.filter())),
    ].flat();
  }

  octetsBody(i) {
    const { p } = this.session;
    const direction = p.flags[i] & 1;
    const known = stretch(this.session, direction, p.offset[i], Math.min(p.length[i], 65536));
    return [
      this.header('Octets as recorded'),
      el('p', { class: 'soft' }, SIDES[direction] + ', ' + many(p.length[i], 'octet') + ' at offset ' + group(p.offset[i]) + ', ' + ['complete', 'rebuilt from other parts of the record', 'left out in the record', 'missing'][(p.flags[i] >> 1) & 3]),
      hexDump(known, p.offset[i], null, 0, (this.node.clientWidth || innerWidth) >= WIDE ? 16 : 8),
      el('div', { class: 'copies' }, button('Copy as hex', () => copy(known.map(one => one === null ? '..' : one.toString(16).padStart(2, '0')).join(''), 'octets'))),
    ];
  }

  link(i, text) { return el('a', { href: '#' + this.session.id + '/f' + this.session.f.number[i] }, text); }

  /** Text or JSON with the octets beside: on the wire, unmasked, or the message's data. */
  contents(i, message) {
    const { session } = this;
    const views = [];
    const ofMessage = message >= 0 && (i < 0 || (session.m.flags[message] & 8) || session.m.first[message] !== session.m.last[message]);
    if (i >= 0) views.push(['payload', session.f.flags[i] & 2 ? 'Unmasked' : 'Payload', () => [payloadOf(session, i), 0, null]], ['wire', session.f.flags[i] & 2 ? 'On the wire (masked)' : 'On the wire', () => [frameOctets(session, i), session.f.offset[i], headerLength(session.f, i)]]);
    if (ofMessage) views.unshift(['message', session.m.flags[message] & 8 ? 'Message, inflated' : 'Message', () => [dataOf(session, message), 0, null]]);
    if (i >= 0 && session.f.length[i] === 0 && !ofMessage) views.shift();
    const chosen = views.find(([name]) => name === this.view) ?? views[0];
    const box = el('div', { class: 'content' });
    const draw = name => {
      const [octets, offset, header] = views.find(([one]) => one === name)[2]();
      const isText = name === 'message' ? typeOf(session.m, message) === 1 : name === 'payload' && i >= 0 && isTextFrame(session, i);
      const left = name === 'wire' ? null : reading(octets, isText);
      const masked = header === null ? 0 : session.f.flags[i] & 2 ? 4 : 0;
      const isWide = (this.node.clientWidth || innerWidth) >= WIDE;
      box.replaceChildren(el('div', { class: left ? 'beside' : null }, left, hexDump(octets, offset, header, masked, left || !isWide ? 8 : 16)));
    };
    draw(chosen[0]);
    return [el('h4', {}, ofMessage && i >= 0 ? 'Message of ' + messageText(session, message) : 'Octets'), views.length > 1 ? segments('Octets', views, chosen[0], name => { this.view = name; draw(name); }) : null, box];
  }
}

const isTextFrame = (session, i) => { const f = session.f; const opcode = opcodeOf(f, i); return opcode === 1 || opcode === 9 || opcode === 10 || (opcode === 0 && f.message[i] >= 0 && typeOf(session.m, f.message[i]) === 1); };
const wireOctets = octets => { const text = utf8(octets); return text === null ? el('bdi', { class: 'wire' }, octetText(octets), el('span', { class: 'soft' }, ' (not UTF-8)')) : wire(text); };

/** Octets as a person reads them: JSON folded open, or text; null for what is neither. */
function reading(octets, isText) {
  if (octets.length === 0) return null;
  const text = utf8(octets);
  if (text === null) return isText ? el('div', {}, el('p', { class: 'soft' }, 'not UTF-8'), el('pre', { class: 'text' }, el('bdi', { class: 'wire' }, octetText(octets.subarray(0, HEX_STEP))))) : null;
  const root = /^\s*[[{]/.test(text) ? parseJson(text) : null;
  if (!isText && root === null && !/^[\x20-\x7e\s]*$/.test(text.slice(0, 512))) return null;
  const asText = () => {
    const rest = text.length - TEXT_SHOWN;
    return el('pre', { class: 'text', tabindex: 0 }, el('bdi', { class: 'wire' }, shown(text.slice(0, TEXT_SHOWN), true)), rest > 0 ? el('span', { class: 'soft' }, ' … ' + group(rest) + ' more characters') : null);
  };
  if (root === null) return asText();
  const box = el('div');
  const asTree = () => el('div', { class: 'json', tabindex: 0, role: 'region', 'aria-label': 'JSON' }, jsonTree(null, root));
  box.append(segments('Reading', [['json', 'JSON'], ['text', 'Text']], 'json', choice => box.lastChild.replaceWith(choice === 'json' ? asTree() : asText())), asTree());
  return box;
}

/** Rows of 8 or 16 octets: offset, hex, characters. What is null is unknown. */
function hexDump(octets, offset = 0, header = null, masked = 0, columns = 16) {
  const pre = el('pre', { class: 'hex', tabindex: 0, role: 'region', 'aria-label': 'Octets as hex' });
  const width = Math.max(4, (offset + octets.length).toString(16).length);
  let at = 0;
  const classOf = i => header === null || i >= header ? '' : i >= header - masked ? 'hk' : 'hh';
  const more = () => {
    const end = Math.min(octets.length, at + HEX_STEP);
    for (; at < end; at += columns) {
      pre.append(el('span', { class: 'o' }, (offset + at).toString(16).padStart(width, '0') + '  '));
      let run = '';
      let runClass = '';
      let characters = '';
      const flush = () => { if (run) pre.append(runClass ? el('span', { class: runClass }, run) : run); run = ''; };
      for (let j = at; j < at + columns; j++) {
        const octet = j < octets.length ? octets[j] : undefined;
        const kind = octet === undefined ? '' : classOf(j);
        if (kind !== runClass) { flush(); runClass = kind; }
        run += (octet === undefined ? '  ' : octet === null ? '··' : octet.toString(16).padStart(2, '0')) + (j % 8 === 7 ? '  ' : ' ');
        characters += octet === undefined ? '' : octet === null ? ' ' : octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·';
      }
      flush();
      pre.append(el('span', { class: 'asc' }, characters), '\n');
    }
    if (at < octets.length) {
      const next = button('show ' + octetsText(Math.min(HEX_STEP * 4, octets.length - at)) + ' more', () => { next.remove(); more(); });
      pre.append(next);
    }
  };
  more();
  return octets.length === 0 ? el('p', { class: 'soft' }, 'no octets') : pre;
}

/** The header drawn bit by bit, RFC 6455 §5.2. */
function headerBits(session, i) {
  const f = session.f;
  const first = f.first[i];
  const octets = headerOctets(session, i);
  const bad = new Set((f.breaches.get(i) ?? []).map(one => one.id).flatMap(id => /rsv/.test(id) ? ['RSV'] : /masking-key/.test(id) ? ['key'] : /mask/.test(id) ? ['MASK'] : /opcode|interleaved|continuation|data-after/.test(id) ? ['opcode'] : /length/.test(id) ? ['length'] : /fragmented/.test(id) ? ['FIN'] : []));
  const cell = (caption, value, part, isSet = false, isStart = false) => el('div', { class: [bad.has(part) ? 'bad' : '', isStart ? 'start' : ''].join(' ').trim() || null }, el('div', { class: 'val' + (isSet ? ' set' : '') }, value), el('div', { class: 'cap' }, caption));
  const bits = (value, count) => value.toString(2).padStart(count, '0');
  const masked = (f.flags[i] & 2) !== 0;
  const extended = f.extended[i];
  return el('div', { class: 'bits', role: 'img', 'aria-label': 'Header octets ' + hex(octets) },
    cell('FIN', String(first >> 7), 'FIN', first >> 7 === 1), [1, 2, 3].map(bit => cell('RSV' + bit, String((first >> (7 - bit)) & 1), 'RSV', ((first >> (7 - bit)) & 1) === 1)), cell('opcode', bits(first & 15, 4), 'opcode', true),
    cell('MASK', masked ? '1' : '0', 'MASK', masked, true), cell('length', bits(octets[1] & 127, 7), 'length', true),
    extended > 0 ? cell('extended length, ' + extended + ' octets', hex(octets.subarray(2, 2 + extended)), 'length', true, true) : null,
    masked ? cell('masking key', hex(octets.subarray(2 + extended)), 'key', true, true) : null);
}

function headerMeaning(session, i) {
  const f = session.f;
  const first = f.first[i];
  const opcode = first & 15;
  const rsv = (first >> 4) & 7;
  const isControl = opcode >= 8;
  const direction = directionOf(f, i);
  const masked = (f.flags[i] & 2) !== 0;
  const rows = [
    ['FIN ' + (first >> 7), first & 0x80 ? isControl ? 'control frames are never fragmented' : opcode === 0 ? 'the last frame of its message' : 'a message in one frame' : 'more frames of this message follow'],
    ['RSV ' + rsv.toString(2).padStart(3, '0'), rsv === 0 ? 'no extension marks this frame' : rsv & 4 && session.deflate ? 'RSV1: the message is compressed (RFC 7692)' : 'bits that no agreed extension gives a meaning'],
    ['opcode ' + opcode, OPCODES[opcode] ? opcodeName(opcode) + (isControl ? ', a control frame' : opcode === 0 ? ' of the message begun before' : ' data') : 'reserved by RFC 6455 §5.2'],
    ['MASK ' + (masked ? 1 : 0), masked ? 'each payload octet is XORed with the key; what a client must do' : senderOf(session, direction) === 'server' ? 'in the clear, as a server must send' : 'in the clear, though a client must mask'],
    ['length ' + group(f.length[i]), (f.extended[i] === 0 ? 'in 7 bits' : (f.extended[i] === 2 ? '126 says 16 bits follow' : '127 says 64 bits follow')) + ', ' + many(headerLength(f, i), 'header octet')],
  ];
  return el('dl', { class: 'meaning' }, rows.map(([term, text]) => [el('dt', {}, term), el('dd', {}, text)]));
}

const messageText = (session, i) => {
  const { m } = session;
  const frames = m.number[1][i] - m.number[0][i] + 1;
  const kept = (m.flags[i] & 32) === 0 ? ', not all of it here' : '';
  return octetsText(m.length[i]) + (m.flags[i] & 8 ? ' inflated' : '') + (frames > 1 ? ' in ' + (m.first[i] >= 0 && m.last[i] >= 0 ? session.f.message.subarray(m.first[i], m.last[i] + 1).filter(one => one === i).length : frames) + ' frames' : '') + (((m.flags[i] >> 6) & 7) === 4 ? ', never completed' : m.flags[i] & 16 ? '' : ', not valid') + kept;
};

const gapText = gap => SIDES[gap.direction] + ': ' + (gap.length === null ? 'an unknown number of octets' : octetsText(gap.length)) + (gap.elided ? ' left out by the record' : ' missing from the record') + ' at offset ' + group(gap.offset);
const omissionText = ([, frames, messages, violations]) => [[frames, 'frame'], [messages, 'message'], [violations, 'violation']].filter(([count]) => count > 0).map(([count, name]) => many(count, name)).join(', ') + ' left out here to keep the report small';
const HOWS = ['both sides finished the TCP connection', 'TCP reset', 'the client dropped the TCP connection', 'the server dropped the TCP connection', 'the record ends while the connection is open'];

function closingText(end) {
  if (end.closedBy === null) return 'No close frame; ' + HOWS[end.how] + '.';
  const [client, server] = end.codes;
  return 'Closed by the ' + PARTIES[end.closedBy] + (client === server ? ' with ' + closeText(client) + (client === null ? '' : ', answered with the same') : ' (client ' + closeText(client) + ', server ' + closeText(server) + ')') + (end.clean ? ', cleanly' : ', not cleanly') + '; ' + HOWS[end.how] + '.';
}

const endFacts = session => el('p', {}, closingText(session.ending));

/** The line Autobahn prints for a frame. */
function autobahnLine(session, i) {
  const f = session.f;
  const key = keyOf(session, i);
  const isTx = directionOf(f, i) === 0;
  const payload = payloadOf(session, i);
  const text = utf8(payload);
  return (isTx ? 'TX' : 'RX') + ' FRAME : OPCODE=' + opcodeOf(f, i) + ', FIN=' + (f.first[i] >> 7 ? 'True' : 'False') + ', RSV=' + ((f.first[i] >> 4) & 7) + ', PAYLOAD-LEN=' + f.length[i]
    + (isTx ? ', MASK=' + (key ? hex(key) : 'None') + ', PAYLOAD-REPEAT-LEN=None, CHOPSIZE=None, SYNC=False' : ', MASKED=' + (key ? 'True' : 'False') + ', MASK=' + (key ? hex(key) : 'None')) + (payload.length ? '\n' + ' '.repeat(15) + (text === null ? '0x' + hex(payload) : plain(text)) : '');
}

function curlOf(session) {
  const head = session.request;
  const parts = ['curl', '-i', '-N', '--http1.1'];
  const [method, target] = head.line.split(' ');
  if (method !== 'GET') parts.push('-X', quoted(method));
  let host = null;
  for (const [name, value] of head.fields) {
    if (name.toLowerCase() === 'host') host ??= value; else parts.push('-H', quoted(name + ': ' + value));
  }
  parts.push(quoted('http://' + (host ?? session.server ?? 'localhost') + (target ?? '/')));
  return parts.join(' ');
}

const inputsOf = model => model.inputs.map(quoted).join(' ');

function replayOf(session, model) {
  const head = session.request;
  const host = head?.fields.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? session.server ?? '127.0.0.1:9001';
  return 'wsreplay replay ' + inputsOf(model) + ' --connection ' + session.connection + ' --to ' + quoted('ws://' + host + (head ? head.line.split(' ')[1] ?? '/' : '/'));
}

const decodeOf = (session, model, filter) => 'wsreplay decode ' + inputsOf(model) + ' --connection ' + session.connection + filter.args.filter(([name]) => name !== '--connection').map(([name, value]) => ' ' + name + (name === '--violations' ? '' : ' ' + quoted(value))).join('');

function commands(session, model, filter) {
  if (!session.id.startsWith('c')) return session.command ? [button('Copy command', () => copy(session.command, 'command'))] : [];
  return [
    session.request ? button('Copy as curl', () => copy(curlOf(session), 'curl command'), { class: 'cmd' }) : null,
    button('Copy decode command', () => copy(decodeOf(session, model, filter), 'decode command'), { class: 'cmd' }),
    button('Copy replay command', () => copy(replayOf(session, model), 'replay command'), { class: 'cmd' }),
    button('Copy link', () => copy(location.href, 'link'), { class: 'cmd' }),
  ];
}
