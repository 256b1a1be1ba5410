// JSON as it stands: numbers keep their digits, names may repeat, order stays. Anything that is not JSON gives null.
const JSON_DEPTH = 256;

function parseJson(text) {
  let at = 0;
  const blank = /[ \t\r\n]*/y;
  const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  const literal = /true|false|null/y;
  const match = pattern => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) throw new SyntaxError('not JSON');
    at = pattern.lastIndex;
    return found[0];
  };
  const sign = character => {
    match(blank);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const value = depth => {
    if (depth > JSON_DEPTH) throw new SyntaxError('too deep');
    match(blank);
    switch (text[at]) {
      case '{': return container('{}', depth);
      case '[': return container('[]', depth);
      case '"': return { kind: 's', text: match(string) };
      case 't': case 'f': case 'n': return { kind: 'b', text: match(literal) };
      default: return { kind: 'n', text: match(number) };
    }
  };
  const container = (kind, depth) => {
    at++;
    const items = [];
    if (sign(kind[1])) return { kind, items };
    do {
      let name = null;
      if (kind === '{}') {
        match(blank);
        name = match(string);
        if (!sign(':')) throw new SyntaxError('not JSON');
      }
      items.push([name, value(depth + 1)]);
    } while (sign(','));
    if (!sign(kind[1])) throw new SyntaxError('not JSON');
    return { kind, items };
  };
  try {
    const root = value(0);
    match(blank);
    return at === text.length && root.kind.length === 2 ? root : null;
  } catch {
    return null;
  }
}

const JSON_STEP = 200;

/** A tree that folds; what is folded does not exist yet. */
function jsonTree(name, node, depth = 0) {
  const label = name === null ? [] : [el('span', { class: 'k' }, wire(name)), el('span', { class: 'p' }, ': ')];
  if (node.kind.length === 1) return el('div', { class: 'leaf' }, label, wire(node.text, { class: 'wire ' + node.kind }));
  const count = many(node.items.length, node.kind === '{}' ? 'member' : 'item');
  const inside = el('div');
  let filled = 0;
  const more = () => {
    for (const end = Math.min(node.items.length, filled + JSON_STEP); filled < end; filled++) {
      const [itemName, item] = node.items[filled];
      inside.append(jsonTree(node.kind === '{}' ? itemName : String(filled), item, depth + 1));
    }
    if (filled < node.items.length) {
      const next = button('show ' + many(Math.min(JSON_STEP, node.items.length - filled), 'more', 'more'), () => { next.remove(); more(); });
      inside.append(next);
    }
  };
  const details = el('details', { toggle: () => { if (details.open && filled === 0) more(); } },
    el('summary', {}, label, el('span', { class: 'p' }, node.kind[0] + ' ' + count + ' ' + node.kind[1])), inside);
  if (depth < 2 && node.items.length <= 40) {
    more();
    details.open = true;
  }
  return details;
}
