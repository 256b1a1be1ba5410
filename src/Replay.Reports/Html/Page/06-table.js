// A table of which only the rows in sight exist, so that a hundred thousand of them cost nothing.
class VirtualTable {
  /** @param options label, className, columns ({title, sort, right}), count, key(i), render(i) -> cells, rowClass(i), open(i), choose(i) */
  constructor(options) {
    this.options = options;
    this.order = options.order ?? null;
    this.count = this.order ? this.order.length : options.count;
    this.selected = -1;
    this.pool = new Map();
    this.body = el('div', { class: 'vt-body', role: 'rowgroup' });
    this.head = options.columns ? el('div', { class: 'vt-head', role: 'row', 'aria-rowindex': 1 }, options.columns.map((column, i) => this.header(column, i))) : null;
    this.node = el('div', { class: 'vt ' + (options.className ?? ''), role: 'grid', 'aria-label': options.label, tabindex: 0, keydown: event => this.key(event), scroll: () => this.draw() },
      this.head, this.body);
    this.node.addEventListener('focus', event => { if (event.target === this.node && this.selected < 0 && this.count > 0) this.choose(0, false); });
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.node);
    this.update();
  }

  header(column, index) {
    const cell = el('div', { role: 'columnheader', class: column.right ? 'r' : null, 'aria-sort': column.sort ? 'none' : null });
    cell.append(column.sort ? button(column.title, () => this.options.sort(index), { tabindex: 0 }) : column.title);
    return cell;
  }

  showSort(index, isDescending) {
    for (const [i, cell] of [...this.head.children].entries()) {
      if (cell.hasAttribute('aria-sort')) cell.setAttribute('aria-sort', i !== index ? 'none' : isDescending ? 'descending' : 'ascending');
    }
  }

  get rowHeight() { return this.height ??= parseFloat(getComputedStyle(this.node).getPropertyValue('--row')) || 25; }

  /** The height of rows depends on the width of the page. */
  measure() {
    const before = this.height;
    this.height = undefined;
    if (before !== undefined && before !== this.rowHeight) this.update(); else this.draw();
  }

  /** Takes another choice or order of rows; the selected one stays selected when it is still there. */
  setOrder(order) {
    this.order = order;
    this.count = order ? order.length : this.options.count;
    this.update();
  }

  update() {
    for (const row of this.pool.values()) row.remove();
    this.pool.clear();
    this.node.setAttribute('aria-rowcount', this.count + (this.head ? 1 : 0));
    this.body.style.height = this.count * this.rowHeight + 'px';
    this.empty?.remove();
    this.empty = null;
    if (this.count === 0) {
      this.empty = el('div', { class: 'none', role: 'row' }, el('div', { role: 'gridcell' }, this.options.none ?? 'Nothing fits the filter.'));
      this.node.append(this.empty);
    }
    this.draw();
  }

  at(position) { return this.order ? this.order[position] : position; }

  positionOf(item) {
    if (!this.order) return item < this.count ? item : -1;
    return this.options.sorted ? search(this.order, item) : this.order.indexOf(item);
  }

  draw(all = false) {
    const height = this.rowHeight;
    const from = all ? 0 : Math.max(0, Math.floor(this.node.scrollTop / height) - 12);
    const to = all ? Math.min(this.count, PRINTED) : Math.min(this.count, Math.ceil((this.node.scrollTop + (this.node.clientHeight || 800)) / height) + 12);
    for (const [position, row] of this.pool) {
      if (position < from || position >= to) {
        if (row.contains(document.activeElement)) this.node.focus({ preventScroll: true });
        row.remove();
        this.pool.delete(position);
      }
    }
    const fresh = document.createDocumentFragment();
    for (let position = from; position < to; position++) {
      if (this.pool.has(position)) continue;
      const item = this.at(position);
      const row = el('div', {
        class: 'vt-row ' + (this.options.rowClass?.(item) ?? ''), role: 'row', 'aria-rowindex': position + (this.head ? 2 : 1), 'aria-selected': String(item === this.selected),
        id: this.options.prefix + item, click: event => { if (!event.target.closest('a, button')) this.choose(position, true); },
      }, this.options.render(item));
      row.style.transform = 'translateY(' + position * height + 'px)';
      this.pool.set(position, row);
      fresh.append(row);
    }
    // In the order of the rows, for those who read rather than see.
    this.body.append(fresh);
    if (all) this.body.append(...[...this.pool].sort((a, b) => a[0] - b[0]).map(([, row]) => row));
  }

  choose(position, isOpened, keepFocus = false) {
    if (position < 0 || position >= this.count) return;
    this.select(this.at(position));
    this.reveal(position);
    if (!keepFocus && document.activeElement !== this.node) this.node.focus({ preventScroll: true });
    if (isOpened) this.options.open?.(this.at(position));
    else this.options.choose?.(this.at(position));
  }

  select(item) {
    this.selected = item;
    for (const [position, row] of this.pool) row.setAttribute('aria-selected', String(this.at(position) === item));
    if (item >= 0) this.node.setAttribute('aria-activedescendant', this.options.prefix + item); else this.node.removeAttribute('aria-activedescendant');
  }

  reveal(position, isCentred = false) {
    const height = this.rowHeight;
    const top = position * height;
    const head = this.head ? this.head.offsetHeight : 0;
    const room = this.node.clientHeight - head;
    if (isCentred && (top < this.node.scrollTop + height || top + 2 * height > this.node.scrollTop + room)) this.node.scrollTop = top - room / 2;
    else if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + height > this.node.scrollTop + room) this.node.scrollTop = top + height - room;
    this.draw();
  }

  key(event) {
    if (event.target !== this.node && !event.target.classList.contains('vt-row')) return;
    const current = this.selected < 0 ? -1 : this.positionOf(this.selected);
    const page = Math.max(1, Math.floor(this.node.clientHeight / this.rowHeight) - 2);
    const moves = { ArrowDown: current + 1, ArrowUp: Math.max(0, current - 1), PageDown: Math.min(this.count - 1, current + page), PageUp: Math.max(0, current - page), Home: 0, End: this.count - 1 };
    if (event.key in moves) {
      this.choose(moves[event.key], false);
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && current >= 0) {
      this.options.open?.(this.at(current));
      event.preventDefault();
    } else if (this.options.key?.(event)) {
      event.preventDefault();
    }
  }

  dispose() { this.resized.disconnect(); }
}

/** Rows of a table that are printed; more do not go on paper. */
const PRINTED = 2000;

function search(sorted, value) {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === value) return middle;
    if (sorted[middle] < value) low = middle + 1; else high = middle - 1;
  }
  return -1;
}
