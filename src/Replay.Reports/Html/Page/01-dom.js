// Building the page. Nothing here takes markup: text from the record only ever becomes text nodes.
const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = id => document.getElementById(id);
const button = (label, action, attributes) => el('button', { type: 'button', click: action, ...attributes }, label);

let toastTimer = 0;

function toast(text) {
  const node = byId('toast');
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 2500);
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page opened from a file may not use the clipboard directly.
    const area = el('textarea', { class: 'sr', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(what + ' copied');
}

/** A row of buttons of which one is pressed. */
function segments(label, choices, chosen, choose) {
  const group = el('div', { class: 'seg', role: 'group', 'aria-label': label });
  for (const [value, text] of choices) {
    group.append(button(text, () => {
      for (const one of group.children) one.setAttribute('aria-pressed', String(one.dataset.value === value));
      choose(value);
    }, { 'aria-pressed': String(value === chosen), 'data-value': value }));
  }
  return group;
}
