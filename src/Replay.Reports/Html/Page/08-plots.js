const PLOT = { width: 380, height: 150, left: 50, right: 8, top: 10, bottom: 24 };

function quantile(sorted, share) {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const summaryOf = (values, format) => {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 'none' : 'median ' + format(quantile(sorted, .5)) + ', 95 % up to ' + format(quantile(sorted, .95)) + ', most ' + format(sorted[sorted.length - 1]);
};

function plotFrame(title, series, format, drawing) {
  const lines = series.filter(one => one.values.length > 0).map(one => el('p', {}, one.label ? el('span', { class: one.ink }, one.label + ' ') : null, one.note ?? summaryOf(one.values, format)));
  const alternative = title + '. ' + series.filter(one => one.values.length > 0).map(one => (one.label ? one.label + ': ' : '') + (one.note ?? summaryOf(one.values, format))).join('; ');
  const picture = svg('svg', { viewBox: '0 0 ' + PLOT.width + ' ' + PLOT.height, role: 'img', 'aria-label': alternative }, drawing);
  return el('figure', { class: 'plot' }, el('figcaption', {}, title), lines, picture);
}

/** Counts over a logarithmic axis: the first series upwards, the second downwards. */
function histogram(title, series, format, scale) {
  const all = series.flatMap(one => one.values);
  if (all.length < 2) return null;
  const step = scale.step;
  const place = value => value <= scale.least ? 0 : Math.floor(Math.log(value / scale.least) / Math.log(step)) + 1;
  const edge = index => index === 0 ? 0 : scale.least * step ** (index - 1);
  let low = Infinity;
  let high = 0;
  const counts = series.map(one => {
    const bins = new Map();
    for (const value of one.values) {
      const index = place(value);
      low = Math.min(low, index);
      high = Math.max(high, index);
      bins.set(index, (bins.get(index) ?? 0) + 1);
    }
    return bins;
  });
  while (high - low < 7) { high++; if (low > 0) low--; }
  const most = Math.max(1, ...counts.flatMap(bins => [...bins.values()]));
  const { width, height, left, right, top, bottom } = PLOT;
  const middle = top + (height - top - bottom) / 2;
  const half = (height - top - bottom) / 2 - 1;
  const slot = (width - left - right) / (high - low + 1);
  // A square root keeps the rare ones visible beside the frequent.
  const tall = count => count === 0 ? 0 : Math.max(1.5, half * Math.sqrt(count / most));
  const parts = [];
  for (const [which, bins] of counts.entries()) {
    for (const [index, count] of bins) {
      const size = tall(count);
      parts.push(svg('rect', { class: series[which].fill, x: (left + (index - low) * slot + .75).toFixed(2), width: Math.max(1, slot - 1.5).toFixed(2), y: (which === 0 ? middle - size : middle).toFixed(2), height: size.toFixed(2) },
        svg('title', {}, series[which].label + ': ' + group(count) + ' of ' + format(edge(index)) + ' to ' + format(edge(index + 1)))));
    }
  }
  parts.push(svg('line', { class: 'axis', x1: left, x2: width - right, y1: middle, y2: middle }));
  parts.push(svg('text', { x: left - 5, y: top + 8, 'text-anchor': 'end' }, group(most)));
  const labels = Math.max(1, Math.ceil((high - low + 1) / 6));
  for (let index = low; index <= high; index += labels) {
    parts.push(svg('text', { x: left + (index - low) * slot, y: height - 8, 'text-anchor': 'middle' }, format(edge(index))));
  }
  return plotFrame(title, series, format, parts);
}

/** Points over time or over another measure. */
function scatter(title, series, xs, format, formatX, isFromZero = true) {
  const points = series.flatMap((one, which) => one.values.map((value, i) => [xs[which][i], value, one.fill]));
  if (points.length === 0) return null;
  const { width, height, left, right, top, bottom } = PLOT;
  const x0 = Math.min(...points.slice(0, 50000).map(point => point[0]));
  const x1 = Math.max(...points.slice(0, 50000).map(point => point[0]));
  const y1 = points.reduce((most, point) => Math.max(most, point[1]), 0) || 1;
  const y0 = isFromZero ? 0 : points.reduce((least, point) => Math.min(least, point[1]), Infinity);
  const placeX = x => left + (x1 === x0 ? .5 : (x - x0) / (x1 - x0)) * (width - left - right);
  const placeY = y => height - bottom - (y1 === y0 ? .5 : (y - y0) / (y1 - y0)) * (height - top - bottom);
  const parts = [0, .5, 1].map(share => [
    svg('line', { class: 'grid', x1: left, x2: width - right, y1: placeY(y0 + share * (y1 - y0)), y2: placeY(y0 + share * (y1 - y0)) }),
    svg('text', { x: left - 5, y: placeY(y0 + share * (y1 - y0)) + 3.5, 'text-anchor': 'end' }, format(y0 + share * (y1 - y0))),
  ]);
  parts.push(svg('text', { x: left, y: height - 8 }, formatX(x0)));
  if (x1 > x0) parts.push(svg('text', { x: width - right, y: height - 8, 'text-anchor': 'end' }, formatX(x1)));
  const every = Math.ceil(points.length / 1500);
  for (let i = 0; i < points.length; i += every) parts.push(svg('circle', { class: points[i][2], cx: placeX(points[i][0]).toFixed(1), cy: placeY(points[i][1]).toFixed(1), r: 2.2, 'fill-opacity': .75 }));
  return plotFrame(title, series, format, parts);
}

/** The plots of a conversation. */
function plotsOf(session) {
  const { f, m } = session;
  const sizes = [[], []];
  const waits = [[], []];
  const ratios = [[], []];
  const ratioSizes = [[], []];
  const before = [NaN, NaN];
  for (let i = 0; i < m.count; i++) {
    const direction = m.flags[i] & 1;
    if (((m.flags[i] >> 6) & 7) === 4) continue;
    sizes[direction].push(m.length[i]);
    const time = m.last[i] < 0 ? NaN : f.time[m.last[i]];
    if (!Number.isNaN(time - before[direction])) waits[direction].push(Math.max(0, time - before[direction]));
    before[direction] = time;
    if ((m.flags[i] & 8) && m.first[i] >= 0 && m.length[i] > 0) {
      let packed = 0;
      for (let j = m.first[i]; j <= m.last[i]; j++) if (f.message[j] === i) packed += f.length[j];
      if (packed > 0) { ratios[direction].push(packed / m.length[i]); ratioSizes[direction].push(Math.log2(m.length[i])); }
    }
  }
  const both = values => values.map((list, direction) => ({ values: list, label: SIDES[direction], fill: 'f-' + SIDES[direction], ink: SIDES[direction] + '-ink' }));
  const trips = [0, 1].map(direction => session.trips.filter(one => one.direction === direction && !Number.isNaN(one.time)));
  return [
    histogram('Message sizes', both(sizes), size, { least: 1, step: 2 }),
    histogram('Time between messages', both(waits), span, { least: 1000, step: 10 ** .5 }),
    scatter('Round trips of pings', trips.map((list, direction) => ({ values: list.map(one => one.time), label: SIDES[direction], fill: 'f-' + SIDES[direction], ink: SIDES[direction] + '-ink' })), trips.map(list => list.map(one => f.time[one.ping])), span, at => seconds(at, 3) + ' s'),
    scatter('Compressed size by message size', both(ratios), ratioSizes, share => Math.round(share * 100) + ' %', at => size(Math.round(2 ** at))),
  ].filter(one => one !== null);
}
