// The wire log: every line in order, the one chosen taken apart beside it.
const PREVIEW = 160;

class WireLog {
  constructor(session, model, address) {
    Object.assign(this, { session, model, address });
    this.showsOctets = remembered('octets', 'yes') === 'yes';
    this.inspector = new Inspector(session, model, {
      close: () => this.close(), step: by => this.step(by), filter: () => currentFilter(),
    });
    this.table = new VirtualTable({
      label: 'Wire log', className: 'log', prefix: 'w', count: 0, sorted: true, order: new Uint32Array(0),
      render: row => this.cells(row), rowClass: row => this.classOf(row), open: row => this.open(row, true), choose: row => this.open(row, false), key: event => this.key(event),
      none: 'No line fits the filter.',
    });
    this.split = el('div', { class: 'split' }, this.table.node);
    this.count = el('span', { class: 'soft', role: 'status' });
    const hasOctets = session.p.count > 0;
    this.node = el('section', {}, el('header', {}, el('h2', {}, 'Wire log'), this.count),
      el('div', { class: 'tools-row' },
        hasOctets ? button('Octets', event => this.toggleOctets(event.target), { 'aria-pressed': String(this.showsOctets) }) : null,
        session.violations.length > 0 ? [button('Violation before', () => this.jump(-1)), button('Next violation', () => this.jump(1))] : null,
        el('div', { class: 'copy-group' }, commands(session, model, { get args() { return currentFilter().args; } }))),
      this.split);
    this.applyFilter();
  }

  toggleOctets(node) {
    this.showsOctets = !this.showsOctets;
    remember('octets', this.showsOctets ? 'yes' : 'no');
    node.setAttribute('aria-pressed', String(this.showsOctets));
    this.applyFilter();
  }

  applyFilter() {
    const filter = currentFilter();
    const { rows } = this.session;
    let order = filter.active ? fittingRows(filter, this.session, this.model.base) : null;
    if (!this.showsOctets) {
      const kept = [];
      const total = order ? order.length : rows.count;
      for (let i = 0; i < total; i++) { const row = order ? order[i] : i; if (rows.kinds[row] !== ROW.octets) kept.push(row); }
      order = Uint32Array.from(kept);
    }
    this.table.options.count = rows.count;
    this.table.node.classList.toggle('short', (order ? order.length : rows.count) < 24);
    this.table.setOrder(order);
    this.count.textContent = order && filter.active ? many(order.length, 'line') + ' of ' + group(rows.count) + ' fit the filter' : many(this.table.count, 'line');
    return this.table.count;
  }

  /** The row of a frame, a head or any line, by what stands in the address. */
  rowOf(place) {
    const match = /^(f|l)(\d+)$/.exec(place);
    if (!match) return place === 'request' ? rowOf(this.session, ROW.request, 0) : place === 'response' ? rowOf(this.session, ROW.response, 0) : -1;
    if (match[1] === 'l') return Number(match[2]) < this.session.rows.count ? Number(match[2]) : -1;
    const frame = this.session.f.indexOf.get(Number(match[2]));
    return frame === undefined ? -1 : rowOf(this.session, ROW.frame, frame);
  }

  addressOf(row) {
    const { kinds, refs } = this.session.rows;
    switch (kinds[row]) {
      case ROW.frame: return 'f' + this.session.f.number[refs[row]];
      case ROW.request: return 'request';
      case ROW.response: return 'response';
      default: return 'l' + row;
    }
  }

  /** Shows a row the address names, whatever the filter; true when it is there. */
  goTo(place) { return this.showRow(this.rowOf(place)); }

  /** Shows the line of an event, and says so in the address. */
  show(kind, ref) {
    const row = rowOf(this.session, kind, ref);
    if (this.showRow(row)) address.set(this.address, this.addressOf(row));
  }

  showRow(row) {
    if (row < 0) return false;
    if (this.table.positionOf(row) < 0) {
      this.table.setOrder(null);
      toast('The filter is set aside to show this line');
    }
    this.table.select(row);
    this.table.reveal(this.table.positionOf(row), true);
    this.inspect(row);
    return true;
  }

  open(row, takesFocus) {
    this.inspect(row);
    address.set(this.address, this.addressOf(row));
    if (takesFocus && matchMedia('(max-width: 999px)').matches) this.inspector.node.focus({ preventScroll: true });
  }

  inspect(row) {
    const { kinds, refs } = this.session.rows;
    this.inspector.show(kinds[row], refs[row]);
    if (!this.inspector.node.isConnected) {
      this.split.classList.add('open');
      this.split.append(this.inspector.node);
    }
    this.onFrame?.(kinds[row] === ROW.frame ? refs[row] : kinds[row] === ROW.violation ? this.session.violations[refs[row]].at : -1);
  }

  close() {
    this.split.classList.remove('open');
    this.inspector.node.remove();
    this.table.node.focus({ preventScroll: true });
    address.set(this.address, '');
    this.onFrame?.(-1);
  }

  step(by) {
    const position = this.table.positionOf(this.table.selected) + by;
    if (position < 0 || position >= this.table.count) return;
    this.table.choose(position, false, true);
  }

  jump(by) {
    const { kinds } = this.session.rows;
    const start = this.table.positionOf(this.table.selected);
    for (let position = (start < 0 ? by < 0 ? this.table.count : -1 : start) + by; position >= 0 && position < this.table.count; position += by) {
      if (kinds[this.table.at(position)] === ROW.violation) { this.table.choose(position, false); return; }
    }
    toast(by > 0 ? 'No violation after this line' : 'No violation before this line');
  }

  key(event) {
    if (event.key === 'n' || event.key === 'p') { this.jump(event.key === 'n' ? 1 : -1); return true; }
    if (event.key === 'Escape' && this.inspector.node.isConnected) { this.close(); return true; }
    return false;
  }

  classOf(row) {
    const { session } = this;
    const kind = session.rows.kinds[row];
    const ref = session.rows.refs[row];
    const direction = directionOfRow(session, kind, ref);
    const side = direction === null ? '' : SIDES[direction];
    switch (kind) {
      case ROW.octets: return side + ' octets';
      case ROW.frame: return side + (opcodeOf(session.f, ref) >= 8 ? ' control' : '');
      case ROW.message: return side + ' sub';
      case ROW.violation: return 'v' + session.violations[ref].severity;
      case ROW.gap: case ROW.omission: return side + ' omit';
      default: return side;
    }
  }

  cells(row) {
    const { session } = this;
    const kind = session.rows.kinds[row];
    const ref = session.rows.refs[row];
    const direction = directionOfRow(session, kind, ref);
    const time = timeOfRow(session, kind, ref);
    const isNews = kind !== ROW.violation;
    return [
      el('span', { class: 'n', role: 'gridcell' }, String(row).padStart(3, '0')),
      el('span', { class: 't', role: 'gridcell' }, isNews ? seconds(time) : ''),
      el('span', { class: 'd', role: 'gridcell' }, direction === null || !isNews ? '' : SIDES[direction].toUpperCase()),
      el('span', { class: 'c', role: 'gridcell' }, this.content(kind, ref)),
    ];
  }

  content(kind, ref) {
    const { session } = this;
    const { f, m, p } = session;
    const parts = (word, flags, length, text) => [el('span', { class: 'k' }, word), el('span', { class: 'f' }, flags), el('span', { class: 'l' }, length), el('span', { class: 'grow' }, text)];
    switch (kind) {
      case ROW.request: case ROW.response: {
        const head = kind === ROW.request ? session.request : session.response;
        return parts('head', '', size(head.length), wire(head.line.slice(0, PREVIEW)));
      }
      case ROW.octets: {
        const known = stretch(session, p.flags[ref] & 1, p.offset[ref], Math.min(p.length[ref], 64));
        return parts('octets', ((p.flags[ref] >> 1) & 3) === 1 ? 'rebuilt' : ((p.flags[ref] >> 1) & 3) === 2 ? 'left out' : '', size(p.length[ref]), octetHex(known) + (p.length[ref] > 64 ? ' …' : ''));
      }
      case ROW.frame: return parts(opcodeName(opcodeOf(f, ref)), frameFlags(f, ref), size(f.length[ref]), this.framePreview(ref));
      case ROW.message: return parts(typeOf(m, ref) === 1 ? '↳ text' : '↳ binary', m.flags[ref] & 8 ? 'inflated' : 'joined', size(m.length[ref]), previewOf(dataOf(session, ref), typeOf(m, ref) === 1));
      case ROW.violation: {
        const one = session.violations[ref];
        return [severityMark(one.severity), el('span', { class: 'grow' }, 'the ' + PARTIES[one.by] + ': ' + one.title + ' (' + one.clause + '), observed ', wire(one.observed))];
      }
      case ROW.gap: return parts('gap', '', session.gaps[ref].length === null ? '?' : size(session.gaps[ref].length), session.gaps[ref].elided ? 'octets left out by the record' : 'octets missing from the record');
      case ROW.remark: return parts('remark', '', '', wire(session.remarks[ref].text));
      case ROW.omission: return [el('span', { class: 'grow' }, omissionText(session.omissions[ref]))];
      default: return [el('span', { class: 'grow' }, closingText(session.ending))];
    }
  }

  framePreview(i) {
    const { session } = this;
    const f = session.f;
    const code = closeCodeOf(session, i);
    if (code !== null) return [closeText(code), f.kept[i] > 2 ? [': ', wire(octetText(payloadOf(session, i).subarray(2)))] : null];
    const message = f.message[i];
    if (message >= 0 && session.m.flags[message] & 8) return el('span', { class: 'soft' }, 'compressed');
    if (f.kept[i] === 0 && f.length[i] > 0) return el('span', { class: 'soft' }, 'payload ' + STATES[stateOf(f, i)]);
    const trip = f.peer[i] >= 0 && opcodeOf(f, i) === 10 ? el('span', { class: 'soft' }, 'after ' + span(Math.abs(f.time[f.peer[i]] - f.time[i])) + ' ') : null;
    return [trip, previewOf(payloadOf(session, i).subarray(0, PREVIEW), isTextFrame(session, i))];
  }

  dispose() { this.table.dispose(); }
}

function directionOfRow(session, kind, ref) {
  switch (kind) {
    case ROW.request: return session.request.direction;
    case ROW.response: return session.response.direction;
    case ROW.octets: return session.p.flags[ref] & 1;
    case ROW.frame: return directionOf(session.f, ref);
    case ROW.message: return session.m.flags[ref] & 1;
    case ROW.violation: return session.violations[ref].direction;
    case ROW.gap: return session.gaps[ref].direction;
    default: return null;
  }
}

function timeOfRow(session, kind, ref) {
  switch (kind) {
    case ROW.request: return session.request.time ?? NaN;
    case ROW.response: return session.response.time ?? NaN;
    case ROW.octets: return session.p.time[ref];
    case ROW.frame: return session.f.time[ref];
    case ROW.gap: return session.gaps[ref].time ?? NaN;
    case ROW.remark: return session.remarks[ref].time ?? NaN;
    case ROW.end: return session.ending.time ?? NaN;
    default: return NaN;
  }
}

const frameFlags = (f, i) => [f.first[i] & 0x80 ? 'FIN' : '', ...[1, 2, 3].map(bit => (f.first[i] >> (7 - bit)) & 1 ? 'RSV' + bit : ''), f.flags[i] & 2 ? 'MASK' : ''].filter(Boolean).join(' ');
const octetHex = octets => octets.map(one => one === null ? '··' : (one < 16 ? '0' : '') + one.toString(16)).join('');

/** The start of a payload in one line. */
function previewOf(octets, isText) {
  const start = octets.subarray(0, PREVIEW);
  if (isText) {
    // A character cut by the limit is not an error.
    const text = octets.length > PREVIEW ? utf8(start) ?? utf8(start.subarray(0, PREVIEW - 1)) ?? utf8(start.subarray(0, PREVIEW - 2)) ?? utf8(start.subarray(0, PREVIEW - 3)) : utf8(start);
    return text === null ? el('bdi', { class: 'wire' }, octetText(start)) : wire(text);
  }
  return el('span', { class: 'soft' }, hex(start.subarray(0, 64)) + (octets.length > 64 ? ' …' : ''));
}
