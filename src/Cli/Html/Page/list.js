// A list that keeps only the visible rows in the document: all rows are equally high, so what is visible follows from the scroll position.

class VirtualList {
  static rowHeight = 30;

  // row(item) makes the content of a row; a row whose item has a "group" is a heading and cannot be selected.
  constructor({ label, row, onselect }) {
    this.row = row;
    this.onselect = onselect;
    this.items = [];
    this.selected = -1;
    this.rendered = new Map();
    this.canvas = el('div', { class: 'canvas', role: 'presentation' });
    this.element = el('div', { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': label, onscroll: () => this.schedule(), onkeydown: event => this.key(event) }, this.canvas);
    this.canvas.addEventListener('click', event => this.click(event));
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  setItems(items) {
    this.items = items;
    this.selected = -1;
    this.rendered.clear();
    this.canvas.replaceChildren();
    this.canvas.style.height = `${items.length * VirtualList.rowHeight}px`;
    this.element.removeAttribute('aria-activedescendant');
    this.element.scrollTop = 0;
    this.render();
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => { this.scheduled = false; this.render(); });
  }

  render() {
    const height = VirtualList.rowHeight, first = Math.max(0, Math.floor(this.element.scrollTop / height) - 8);
    const last = Math.min(this.items.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / height) + 8);
    for (const [index, element] of this.rendered) {
      if (index >= first && index < last) continue;
      element.remove();
      this.rendered.delete(index);
    }
    for (let index = first; index < last; index++) {
      if (this.rendered.has(index)) continue;
      const element = this.make(index);
      this.rendered.set(index, element);
      this.canvas.append(element);
    }
  }

  make(index) {
    const item = this.items[index], isGroup = 'group' in item;
    const attributes = isGroup
      ? { class: 'row group', role: 'presentation' }
      : { class: 'row', role: 'option', id: `${this.element.id}-${index}`, 'aria-selected': String(index === this.selected), 'aria-posinset': index + 1, 'aria-setsize': this.items.length };
    return el('div', { ...attributes, 'data-index': index, style: { top: `${index * VirtualList.rowHeight}px` } }, ...this.row(item));
  }

  click(event) {
    const row = event.target.closest('.row');
    if (!row || event.target.closest('a')) return;
    this.select(Number(row.dataset.index));
  }

  select(index, isSilent) {
    if (index < 0 || index >= this.items.length || 'group' in this.items[index]) return;
    this.rendered.get(this.selected)?.setAttribute('aria-selected', 'false');
    this.selected = index;
    this.reveal(index);
    this.rendered.get(index)?.setAttribute('aria-selected', 'true');
    this.element.setAttribute('aria-activedescendant', `${this.element.id}-${index}`);
    if (!isSilent) this.onselect(this.items[index]);
  }

  selectItem(predicate, isSilent) {
    this.select(this.items.findIndex(item => !('group' in item) && predicate(item)), isSilent);
  }

  reveal(index) {
    const height = VirtualList.rowHeight, view = this.element;
    // The heading above the first row of a group comes along.
    const top = (index > 0 && 'group' in this.items[index - 1] ? index - 1 : index) * height, bottom = (index + 1) * height;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (bottom > view.scrollTop + view.clientHeight) view.scrollTop = bottom - view.clientHeight;
    this.render();
  }

  // The next row in a direction that can be selected; the current one where there is none.
  next(from, step) {
    let index = from;
    do index += Math.sign(step); while (index >= 0 && index < this.items.length && 'group' in this.items[index]);
    return index < 0 || index >= this.items.length ? this.selected : index;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / VirtualList.rowHeight) - 1);
    const targets = {
      ArrowDown: () => this.next(this.selected, 1), j: () => this.next(this.selected, 1),
      ArrowUp: () => this.next(this.selected, -1), k: () => this.next(this.selected, -1),
      PageDown: () => this.next(Math.min(this.items.length - 1, this.selected + page) - 1, 1),
      PageUp: () => this.next(Math.max(0, this.selected - page) + 1, -1),
      Home: () => this.next(-1, 1), End: () => this.next(this.items.length, -1),
    };
    if (!(event.key in targets)) return;
    event.preventDefault();
    this.select(targets[event.key]());
  }
}
