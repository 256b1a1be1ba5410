// Characters that would move, hide or reorder what is around them are only ever shown escaped.
const HAZARD = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/u;
const HAZARDS = new RegExp(HAZARD.source, 'gu');

function escapeOf(character) {
  const code = character.codePointAt(0);
  if (code === 10) return '\\n';
  if (code === 13) return '\\r';
  if (code === 9) return '\\t';
  return code < 0x100 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u' + (code > 0xffff ? '{' + code.toString(16) + '}' : code.toString(16).padStart(4, '0'));
}

/** Text as a plain string in which hazards are escaped: for titles, labels and attributes. */
const plain = text => String(text ?? '').replace(HAZARDS, escapeOf);

/** Text as nodes; with lines true, line ends and tabs stay. */
function shown(text, lines = false) {
  const source = String(text ?? '');
  if (!HAZARD.test(source)) return [source];
  const nodes = [];
  let from = 0;
  for (const match of source.matchAll(HAZARDS)) {
    if (lines && (match[0] === '\n' || match[0] === '\t')) continue;
    if (match.index > from) nodes.push(source.slice(from, match.index));
    nodes.push(el('span', { class: 'esc' }, escapeOf(match[0])));
    from = match.index + match[0].length;
  }
  if (from < source.length) nodes.push(source.slice(from));
  return nodes;
}

/** Text from the record, kept apart from the direction of what is around it. */
const wire = (text, attributes) => el('bdi', { class: 'wire', ...attributes }, shown(text));

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const looseUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function utf8(octets) {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return null;
  }
}

/** Octets as text in one line: what is not UTF-8 becomes \xNN. */
function octetText(octets) {
  const whole = utf8(octets);
  if (whole !== null) return plain(whole);
  let text = '';
  for (let at = 0; at < octets.length;) {
    const size = sequenceLength(octets, at);
    if (size > 0) text += plain(looseUtf8.decode(octets.subarray(at, at + size)));
    else text += '\\x' + octets[at].toString(16).padStart(2, '0');
    at += Math.max(1, size);
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence that starts here, or 0. */
function sequenceLength(octets, at) {
  const lead = octets[at];
  const size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  return size > 0 && at + size <= octets.length && utf8(octets.subarray(at, at + size)) !== null ? size : 0;
}

function hex(octets) {
  let text = '';
  for (let i = 0; i < octets.length; i++) text += (octets[i] < 16 ? '0' : '') + octets[i].toString(16);
  return text;
}

/** An argument for a POSIX shell. */
function quoted(text) {
  const source = String(text);
  if (/^[\w@%+=:,./-]+$/.test(source)) return source;
  if (!HAZARD.test(source)) return "'" + source.replaceAll("'", "'\\''") + "'";
  const escaped = source.replace(/[\\']/g, '\\$&').replace(HAZARDS, hazard => {
    const code = hazard.codePointAt(0);
    return code < 0x80 ? '\\x' + code.toString(16).padStart(2, '0') : code > 0xffff ? '\\U' + code.toString(16).padStart(8, '0') : '\\u' + code.toString(16).padStart(4, '0');
  });
  return "$'" + escaped + "'";
}
