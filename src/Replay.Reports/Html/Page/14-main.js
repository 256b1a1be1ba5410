// Which page is shown follows from the address: nothing, c7, c7/f42; a filter stands behind a question mark.
function remembered(name, otherwise) {
  try { return localStorage.getItem('wsreplay-' + name) ?? otherwise; } catch { return otherwise; }
}

function remember(name, value) {
  try { localStorage.setItem('wsreplay-' + name, value); } catch { /* A page from a file may have no storage. */ }
}

let model = null;
let page = null;
let filter = parseFilter('', null);
const currentFilter = () => filter;

const address = {
  read() {
    const [path, query] = location.hash.slice(1).split('?', 2);
    const [id, place] = path.split('/', 2);
    let line = '';
    try { line = decodeURIComponent(query ?? ''); } catch { /* not an address of ours */ }
    return { id: id ?? '', place: place ?? '', line };
  },
  of: (id, place, line) => '#' + id + (place ? '/' + place : '') + (line ? '?' + encodeURIComponent(line) : ''),
  /** Changes what stands in the address without going there. */
  set(id, place) { history.replaceState(null, '', address.of(id, place, filter.line)); },
};

function showMatches(count) {
  const output = byId('matches');
  const input = byId('words');
  output.classList.toggle('bad', filter.error !== null);
  input.setAttribute('aria-invalid', String(filter.error !== null));
  output.textContent = filter.error ?? (filter.active && count !== null && count !== undefined ? count === 0 ? 'nothing fits' : group(count) + ' fit' : '');
}

function setFilter(line) {
  const next = parseFilter(line, model.base);
  if (next.error === null) {
    filter = next;
    showMatches(page?.applyFilter());
    const { id, place } = address.read();
    address.set(id, place);
  } else {
    byId('matches').classList.add('bad');
    byId('matches').textContent = next.error;
    byId('words').setAttribute('aria-invalid', 'true');
  }
}

let showing = 0;

async function showPage() {
  const turn = ++showing;
  const { id, place, line } = address.read();
  if (line && line !== filter.line) {
    const next = parseFilter(line, model.base);
    filter = next.error === null ? next : filter;
    byId('words').value = filter.line;
  }
  if (page?.id === id && id !== '') {
    page.goTo(place);
    return;
  }
  let next;
  try {
    const result = /^r\d+$/.test(id) ? model.results[Number(id.slice(1)) - 1] : null;
    next = id === '' ? overview(model) : result && !result.live ? outcomePage(model, id) : await connectionPage(model, id, place);
  } catch (error) {
    next = { nodes: [el('h1', {}, 'This part of the report cannot be read'), el('p', {}, plain(error.message))], title: 'Error', applyFilter: () => null, dispose: () => {} };
    console.error(error);
  }
  if (turn !== showing) return;
  page?.dispose();
  page = next;
  const main = byId('main');
  main.replaceChildren(...next.nodes);
  document.title = next.title + ' – ' + (model.inputs.length > 0 ? plain(model.inputs[0]).slice(0, 80) : 'wsreplay');
  window.scrollTo(0, 0);
  if (main.dataset.shown) main.focus({ preventScroll: true });
  main.dataset.shown = 'yes';
  showMatches(filter.active ? next.applyFilter() : null);
  if (filter.line && !line) address.set(id, place);
  next.started?.();
  document.documentElement.dataset.ready = id || 'overview';
}

const THEMES = ['auto', 'light', 'dark'];
const darkSystem = matchMedia('(prefers-color-scheme: dark)');
let theme = THEMES.includes(remembered('theme', 'auto')) ? remembered('theme', 'auto') : 'auto';

function applyTheme() {
  document.documentElement.dataset.theme = theme === 'auto' ? darkSystem.matches ? 'dark' : 'light' : theme;
  const node = byId('theme');
  node.textContent = { auto: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' }[theme];
  page?.redraw?.();
}

function helpPanel() {
  const keys = [['/', 'to the filter'], ['↑ ↓', 'line by line, with Page, Home and End'], ['Enter', 'open'], ['n p', 'next violation, violation before'], ['+ − ← →', 'zoom and move the timeline'], ['↑ ↓ Enter', 'on the timeline: from item to item, and to its line'], ['Esc', 'close the details']];
  return el('div', { class: 'help', id: 'help', role: 'region', 'aria-label': 'Help', hidden: true },
    el('h3', {}, 'Filter: what fits all of these, as in wsreplay decode'), el('dl', {}, Object.entries(HELP).map(([name, text]) => [el('dt', {}, name + (WORDS[name] ? ' ' + WORDS[name] : '')), el('dd', {}, text + '.')])),
    el('h3', {}, 'Keys'), el('dl', {}, keys.map(([key, text]) => [el('dt', {}, key), el('dd', {}, text)])),
    el('p', { class: 'soft' }, 'The address of the page names what is shown and can be shared with the file: #c7 is a connection, #c7/f42 a frame.'));
}

async function start() {
  applyTheme();
  darkSystem.addEventListener('change', applyTheme);
  byId('theme').addEventListener('click', () => { theme = THEMES[(THEMES.indexOf(theme) + 1) % 3]; remember('theme', theme); applyTheme(); });
  byId('main').before(el('div', { id: 'help-place' }, helpPanel()));
  byId('help-button').addEventListener('click', event => { const help = byId('help'); help.hidden = !help.hidden; event.target.setAttribute('aria-expanded', String(!help.hidden)); });
  try {
    model = await loadModel();
  } catch (error) {
    byId('main').replaceChildren(el('h1', {}, 'This report cannot be read'), el('p', {}, 'The file is damaged, or the browser is too old to inflate it: ' + plain(error.message)));
    return;
  }
  byId('footer').textContent = 'wsreplay ' + plain(model.tool) + (model.secrets ? '; secrets stand here as they were sent' : '; values of Authorization, Cookie and the like are masked') + '. This file makes no request to anywhere.';
  let timer = 0;
  byId('words').addEventListener('input', event => { clearTimeout(timer); timer = setTimeout(() => setFilter(event.target.value), 150); });
  byId('filter').addEventListener('submit', event => { event.preventDefault(); clearTimeout(timer); setFilter(byId('words').value); });
  addEventListener('hashchange', showPage);
  addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName)) { byId('words').focus(); event.preventDefault(); }
    if (event.key === 'Escape' && document.activeElement === byId('words')) byId('main').focus();
  });
  addEventListener('beforeprint', () => page?.printed?.());
  await showPage();
}

start();
