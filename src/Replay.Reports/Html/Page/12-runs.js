// Results of live runs: replays of a record, cases of the catalogue.
const VERDICTS = ['match', 'mismatch', 'violation', 'timeout', 'unreachable'];

/** How a run came out: the behaviours where they are known, else the verdict. */
const outcomeOf = one => one.behavior && one.close ? one.behavior + (one.close === 'OK' ? '' : ', close ' + one.close) : VERDICTS[one.verdict];

const expectedOf = one => one.expected ?? (one.differences[0] ? one.differences[0][0] + ': ' + (one.differences[0][1] ?? 'nothing') : null);
const observedOf = one => one.failure ?? one.observed ?? (one.differences[0] ? one.differences[0][0] + ': ' + (one.differences[0][2] ?? 'nothing') : null);

/** The last part of a path, which tells runs apart. */
const shortName = name => /^[^#]*\//.test(name) ? name.slice(/^[^#]*\//.exec(name)[0].length) : name;

function runFacts(model) {
  const counts = new Map();
  for (const one of model.results) if (!/^(match|OK)$/.test(outcomeOf(one))) counts.set(outcomeOf(one), (counts.get(outcomeOf(one)) ?? 0) + 1);
  const failed = model.results.filter(one => one.failed).length;
  return [
    ['Runs', group(model.results.length), null], ['Failed', group(failed), null], ['Passed', group(model.results.length - failed), null],
    ...[...counts].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([words, count]) => [words, group(count), null]),
  ];
}

class RunTable {
  constructor(model, failed) {
    this.model = model;
    this.failed = failed;
    // An index says nothing of what was observed.
    this.isObserved = model.results.some(one => observedOf(one) !== null);
    const columns = ['Outcome', 'Name', 'Result', 'Clause', 'Lasted', ...this.isObserved ? ['Expected', 'Observed'] : ['Requirement', 'Expected']];
    this.table = new VirtualTable({
      label: 'Runs', className: 'results', prefix: 'r', count: model.results.length, order: null, columns: columns.map(title => ({ title })), none: 'No run fits the filter.',
      open: index => { location.hash = 'r' + (index + 1); }, render: index => this.cells(index),
    });
    this.count = el('span', { class: 'soft', role: 'status' });
    const isOfCases = model.results.every(one => one.caseId);
    this.node = el('section', { 'aria-labelledby': 'h-results' }, el('header', {}, el('h2', { id: 'h-results' }, isOfCases ? 'Cases' : 'Live runs'), this.count), this.table.node);
    this.applyFilter();
  }

  /** Failures first; of the filter's words those about text choose among names, clauses and what was expected and observed, and violations the failed ones. */
  applyFilter() {
    const { results } = this.model;
    const { patterns, violations } = currentFilter();
    const texts = one => [one.name, one.agent, one.clause, one.requirement, outcomeOf(one), one.failed ? 'failed' : 'passed', expectedOf(one), observedOf(one)].filter(Boolean);
    const order = [...results.keys()].filter(i => (!violations || results[i].failed) && patterns.every(pattern => texts(results[i]).some(text => pattern.words(text))));
    order.sort((a, b) => Number(results[b].failed) - Number(results[a].failed) || a - b);
    this.table.setOrder(order);
    this.count.textContent = patterns.length > 0 || violations ? group(order.length) + ' of ' + many(results.length, 'run') + ' fit the filter' : group(this.failed) + ' of ' + many(results.length, 'run') + ' failed' + (this.failed > 0 ? ', failures first' : '');
    return order.length;
  }

  cells(index) {
    const one = this.model.results[index];
    const cell = (name, content, title) => el('span', { role: 'gridcell', class: 'r-' + name, title: title ? plain(title) : null }, content);
    return [
      cell('outcome', el('span', { class: 'sev ' + (one.failed ? 'sev-2' : 'sev-ok') }, one.failed ? 'failed' : 'passed')),
      cell('name', [el('a', { href: '#r' + (index + 1) }, wire(shortName(one.name))), one.agent ? el('span', { class: 'soft' }, ' ', wire(one.agent)) : null], one.name),
      cell('result', outcomeOf(one)), cell('clause', wire(one.clause ?? '')), cell('lasted', one.lasted === null ? '–' : span(one.lasted * 1e6)),
      ...(this.isObserved ? [['expected', expectedOf(one)], ['observed', observedOf(one)]] : [['observed', one.requirement], ['expected', expectedOf(one)]]).map(([name, text]) => cell(name, one.failed ? wire(text ?? '') : null, text)),
    ];
  }
}
