// A conversation against time: what the tx side sends above the line, the other below; pings joined to their pongs.
const LANES = { height: 190, axis: 95, top: 14, bottom: 22 };

class Timeline {
  /** @param choose Takes the kind and index of the line that is to be shown. */
  constructor(session, choose) {
    this.session = session;
    this.choose = choose;
    this.items = timelineItems(session).sort((a, b) => a.time - b.time);
    this.at = -1;
    const times = this.items.map(one => one.time).filter(time => !Number.isNaN(time));
    this.least = times.length ? times.reduce((a, b) => Math.min(a, b)) : 0;
    const most = times.length ? times.reduce((a, b) => Math.max(a, b)) : 0;
    const margin = Math.max((most - this.least) * .02, 1000);
    [this.from, this.to] = [this.least - margin, most + margin];
    this.whole = [this.from, this.to];
    this.canvas = el('canvas', { role: 'img', tabindex: 0, keydown: event => this.key(event), wheel: event => this.wheel(event), pointerdown: event => this.down(event), pointermove: event => this.move(event), pointerup: event => this.up(event), pointerleave: () => this.hint(null), blur: () => { this.at = -1; this.draw(); }, dblclick: () => this.show(...this.whole) });
    this.seen = el('span', { class: 'seen', 'aria-live': 'polite' });
    this.node = el('div', { class: 'timeline' },
      el('div', { class: 'tools-row' },
        button('Zoom in', () => this.zoom(.5)), button('Zoom out', () => this.zoom(2)), button('Earlier', () => this.pan(-.5)), button('Later', () => this.pan(.5)), button('All', () => this.show(...this.whole)), this.seen),
      this.canvas,
      el('ul', { class: 'legend' }, [['head', 'handshake'], ['tx', 'tx, from the ' + senderOf(session, 0)], ['rx', 'rx, from the ' + senderOf(session, 1)], ['ping', 'ping and pong'], ['gap', 'octets missing'], ['err', 'violation'], ['close', 'close']].map(([name, text]) => el('li', {}, el('i', { class: 'i-' + name }), text))));
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.canvas);
    this.most = this.items.reduce((most, one) => Math.max(most, one.weight ?? 0), 1);
    this.mark = -1;
  }

  get hasTimes() { return this.items.some(one => !Number.isNaN(one.time)); }

  show(from, to) {
    const width = Math.max(1000, Math.min(to - from, this.whole[1] - this.whole[0]));
    this.from = Math.max(this.whole[0], Math.min(from, this.whole[1] - width));
    this.to = this.from + width;
    this.draw();
  }

  zoom(factor, around = (this.from + this.to) / 2) { this.show(around - (around - this.from) * factor, around + (this.to - around) * factor); }

  pan(share) { this.show(this.from + (this.to - this.from) * share, this.to + (this.to - this.from) * share); }

  /** Goes to the item behind or in front of the last one, and says what it is. */
  step(by) {
    if (this.items.length === 0) return;
    this.at = this.at < 0 ? by > 0 ? 0 : this.items.length - 1 : Math.max(0, Math.min(this.items.length - 1, this.at + by));
    const half = (this.to - this.from) / 2;
    const { time } = this.items[this.at];
    if (time < this.from || time > this.to) this.show(time - half, time + half); else this.draw();
  }

  open(item) { if (item) this.choose(...item.row); }

  key(event) {
    const actions = { '+': () => this.zoom(.5), '=': () => this.zoom(.5), '-': () => this.zoom(2), ArrowLeft: () => this.pan(-.2), ArrowRight: () => this.pan(.2), ArrowUp: () => this.step(-1), ArrowDown: () => this.step(1), Enter: () => this.open(this.items[this.at]), '0': () => this.show(...this.whole), Home: () => this.show(...this.whole) };
    if (actions[event.key]) { actions[event.key](); event.preventDefault(); }
  }

  wheel(event) {
    if (!event.ctrlKey && Math.abs(event.deltaX) < Math.abs(event.deltaY) && !event.shiftKey && this.to - this.from >= this.whole[1] - this.whole[0] && event.deltaY > 0) return;
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan((event.deltaX || event.deltaY) / 1000);
    else this.zoom(1.0015 ** event.deltaY, this.timeAt(event.offsetX));
  }

  timeAt(x) { return this.from + x / this.canvas.clientWidth * (this.to - this.from); }

  down(event) { this.drag = { x: event.offsetX, from: this.from, to: this.to, moved: false }; this.canvas.setPointerCapture(event.pointerId); }

  move(event) {
    if (!this.drag) { this.hint(this.near(event.offsetX, event.offsetY)); return; }
    const shift = (this.drag.x - event.offsetX) / this.canvas.clientWidth * (this.drag.to - this.drag.from);
    if (Math.abs(this.drag.x - event.offsetX) > 3) this.drag.moved = true;
    if (this.drag.moved) this.show(this.drag.from + shift, this.drag.to + shift);
  }

  up(event) {
    const wasClick = this.drag && !this.drag.moved;
    this.drag = null;
    if (wasClick) this.open(this.near(event.offsetX, event.offsetY));
  }

  hint(item) {
    this.canvas.title = item ? item.text() : '';
    this.canvas.classList.toggle('over', item !== null);
  }

  near(x, y) {
    let best = null;
    let distance = 9;
    const width = this.canvas.clientWidth;
    for (const item of this.items) {
      const place = (item.time - this.from) / (this.to - this.from) * width;
      const isAbove = y < LANES.axis;
      const far = Math.abs(place - x) + (item.lane === undefined || (item.lane === 0) === isAbove ? 0 : 6) + (item.kind === 'message' ? 1 : 0);
      if (far < distance) { distance = far; best = item; }
    }
    return best;
  }

  draw() {
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = LANES.height * scale;
    const context = this.canvas.getContext('2d');
    context.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    const ink = name => style.getPropertyValue('--' + name).trim();
    const place = time => (time - this.from) / (this.to - this.from) * width;
    this.drawScale(context, width, place, ink);
    const visible = this.items.filter(one => one.time + (one.lasted ?? 0) >= this.from && one.time <= this.to);
    const inks = [ink('tx'), ink('rx')];
    context.fillStyle = ink('line-strong');
    for (const item of visible) if (item.kind === 'head') context.fillRect(Math.round(place(item.time)) - 1, item.lane === 0 ? LANES.top : LANES.axis, 2, item.lane === 0 ? LANES.axis - LANES.top : LANES.height - LANES.bottom - LANES.axis);
    for (const item of visible) if (item.kind === 'gap') this.drawGap(context, place(item.time), item, ink('warn'));
    const limits = [LANES.axis - LANES.top, LANES.height - LANES.bottom - LANES.axis];
    // One bar a pixel and direction: the tallest, and darker where there are many.
    const columns = [new Map(), new Map()];
    for (const item of visible) {
      if (item.kind !== 'message') continue;
      const x = Math.round(place(item.time));
      const column = columns[item.lane].get(x);
      if (column) { column.count++; column.weight = Math.max(column.weight, item.weight); column.wide = Math.max(column.wide, item.lasted); } else columns[item.lane].set(x, { count: 1, weight: item.weight, wide: item.lasted });
    }
    // Where there is room they are broad enough to point at.
    const broad = Math.max(2, Math.min(6, Math.floor(width / 8 / Math.max(1, columns[0].size, columns[1].size))));
    for (const lane of [0, 1]) {
      context.fillStyle = inks[lane];
      for (const [x, column] of columns[lane]) {
        const tall = limits[lane] * (.12 + .7 * column.weight / this.most);
        const wide = Math.max(broad, Math.min(width, column.wide / (this.to - this.from) * width));
        context.globalAlpha = Math.min(1, .62 + column.count * .1);
        context.fillRect(x - wide + 1, lane === 0 ? LANES.axis - 1 - tall : LANES.axis + 1, wide, tall);
      }
    }
    context.globalAlpha = 1;
    for (const item of visible) if (item.kind === 'ping') this.drawPing(context, place, item, ink('lit'));
    for (const item of visible) if (item.kind === 'close') this.drawClose(context, place(item.time), item, ink('ink'));
    for (const item of visible) if (item.kind === 'violation') this.drawViolation(context, place(item.time), item, [ink('note'), ink('warn'), ink('err')]);
    if (this.mark >= 0) this.drawMark(context, place(this.session.f.time[this.mark]), ink('focus'), [3, 3]);
    if (this.at >= 0) this.drawMark(context, place(this.items[this.at].time), ink('focus'), []);
    this.say(visible);
  }

  drawMark(context, x, colour, dash) {
    if (Number.isNaN(x)) return;
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.strokeRect(Math.round(x) + .5, 2, 0, LANES.height - LANES.bottom - 2);
    context.setLineDash([]);
  }

  drawScale(context, width, place, ink) {
    context.clearRect(0, 0, width, LANES.height);
    context.font = '11px ' + getComputedStyle(document.body).fontFamily;
    context.fillStyle = ink('soft');
    context.strokeStyle = ink('line');
    context.lineWidth = 1;
    const raw = (this.to - this.from) / Math.max(2, width / 120);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(one => one * power).find(one => one >= raw);
    context.textAlign = 'center';
    for (let time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
      const x = Math.round(place(time)) + .5;
      context.beginPath();
      context.moveTo(x, 4);
      context.lineTo(x, LANES.height - LANES.bottom);
      context.stroke();
      if (x > 30 && x < width - 30) context.fillText(tick(time, step), x, LANES.height - 7);
    }
    context.strokeStyle = ink('line-strong');
    context.beginPath();
    context.moveTo(0, LANES.axis + .5);
    context.lineTo(width, LANES.axis + .5);
    context.stroke();
    context.textAlign = 'left';
    context.fillStyle = ink('tx');
    context.fillText('tx', 4, LANES.top);
    context.fillStyle = ink('rx');
    context.fillText('rx', 4, LANES.height - LANES.bottom - 5);
  }

  drawGap(context, x, item, colour) {
    context.strokeStyle = colour;
    const top = item.lane === 0 ? LANES.top : LANES.axis + 4;
    const tall = (item.lane === 0 ? LANES.axis - 4 : LANES.height - LANES.bottom - 4) - top;
    for (let i = 0; i < tall; i += 5) {
      context.beginPath();
      context.moveTo(x - 4, top + i + 5);
      context.lineTo(x + 4, top + i);
      context.stroke();
    }
  }

  drawPing(context, place, item, colour) {
    const yOf = lane => lane === 0 ? LANES.axis - 12 : LANES.axis + 12;
    const x = place(item.time);
    context.strokeStyle = context.fillStyle = colour;
    if (item.peer >= 0) {
      context.beginPath();
      context.moveTo(x, yOf(item.lane));
      context.lineTo(place(this.session.f.time[item.peer]), yOf(1 - item.lane));
      context.stroke();
    }
    context.beginPath();
    context.arc(x, yOf(item.lane), 3.6, 0, 7);
    if (item.isPong) { context.save(); context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--panel'); context.fill(); context.restore(); context.stroke(); } else context.fill();
    const wide = item.peer < 0 ? 0 : Math.abs(place(this.session.f.time[item.peer]) - x);
    if (!item.isPong && wide > 60) { context.textAlign = 'center'; context.fillText(span(item.trip), x + wide / 2, LANES.axis - 6); context.textAlign = 'left'; }
  }

  drawClose(context, x, item, colour) {
    context.fillStyle = colour;
    const isTx = item.lane === 0;
    context.fillRect(Math.round(x) - 1, isTx ? LANES.top : LANES.axis, 2, isTx ? LANES.axis - LANES.top : LANES.height - LANES.bottom - LANES.axis);
    context.textAlign = x > this.canvas.clientWidth - 60 ? 'right' : 'left';
    context.fillText(item.label, x + (context.textAlign === 'left' ? 5 : -5), isTx ? LANES.top + 6 : LANES.height - LANES.bottom - 6);
    context.textAlign = 'left';
  }

  drawViolation(context, x, item, colours) {
    const y = item.lane === 0 ? LANES.top - 2 : LANES.height - LANES.bottom - 2;
    const turn = item.lane === 0 ? 1 : -1;
    context.fillStyle = colours[item.severity];
    context.beginPath();
    context.moveTo(x - 5, y - 7 * turn);
    context.lineTo(x + 5, y - 7 * turn);
    context.lineTo(x, y + 2 * turn);
    context.fill();
  }

  say(visible) {
    const count = kind => visible.filter(one => one.kind === kind);
    const messages = count('message');
    const text = span(this.to - this.from) + ': ' + [
      many(messages.filter(one => one.lane === 0).length, 'message') + ' tx, ' + group(messages.filter(one => one.lane === 1).length) + ' rx',
      many(count('ping').filter(one => !one.isPong).length, 'ping'), many(count('violation').length, 'violation'), many(count('gap').length, 'gap'),
    ].filter(part => !/^0\u00a0/.test(part)).join(', ');
    this.canvas.setAttribute('aria-label', 'Timeline, ' + text + '. Plus and minus zoom, left and right move, up and down go from item to item, Enter shows its line.');
    this.seen.textContent = this.at < 0 ? text : this.items[this.at].text();
  }

  dispose() { this.resized.disconnect(); }
}

/** A time at a line of the scale, in the unit of the distance to the next. */
function tick(time, step) {
  if (Math.abs(time) < step / 2) return '0';
  const most = Math.max(Math.abs(time), step);
  const [unit, name] = most < 1e6 ? [1e3, 'µs'] : most < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  return (time / unit).toFixed(Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9))) + ' ' + name;
}

function timelineItems(session) {
  const { f, m } = session;
  const items = [];
  for (const [row, head] of [[ROW.request, session.request], [ROW.response, session.response]]) if (head) items.push({ kind: 'head', lane: head.direction, time: head.time ?? NaN, row: [row, 0], text: () => SIDES[head.direction] + ' ' + plain(head.line.slice(0, 200)) });
  for (let i = 0; i < m.count; i++) {
    const last = m.last[i];
    if (last < 0) continue;
    const lasted = m.first[i] >= 0 ? Math.max(0, f.time[last] - f.time[m.first[i]] + f.lasted[m.first[i]]) : 0;
    items.push({ kind: 'message', lane: m.flags[i] & 1, time: f.time[last], lasted, weight: Math.log2(m.length[i] + 2), row: [ROW.frame, last], text: () => SIDES[m.flags[i] & 1] + ' ' + opcodeName(typeOf(m, i)) + ' message, ' + octetsText(m.length[i]) + ' at ' + seconds(f.time[last]) + ' s' });
  }
  for (let i = 0; i < f.count; i++) {
    const opcode = opcodeOf(f, i);
    if (opcode < 8) continue;
    const lane = directionOf(f, i);
    const trip = f.peer[i] < 0 ? NaN : Math.abs(f.time[f.peer[i]] - f.time[i]);
    if (opcode === 8) {
      const code = closeCodeOf(session, i);
      items.push({ kind: 'close', lane, time: f.time[i], row: [ROW.frame, i], label: code === null ? 'close' : String(code), text: () => SIDES[lane] + ' close, ' + closeText(code) });
    } else if (opcode < 11) {
      items.push({ kind: 'ping', lane, isPong: opcode === 10, time: f.time[i], peer: f.peer[i], trip, row: [ROW.frame, i], text: () => SIDES[lane] + ' ' + opcodeName(opcode) + (Number.isNaN(trip) ? opcode === 9 ? ', not answered' : ', not asked for' : ', round trip ' + span(trip)) });
    }
  }
  for (const one of session.violations) {
    const time = one.at >= 0 ? f.time[one.at] : one.time ?? NaN;
    items.push({ kind: 'violation', lane: one.direction, severity: one.severity, time, row: one.at >= 0 ? [ROW.frame, one.at] : [ROW.violation, one.index], text: () => one.id + ' by the ' + PARTIES[one.by] });
  }
  for (const [i, gap] of session.gaps.entries()) items.push({ kind: 'gap', lane: gap.direction, time: gap.time ?? NaN, row: [ROW.gap, i], text: () => SIDES[gap.direction] + ': ' + (gap.length === null ? 'octets' : octetsText(gap.length)) + ' missing' });
  return items.filter(one => !Number.isNaN(one.time));
}

function closeCodeOf(session, i) {
  const payload = payloadOf(session, i);
  return opcodeOf(session.f, i) === 8 && payload.length >= 2 ? payload[0] * 256 + payload[1] : null;
}
