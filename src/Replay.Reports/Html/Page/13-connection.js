// The page of one conversation.
async function connectionPage(model, id, place) {
  const session = await loadSession(id);
  if (session === null) return missingPage(model, id);
  const row = model.rowOf.get(id);
  const result = /^[rs]/.test(id) ? model.results[Number(id.slice(1)) - 1] : null;
  const timeline = new Timeline(session, (kind, ref) => log.show(kind, ref));
  const log = new WireLog(session, model, id);
  log.onFrame = frame => { timeline.mark = frame; timeline.draw(); };
  const plots = plotsOf(session);
  const nodes = [
    crumbs(model, id, result), el('h1', {}, titleOf(session, result, row)), row?.caseId ? el('p', { class: 'ends' }, row.agent ? ['Agent ', wire(row.agent.slice(0, 300)), '. '] : null, row.verdicts ? ['The report says ', wire(row.verdicts), '.'] : null) : null,
    el('p', { class: 'ends' }, wire(session.client ?? '?'), ' → ', wire(session.server ?? '?'), session.base === null ? '' : ', ' + clock(session.base, 0) + ' UTC', ', from ', wire(session.source)),
    el('p', { class: 'ends' }, closingText(session.ending), session.extensions ? [' Extensions: ', wire(session.extensions), '.'] : null, session.subprotocol ? [' Subprotocol: ', wire(session.subprotocol), '.'] : null),
    session.limits.length > 0 ? el('div', { class: 'said' }, session.limits.map(text => el('p', {}, wire(text)))) : null,
    session.omissions.length > 0 ? el('div', { class: 'said' }, el('p', {}, 'A sample: ' + omissionText(session.omissions.reduce((sum, one) => one.map((value, i) => i === 0 ? 0 : value + sum[i]), [0, 0, 0, 0])) + '. Marked where.')) : null,
    factsOf(session), result ? resultPart(result, id) : null, violationsPart(session),
    timeline.hasTimes ? el('section', {}, el('header', {}, el('h2', {}, 'Timeline')), timeline.node) : null,
    log.node,
    plots.length > 0 ? el('section', {}, el('header', {}, el('h2', {}, 'Statistics'), el('span', { class: 'soft' }, (session.omissions.length > 0 ? 'of what is kept here; ' : '') + 'tx upwards, rx downwards, heights by the square root of the count')), el('div', { class: 'plots' }, plots)) : null,
  ];
  return {
    nodes: nodes.filter(Boolean), title: 'c' === id[0] ? 'Connection ' + id.slice(1) : 'Run ' + id.slice(1), id,
    applyFilter: () => log.applyFilter(), goTo: to => { if (to && !log.goTo(to)) toast('That frame is not in the report'); }, redraw: () => timeline.draw(),
    started: () => { timeline.draw(); log.table.update(); if (place) { if (log.goTo(place)) log.node.scrollIntoView({ block: 'start' }); else toast('That frame is not in the report'); } }, dispose: () => { log.dispose(); timeline.dispose(); }, printed: () => log.table.draw(true),
  };
}

const missingPage = (model, id) => ({ nodes: [el('h1', {}, 'Not in this report'), el('p', {}, model.rowOf.has(id) ? 'The frames of this connection were left out to keep the report small. Run ' : 'There is no such conversation here. ', model.rowOf.has(id) ? el('code', {}, 'wsreplay report ' + inputsOf(model) + ' --connection ' + id.slice(1) + ' -o connection.html') : null), el('p', {}, el('a', { href: '#' }, 'All connections'))], title: 'Not in this report', applyFilter: () => null, dispose: () => {} });

const titleOf = (session, result, row) => result ? [wire(result.name)] : row?.caseId ? ['Case ', wire(row.caseId)] : session.request ? [wire(session.request.line.split(' ').slice(0, 2).join(' ').slice(0, 300))] : 'Connection ' + session.connection;

function crumbs(model, id, result) {
  const kept = result ? [] : model.rows.filter(row => row.extent > 0);
  const at = kept.findIndex(row => row.id === id);
  const other = id[0] === 'r' && result?.recorded ? ['s' + id.slice(1), 'the recorded conversation'] : id[0] === 's' && result?.live ? ['r' + id.slice(1), 'the live conversation'] : null;
  return el('nav', { class: 'crumbs', 'aria-label': 'Where' }, el('a', { href: '#' }, result ? 'All runs' : 'All connections'), el('span', {}, result ? (id[0] === 's' ? 'what run ' + id.slice(1) + ' replayed' : 'run ' + id.slice(1)) : 'connection ' + id.slice(1)),
    at > 0 ? el('a', { href: '#' + kept[at - 1].id }, '‹ ' + kept[at - 1].id) : null, at >= 0 && at < kept.length - 1 ? el('a', { href: '#' + kept[at + 1].id }, kept[at + 1].id + ' ›') : null, other ? el('a', { href: '#' + other[0] }, other[1]) : null);
}

function factsOf(session) {
  const { statistics } = session;
  const sum = pairs => pairs.reduce((total, [, count]) => total + count, 0);
  const frames = statistics.frames.map(sum);
  const kinds = direction => statistics.frames[direction].map(([opcode, count]) => group(count) + ' ' + opcodeName(opcode)).join(', ');
  const facts = [
    ['Lasted', statistics.lasted === null ? '–' : span(statistics.lasted * 1e9), null], ['Frames', group(frames[0] + frames[1]), null], ['Messages', group(statistics.messages[0] + statistics.messages[1]), directions(statistics.messages, group)],
    ['Octets', octetsText(statistics.octets[0] + statistics.octets[1]), directions(statistics.octets, size)], ['tx frames', group(frames[0]), kinds(0)], ['rx frames', group(frames[1]), kinds(1)],
  ];
  return el('dl', { class: 'facts' }, facts.map(([term, value, detail]) => el('div', {}, el('dt', {}, term), el('dd', {}, value, detail ? el('small', {}, detail) : null))));
}

function violationsPart(session) {
  const worst = [...session.violations].sort((a, b) => b.severity - a.severity || a.index - b.index);
  if (worst.length === 0) return null;
  const list = el('ol', { class: 'findings' });
  let done = 0;
  const more = () => {
    for (const end = Math.min(worst.length, done + 20); done < end; done++) {
      const one = worst[done];
      const target = one.at >= 0 ? 'f' + session.f.number[one.at] : 'l' + rowOf(session, ROW.violation, one.index);
      list.append(el('li', {}, severityMark(one.severity), el('div', { class: 'body' }, el('span', { class: 'what' }, one.title), el('span', { class: 'meta' }, blame(one.clause, one.by)), el('div', { class: 'saw' }, el('span', {}, el('span', { class: 'soft' }, 'expected '), wire(one.expected), el('span', { class: 'soft' }, ', observed '), wire(one.observed)))),
        el('div', { class: 'count' }, el('a', { href: '#' + session.id + '/' + target }, one.at >= 0 ? 'frame ' + session.f.number[one.at] : 'show'))));
    }
    if (done < worst.length) {
      const next = el('li', {}, button('Show ' + group(Math.min(20, worst.length - done)) + ' more of ' + group(worst.length), () => { next.remove(); more(); }));
      list.append(next);
    }
  };
  more();
  return el('section', {}, el('header', {}, el('h2', {}, worst[0].severity > 0 ? 'What went wrong' : 'Worth knowing'), el('span', { class: 'soft' }, worst[0].severity > 0 ? many(worst.length, 'violation') + ', worst first' : many(worst.length, 'note'))), list);
}

function resultPart(result, id) {
  const facts = [['Verdict', VERDICTS[result.verdict]], ['Behaviour', result.behavior], ['Close', result.close], ['Case', result.caseId], ['Clause', result.clause], ['Requirement', result.requirement], ['Target', result.target], ['Failure', result.failure], ['Expected', result.expected], ['Observed', result.observed], ['Command', result.command]];
  return el('section', {}, el('header', {}, el('h2', {}, 'Outcome'), el('span', { class: 'sev ' + (result.failed ? 'sev-2' : 'sev-ok') }, result.failed ? 'failed' : 'passed')),
    el('dl', { class: 'pair' }, facts.filter(([, value]) => value).map(([term, value]) => [el('dt', {}, term), el('dd', {}, term === 'Command' ? el('code', {}, wire(value)) : wire(value))])),
    result.differences.length > 0 ? el('div', { class: 'scroll after', tabindex: 0, role: 'region', 'aria-label': 'Differences' }, el('table', { class: 'plain' }, el('thead', {}, el('tr', {}, ['Where', 'Expected', 'Observed'].map(title => el('th', { scope: 'col' }, title)))), el('tbody', {}, result.differences.slice(0, 500).map(([at, expected, observed]) => el('tr', {}, el('td', {}, wire(at)), el('td', {}, wire(expected ?? '–')), el('td', {}, wire(observed ?? '–'))))))) : null);
}

/** A run without a conversation: nothing but its outcome. */
function outcomePage(model, id) {
  const result = model.results[Number(id.slice(1)) - 1];
  return { nodes: [crumbs(model, id, result), el('h1', {}, wire(result.name)), resultPart(result, id)], title: 'Run ' + id.slice(1), applyFilter: () => null, dispose: () => {} };
}
