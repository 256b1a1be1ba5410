// The first page: what was in the record, what went wrong, who broke which clause.
const PLACES = 12;

function overview(model) {
  const failed = model.results.filter(one => one.failed).length;
  const parts = [lede(model, failed)];
  if (model.rules.some(rule => rule.count > 0)) parts.push(findingsSection(model));
  let runs = null;
  if (model.results.length > 0) {
    runs = new RunTable(model, failed);
    parts.push(runs.node);
  }
  let table = null;
  if (model.rows.length > 0) {
    table = new ConnectionTable(model);
    parts.push(table.node);
  }
  if (model.problems.length > 0 || model.problemCount > 0) parts.push(problemsSection(model));
  if (model.captures !== null) parts.push(capturesSection(model.captures));
  return {
    nodes: parts, title: 'WebSocket report', applyFilter: () => { const fit = runs?.applyFilter() ?? null; return table?.applyFilter() ?? fit; },
    printed: () => { runs?.table.draw(true); table?.table.draw(true); }, dispose: () => { runs?.table.dispose(); table?.dispose(); },
  };
}

function lede(model, failed) {
  const { totals } = model;
  const counts = [0, 0, 0];
  for (const rule of model.rules) counts[rule.severity] += rule.count;
  const touched = [0, 0, 0];
  for (const row of model.rows) if (row.worst >= 0) touched[row.worst]++;
  const connections = totals.webSocket;
  const cases = model.rows.filter(row => row.verdicts !== null);
  const lost = cases.filter(row => FAILURES.test(row.verdicts));
  const of = count => count === 0 ? '' : ' in ' + (count === connections && connections === 1 ? 'the only connection' : group(count) + ' of ' + many(connections, 'connection'));
  let answer;
  if (model.results.length > 0 && model.rows.length === 0) answer = failed === 0 ? 'All ' + many(model.results.length, 'run') + ' passed' : group(failed) + ' of ' + many(model.results.length, 'run') + ' failed';
  else if (cases.length > 0) answer = lost.length === 0 ? 'All ' + many(cases.length, 'case') + ' passed, by what their reports say' : group(lost.length) + ' of ' + many(cases.length, 'case') + ' failed, by what their reports say';
  else if (counts[2] > 0) answer = many(counts[2], 'breach of a MUST', 'breaches of a MUST') + of(touched[2]);
  else if (counts[1] > 0) answer = 'No MUST is broken; ' + many(counts[1], 'warning') + of(touched[1]);
  else if (connections === 0) answer = 'No WebSocket connection in this record';
  else answer = 'Nothing went wrong' + (connections === 1 ? ' on the connection' : ' on ' + many(connections, 'connection'));
  if (model.results.length > 0 && model.rows.length > 0) answer = (failed === 0 ? 'All ' + many(model.results.length, 'run') + ' passed' : group(failed) + ' of ' + many(model.results.length, 'run') + ' failed') + '; ' + answer[0].toLowerCase() + answer.slice(1);
  const worst = model.rules.find(rule => rule.count > 0 && rule.severity > 0);
  const facts = model.results.length > 0 && model.rows.length === 0 ? runFacts(model) : [
    ['Connections', group(connections), totals.connections > connections ? 'of ' + many(totals.connections, 'TCP connection') : null], ['Frames', group(totals.frames[0] + totals.frames[1]), directions(totals.frames, group)],
    ['Messages', group(totals.messages[0] + totals.messages[1]), directions(totals.messages, group)], ['Payload', octetsText(totals.payload[0] + totals.payload[1]), directions(totals.payload, size)],
    counts[2] + counts[1] + counts[0] > 0 ? ['Violations', group(counts[2] + counts[1] + counts[0]), [2, 1, 0].filter(level => counts[level] > 0).map(level => many(counts[level], SEVERITIES[level])).join(', ')] : null,
    totals.problems > 0 ? ['Problems reading', group(totals.problems), null] : null,
  ];
  return el('div', { class: 'lede' }, el('h1', { id: 'answer' }, answer),
    worst ? el('p', {}, 'Gravest: ', el('b', {}, worst.title), ' (' + worst.clause + '), broken ', brokenBy(worst), worst.places.length > 0 ? [', first at ', placeLink(model, worst.places[0])] : null, '.') : null,
    lost.length > 0 ? el('p', { class: 'places' }, lost.slice(0, PLACES).map(row => el('span', {}, row.extent > 0 ? el('a', { href: '#' + row.id }, wire(row.caseId ?? row.id)) : wire(row.caseId ?? row.id), ' ', el('span', { class: 'soft' }, wire(row.verdicts)))), lost.length > PLACES ? el('span', { class: 'soft' }, 'and ' + group(lost.length - PLACES) + ' more: filter for FAILED') : null) : null,
    model.inputs.length > 0 ? el('p', { class: 'files' }, 'From ', listed(model.inputs, 4), timesOf(model), model.filtered ? '; a filter chose what is shown' : '') : null,
    model.inputs.length > 0 ? el('dl', { class: 'facts' }, facts.filter(Boolean).map(([term, value, detail]) => el('div', {}, el('dt', {}, term), el('dd', {}, value, detail ? el('small', {}, detail) : null)))) : null,
    model.leftOut.length > 0 ? el('div', { class: 'said' }, model.leftOut.map(sentence => el('p', {}, plain(sentence[0].toUpperCase() + sentence.slice(1)).replace(/\d{4,}/g, group) + '.'))) : null);
}

/** Autobahn's words for a behaviour, or a way of closing, that fails a case. */
const FAILURES = /FAILED|WRONG CODE|UNCLEAN/;

const directions = (pair, format) => format(pair[0]) + ' tx, ' + format(pair[1]) + ' rx';
const listed = (texts, most) => [texts.slice(0, most).map((text, i) => [i > 0 ? ', ' : '', wire(text)]), texts.length > most ? ' and ' + many(texts.length - most, 'more', 'more') : ''];

function timesOf(model) {
  if (model.base === null) return '';
  let last = 0;
  for (const row of model.rows) if (row.started !== null) last = Math.max(last, row.started + (row.lasted ?? 0) * 1e9);
  const from = clock(model.base, 0);
  const to = clock(model.base, last);
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  return '; ' + from.slice(0, 19) + ' to ' + (isSameDay ? to.slice(11, 19) : to.slice(0, 19)) + ' UTC (' + span(last) + ')';
}

function brokenBy(rule) {
  const parties = [...new Set(rule.places.map(place => place.by))].sort();
  return parties.length === 0 ? '' : parties.length > 1 ? 'by both sides' : parties[0] === 2 ? 'in the record itself' : 'by the ' + PARTIES[parties[0]];
}

/** Where a finding is: its frame when that is in the page, else its connection. */
function placeLink(model, place) {
  const row = model.rowOf.get('c' + place.connection);
  const label = (row?.caseId ? plain(row.caseId) : 'c' + place.connection) + (place.frame !== null ? ' frame ' + place.frame : '');
  return row && row.extent > 0 ? el('a', { href: '#c' + place.connection + (place.frame !== null ? '/f' + place.frame : '') }, label) : el('span', { title: 'The frames of this connection are not in the report' }, label);
}

function findingsSection(model) {
  const broken = model.rules.filter(rule => rule.count > 0);
  return el('section', { 'aria-labelledby': 'h-findings' }, el('header', {}, el('h2', { id: 'h-findings' }, broken[0].severity > 0 ? 'What went wrong' : 'Worth knowing'), el('span', { class: 'soft' }, many(broken.length, 'rule') + (broken[0].severity > 0 ? ' broken, worst first' + (model.rows.some(row => row.caseId) ? '; a test suite breaks some of them on purpose' : '') : ''))),
    el('ol', { class: 'findings' }, broken.map(rule => finding(model, rule))));
}

function finding(model, rule) {
  const first = rule.places[0];
  const places = el('div', { class: 'places' });
  let shownPlaces = 0;
  const more = () => {
    for (const end = Math.min(rule.places.length, shownPlaces + (shownPlaces === 0 ? PLACES : 200)); shownPlaces < end; shownPlaces++) places.append(placeLink(model, rule.places[shownPlaces]));
    if (shownPlaces < rule.places.length) {
      const next = button('and ' + group(rule.places.length - shownPlaces) + ' more', () => { next.remove(); more(); }, { class: 'quiet' });
      places.append(next);
    } else if (rule.count > rule.places.length) places.append(el('span', { class: 'soft' }, 'and ' + group(rule.count - rule.places.length) + ' that are counted only'));
  };
  more();
  return el('li', {}, severityMark(rule.severity),
    el('div', { class: 'body' }, el('div', {}, el('span', { class: 'what' }, rule.title), el('span', { class: 'meta' }, brokenBy(rule).startsWith('in') ? 'about the record itself' : rule.clause + (brokenBy(rule) ? ', broken ' + brokenBy(rule) : ''))),
      el('div', { class: 'saw' }, first ? el('span', {}, el('span', { class: 'soft' }, 'expected '), wire(first.expected), el('span', { class: 'soft' }, ', observed '), wire(first.observed)) : null,
        el('details', { class: 'why' }, el('summary', {}, 'why'), el('p', {}, rule.why), el('p', {}, el('code', {}, rule.id))), places)),
    el('div', { class: 'count' }, el('b', {}, group(rule.count)), ' in ' + many(rule.connections, 'connection')));
}

const SORTS = [
  row => row.number, row => row.worst * 1e12 + row.counts[2] * 1e8 + row.counts[1] * 1e4 + row.counts[0], row => row.client ?? '', row => row.path ?? row.caseId ?? row.source, row => row.lasted ?? -1, row => row.frames[0] + row.frames[1], row => row.messages[0] + row.messages[1],
  row => row.octets[0] + row.octets[1], row => (row.codes[0] ?? 0) * 1e5 + (row.codes[1] ?? 0), row => row.source,
];

class ConnectionTable {
  constructor(model) {
    this.model = model;
    this.hits = new Map();
    this.sortBy = 1;
    this.descending = true;
    const columns = [['Number'], ['Violations'], ['Endpoints'], ['Path or case'], ['Lasted', true], ['Frames', true], ['Messages', true], ['Octets', true], ['Closed'], ['Source']];
    this.table = new VirtualTable({
      label: 'Connections', className: 'conns', prefix: 't', count: model.rows.length, columns: columns.map(([title, right]) => ({ title, right, sort: true })), order: null,
      render: index => this.cells(model.rows[index]), open: index => { if (model.rows[index].extent > 0) location.hash = model.rows[index].id; else toast('The frames of this connection are not in the report'); }, sort: column => this.sort(column),
      none: 'No connection fits the filter.',
    });
    this.count = el('span', { class: 'soft', role: 'status' });
    this.node = el('section', { 'aria-labelledby': 'h-connections' }, el('header', {}, el('h2', { id: 'h-connections' }, 'Connections'), this.count), this.table.node);
    this.hasSorted = model.rows.some(row => row.worst >= 0);
    if (!this.hasSorted) { this.sortBy = 0; this.descending = false; }
    this.applyFilter();
  }

  sort(column) {
    this.descending = this.sortBy === column ? !this.descending : [1, 4, 5, 6, 7].includes(column);
    this.sortBy = column;
    this.table.node.scrollTop = 0;
    this.applyFilter();
  }

  applyFilter() {
    const filter = currentFilter();
    this.search(filter);
    return this.arrange(filter);
  }

  arrange(filter) {
    const { rows } = this.model;
    const order = [];
    for (let i = 0; i < rows.length; i++) if (!filter.active || rowFits(filter, rows[i], this.hits)) order.push(i);
    // Rows come in the order of their numbers.
    if (this.sortBy !== 0 || this.descending) {
      const value = SORTS[this.sortBy];
      const values = new Array(rows.length);
      for (const i of order) values[i] = value(rows[i]);
      const turn = this.descending ? -1 : 1;
      order.sort((a, b) => (values[a] < values[b] ? -turn : values[a] > values[b] ? turn : 0) || a - b);
    }
    this.table.showSort(this.sortBy, this.descending);
    this.table.setOrder(order);
    this.count.textContent = filter.active ? group(order.length) + ' of ' + many(rows.length, 'connection') + ' fit the filter' : many(rows.length, 'connection');
    return order.length;
  }

  /** Looks through the payloads of the conversations in the page, one after the other, without blocking. */
  async search(filter) {
    const run = this.run = {};
    this.hits = new Map();
    if (filter.patterns.length === 0) return;
    let drawn = performance.now();
    for (const row of this.model.rows) {
      if (row.extent === 0 || !inRanges(filter.ranges, row.number)) continue;
      const session = await loadSession(row.id);
      if (this.run !== run) return;
      const lines = session === null ? [] : fittingRows(filter, session, this.model.base);
      if (lines.length > 0) this.hits.set(row.id, lines.length);
      if (performance.now() - drawn > 250) {
        this.arrange(filter);
        drawn = performance.now();
        await new Promise(done => setTimeout(done));
        if (this.run !== run) return;
      }
    }
    showMatches(this.arrange(filter));
  }

  cells(row) {
    const names = ['number', 'marks', 'ends', 'path', 'lasted', 'frames', 'messages', 'octets', 'closed', 'source'];
    let column = 0;
    const cell = (content, right) => el('span', { role: 'gridcell', class: 'c-' + names[column++] + (right ? ' r' : '') }, content);
    const label = 'c' + row.number;
    const marks = [2, 1, 0].filter(level => row.counts[level] > 0).map(level => el('span', { class: 'sev sev-' + level, title: many(row.counts[level], SEVERITIES[level]) }, many(row.counts[level], ['note', 'warn', 'error'][level], ['notes', 'warn', 'errors'][level])));
    const closed = row.handshake === 3 ? 'refused' + (row.status ? ' ' + row.status : '') : row.codes[0] === null && row.codes[1] === null ? ['open', 'reset', 'dropped', 'dropped', 'open'][row.how] ?? '' : row.codes[0] === row.codes[1] ? String(row.codes[0]) : (row.codes[0] ?? '–') + ' / ' + (row.codes[1] ?? '–');
    return [
      cell(row.extent > 0 ? el('a', { href: '#' + label, class: row.extent === 2 ? 'whole' : null }, label) : label), cell(marks.length > 0 ? marks : el('span', { class: 'soft' }, 'none')), cell([wire(row.client ?? '?'), el('span', { class: 'soft' }, ' → '), wire(row.server ?? '?')]),
      cell([row.caseId ? [wire(row.caseId), ' '] : null, row.path !== null ? wire(row.path.slice(0, 200)) : row.handshake === 2 ? el('span', { class: 'soft' }, 'no handshake') : null, row.agent ? el('span', { class: 'soft' }, ' ', wire(row.agent.slice(0, 100)), row.verdicts ? [' ', wire(row.verdicts)] : null) : null]),
      cell(row.lasted === null ? '–' : span(row.lasted * 1e9), true), cell(group(row.frames[0] + row.frames[1]), true), cell(group(row.messages[0] + row.messages[1]), true), cell(size(row.octets[0] + row.octets[1]), true), cell(closed), cell(el('span', { class: 'soft', title: plain(row.source) }, wire(shortName(row.source)))),
    ];
  }

  dispose() { this.run = null; this.table.dispose(); }
}


function problemsSection(model) {
  return el('section', { 'aria-labelledby': 'h-problems' }, el('header', {}, el('h2', { id: 'h-problems' }, 'What could not be read'), el('span', { class: 'soft' }, many(model.problemCount, 'problem'))),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'h-problems' }, el('table', { class: 'plain' }, el('thead', {}, el('tr', {}, ['Input', 'Where', 'What'].map(title => el('th', { scope: 'col' }, title)))),
      el('tbody', {}, model.problems.slice(0, PRINTED).map(one => el('tr', {}, el('td', {}, wire(one.source)), el('td', { class: 'nowrap' }, [one.record !== null ? one.kind + ' ' + group(one.record) : null, one.offset !== null ? 'offset ' + group(one.offset) : null].filter(Boolean).join(', ')), el('td', {}, wire(one.message))))))));
}

function capturesSection(captures) {
  const list = (title, pairs) => pairs.length === 0 ? null : [el('h3', {}, title), el('dl', { class: 'pair' }, pairs.map(([name, count]) => [el('dt', {}, group(count)), el('dd', {}, plain(name))]))];
  return el('section', { 'aria-labelledby': 'h-captures' }, el('header', {}, el('h2', { id: 'h-captures' }, 'The packets'), el('span', { class: 'soft' }, many(captures.packets, 'packet') + ', ' + octetsText(captures.octets) + ', ' + many(captures.connections, 'TCP connection'))),
    list('Besides', captures.counts), list('TCP connections not decoded', captures.skipped), captures.encrypted.length > 0 ? [el('h3', {}, 'Encrypted, keys needed'), el('ul', {}, captures.encrypted.map(text => el('li', {}, wire(text))))] : null);
}
