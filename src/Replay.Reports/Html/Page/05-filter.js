// The filter has the words of `wsreplay decode`, with or without their dashes; any other word is looked for as text.
const WORDS = {
  connection: 'N[,M-K]', direction: 'tx or rx', opcode: 'LIST', type: 'text or binary', text: 'STRING', regex: 'RE',
  since: 'TIME', until: 'TIME', violations: null,
};
const HELP = {
  connection: 'Connections by number: connection 3,7-9', direction: 'tx or rx', opcode: 'Frames by opcode: opcode text,close,12', type: 'text or binary messages, and the frames they are made of',
  text: 'Frames and messages whose payload holds it; in the table also endpoints, paths, sources. Quotes keep spaces together', regex: 'Frames and messages whose payload matches',
  since: 'From then on: ISO 8601, or seconds after the first time of the record', until: 'Up to then', violations: 'Only violations, and the frames they are about',
};

function wordsOf(line) {
  const words = [];
  const pattern = /\s*((?:[^\s"']|"(?:[^"\\]|\\.)*"?|'[^']*'?)+)/gy;
  for (let match; (match = pattern.exec(line)) !== null;) {
    const isQuoted = /^["']/.test(match[1]);
    words.push({ text: match[1].replace(/"((?:[^"\\]|\\.)*)"?|'([^']*)'?/g, (_, double, single) => double !== undefined ? double.replace(/\\(["\\])/g, '$1') : single), isQuoted });
  }
  return words;
}

function parseFilter(line, base) {
  const filter = { line: line.trim(), ranges: [], patterns: [], opcodes: 0, direction: null, type: null, since: null, until: null, violations: false, error: null, args: [] };
  const words = wordsOf(line);
  for (let i = 0; i < words.length && !filter.error; i++) {
    const word = words[i];
    const split = word.isQuoted ? null : /^(?:--)?([a-z]+)(?:[=:](.*))?$/s.exec(word.text);
    const name = split && split[1] in WORDS ? split[1] : null;
    if (name === null) {
      if (!word.isQuoted && word.text.startsWith('--')) filter.error = 'there is no option ' + plain(word.text);
      else take(filter, 'text', word.text, base);
    } else if (WORDS[name] === null) {
      take(filter, name, '', base);
    } else {
      const value = split[2] ?? words[++i]?.text;
      if (value === undefined) filter.error = name + ' needs ' + WORDS[name];
      else take(filter, name, value, base);
    }
  }
  filter.selects = filter.opcodes !== 0 || filter.type !== null || filter.patterns.length > 0 || filter.violations;
  filter.active = filter.selects || filter.ranges.length > 0 || filter.direction !== null || filter.since !== null || filter.until !== null;
  return filter;
}

function take(filter, name, value, base) {
  const bad = () => { filter.error = plain(value) + ' is not ' + (WORDS[name] ?? 'known'); };
  filter.args.push(['--' + name, value]);
  switch (name) {
    case 'violations': filter.violations = true; break;
    case 'text': filter.patterns.push(textPattern(value)); break;
    case 'regex':
      try { filter.patterns.push(regexPattern(new RegExp(value, 'u'))); } catch { filter.error = 'the expression is malformed: ' + plain(value); }
      break;
    case 'direction': if (value === 'tx' || value === 'rx') filter.direction = SIDES.indexOf(value); else bad(); break;
    case 'type': if (value === 'text' || value === 'binary') filter.type = value === 'text' ? 1 : 2; else bad(); break;
    case 'opcode':
      for (const part of value.split(',')) {
        const number = /^\d+$/.test(part) ? Number(part) : Number(Object.keys(OPCODES).find(key => OPCODES[key] === part) ?? NaN);
        if (number >= 0 && number <= 15) filter.opcodes |= 1 << number; else bad();
      }
      break;
    case 'connection':
      for (const part of value.split(',')) {
        const range = /^(\d+)(?:-(\d*))?$/.exec(part);
        if (range) filter.ranges.push([Number(range[1]), range[2] === undefined ? Number(range[1]) : range[2] === '' ? Infinity : Number(range[2])]); else bad();
      }
      break;
    default: {
      const time = timeOf(value, base);
      if (time === null) bad(); else filter[name] = time;
    }
  }
}

/** Nanoseconds after the first time of the record. */
function timeOf(value, base) {
  if (/^\d+(\.\d*)?$/.test(value)) return Number(value) * 1e9;
  const match = /^(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(value);
  if (!match || base === null) return null;
  const milliseconds = Date.parse(match[1].replace(' ', 'T') + (match[1].length > 10 ? match[3] ?? 'Z' : ''));
  if (Number.isNaN(milliseconds)) return null;
  return Number(BigInt(milliseconds) * 1000000n - base) + (match[2] ? Number(match[2]) * 1e9 : 0);
}

function textPattern(text) {
  const wanted = new TextEncoder().encode(text);
  const lower = text.toLowerCase();
  return { octets: octets => holds(octets, wanted), words: value => value.toLowerCase().includes(lower) };
}

const regexPattern = regex => ({ octets: octets => regex.test(looseUtf8.decode(octets)), words: value => regex.test(value) });

function holds(octets, wanted) {
  if (wanted.length === 0) return true;
  for (let at = octets.indexOf(wanted[0]); at >= 0 && at + wanted.length <= octets.length; at = octets.indexOf(wanted[0], at + 1)) {
    let i = 1;
    while (i < wanted.length && octets[at + i] === wanted[i]) i++;
    if (i === wanted.length) return true;
  }
  return false;
}

const inRanges = (ranges, number) => ranges.length === 0 || ranges.some(([from, to]) => number >= from && number <= to);
const fitsAll = (filter, octets) => filter.patterns.every(one => one.octets(octets));

/** Whether a connection may hold what is asked for, by what its row says. */
function rowFits(filter, row, hits) {
  if (!inRanges(filter.ranges, row.number)) return false;
  if (filter.violations && row.worst < 0) return false;
  const start = row.started;
  if (filter.since !== null && (start === null || start + (row.lasted ?? 0) * 1e9 < filter.since)) return false;
  if (filter.until !== null && (start === null || start > filter.until)) return false;
  const seen = filter.direction === null ? row.seen[0] | row.seen[1] : row.seen[filter.direction];
  if (filter.opcodes !== 0 && !(seen & filter.opcodes)) return false;
  if (filter.type !== null && !(seen & (1 << filter.type))) return false;
  if (filter.patterns.length === 0) return true;
  return hits.has(row.id) || filter.patterns.every(one => row.texts.some(text => one.words(text)));
}

/** Which lines of a session's wire log fit; the same rules as those of the command line. */
function fittingRows(filter, session, base) {
  const { f, m, rows } = session;
  const offset = base === null || session.base === null ? 0 : Number(session.base - base);
  const inTime = time => (filter.since === null || time + offset >= filter.since) && (filter.until === null || time + offset <= filter.until);
  const choosesFrames = filter.opcodes !== 0 || filter.type !== null || filter.patterns.length > 0;
  const choosesTime = filter.since !== null || filter.until !== null;
  const inDirection = direction => filter.direction === null || filter.direction === direction;
  const fits = new Int8Array(f.count).fill(-1);
  const started = [0, 0];
  const types = new Uint8Array(filter.type === null ? 0 : f.count);
  if (filter.type !== null) {
    for (let i = 0; i < f.count; i++) {
      const opcode = opcodeOf(f, i);
      if (opcode === 1 || opcode === 2) started[directionOf(f, i)] = opcode;
      types[i] = opcode < 8 ? started[directionOf(f, i)] : 0;
    }
  }
  const frameFits = i => {
    if (fits[i] < 0) {
      fits[i] = Number(inDirection(directionOf(f, i)) && inTime(f.time[i]) && (filter.opcodes === 0 || (filter.opcodes & (1 << opcodeOf(f, i))) !== 0)
        && (filter.type === null || types[i] === filter.type) && (filter.patterns.length === 0 || fitsAll(filter, payloadOf(session, i))));
    }
    return fits[i] === 1;
  };
  const rowFitting = (kind, ref) => {
    switch (kind) {
      case ROW.request: case ROW.response: {
        const head = kind === ROW.request ? session.request : session.response;
        return !filter.selects && inDirection(head.direction) && inTime(head.time ?? NaN);
      }
      case ROW.octets: return !filter.selects && inDirection(session.p.flags[ref] & 1) && inTime(session.p.time[ref]);
      case ROW.frame: return frameFits(ref) && (!filter.violations || f.breaches.has(ref));
      case ROW.message:
        return !filter.violations && inDirection(m.flags[ref] & 1) && (m.last[ref] < 0 || inTime(f.time[m.last[ref]])) && (filter.opcodes === 0 || (filter.opcodes & (1 << typeOf(m, ref))) !== 0)
          && (filter.type === null || typeOf(m, ref) === filter.type) && (filter.patterns.length === 0 || fitsAll(filter, dataOf(session, ref)));
      case ROW.violation: {
        const one = session.violations[ref];
        return inDirection(one.direction) && (one.at >= 0 ? frameFits(one.at) : !choosesFrames && !choosesTime);
      }
      case ROW.gap: return !filter.selects && inDirection(session.gaps[ref].direction) && inTime(session.gaps[ref].time ?? NaN);
      case ROW.remark: return !filter.selects && filter.direction === null && inTime(session.remarks[ref].time ?? NaN);
      default: return !filter.selects && filter.direction === null && !choosesTime;
    }
  };
  const found = [];
  for (let i = 0; i < rows.count; i++) if (rowFitting(rows.kinds[i], rows.refs[i])) found.push(i);
  return Uint32Array.from(found);
}
