// A view is a toolbar, a list, and the details of the row that is selected.

class View {
  constructor({ id, label, row, details, toolbar, empty }) {
    this.id = id;
    this.details = details;
    this.empty = empty;
    this.search = el('input', { type: 'search', class: 'search', placeholder: 'Search  ( / )', 'aria-label': `Search ${label}`, oninput: () => this.changed() });
    this.search.addEventListener('keydown', event => this.searchKey(event));
    this.found = el('output', { class: 'found', 'aria-live': 'polite' });
    this.list = new VirtualList({ label, row, onselect: item => this.show(item) });
    this.list.element.id = `${id}-list`;
    this.list.element.addEventListener('keydown', event => { if (event.key === 'Enter') this.panel.focus(); });
    this.nothing = el('p', { class: 'nothing', hidden: true });
    this.panel = el('section', { class: 'details', tabindex: -1, 'aria-label': 'Details', onkeydown: event => { if (event.key === 'Escape') this.list.element.focus(); } });
    this.element = el('div', { class: 'view', role: 'tabpanel', id: `${id}-view`, 'aria-labelledby': `${id}-tab` },
      el('div', { class: 'toolbar' }, this.search, ...toolbar, this.found),
      el('div', { class: 'split' }, el('div', { class: 'left' }, this.list.element, this.nothing), this.panel));
  }

  // Rows from the view's own items() with the search applied; to be called after every change of a filter.
  changed() {
    const { rows, shown, all, what } = this.rows(termsOf(this.search.value));
    this.list.setItems(rows);
    this.found.textContent = shown === all ? count(all, what) : `${shown.toLocaleString('en')} of ${count(all, what)}`;
    this.nothing.hidden = shown > 0;
    this.nothing.textContent = shown > 0 ? '' : this.empty();
    const first = this.list.next(-1, 1);
    if (first >= 0) this.list.select(first, true), this.show(rows[first], true);
    else this.panel.replaceChildren();
    this.onchange?.();
  }

  show(item, isFirst) {
    this.current = item;
    this.panel.replaceChildren(...present(this.details(item)));
    this.panel.scrollTop = 0;
    if (!isFirst) this.onchange?.();
  }

  // Opens an item that may be filtered out: then the filters give way.
  open(item) {
    if (!this.list.items.includes(item)) {
      this.search.value = '';
      if (this.clearFilters) this.clearFilters();
      else this.changed();
    }
    this.list.selectItem(candidate => candidate === item);
  }

  searchKey(event) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.search.value.length === 0) { this.list.element.focus(); return; }
      this.search.value = '';
      this.changed();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      this.list.element.focus();
    }
  }
}

// The plain case: items in an order of their own, narrowed down by the search.
function plainView({ items, what, ...options }) {
  const view = new View(options);
  view.rows = terms => {
    const shown = items.filter(item => matches(item, terms));
    return { rows: shown, shown: shown.length, all: items.length, what };
  };
  return view;
}
