// The views, the address of what is shown (#view/item?filters), keys, and the theme.

const views = [
  { id: 'sites', text: 'Awaits and calls', number: report.places.length, make: sitesView },
  { id: 'roots', text: 'Roots', number: report.roots.length, make: rootsView },
  { id: 'futures', text: 'Futures', number: report.futures.length, make: futuresView },
  { id: 'methods', text: 'Methods', number: report.methods.length, make: methodsView },
  { id: 'diagnostics', text: 'Diagnostics', number: report.findings.length, make: findingsView },
];
const lists = { sites: report.places, roots: report.roots, futures: report.futures, methods: report.methods, diagnostics: report.findings };
const main = document.getElementById('main');
let current = null;

document.getElementById('title').append('Unboxed ', el('span', { class: 'assembly' }, report.assembly || 'report'), ...(report.weaver ? [el('small', {}, ` weaver ${report.weaver}`)] : []));
document.getElementById('tabs').append(...views.map((view, index) => view.tab = el('a', {
  href: `#${view.id}`, role: 'tab', id: `${view.id}-tab`, 'aria-selected': 'false', 'aria-controls': `${view.id}-view`, title: `${index + 1}`,
}, view.text, el('b', {}, String(view.number)))));

// A view is made when it is first opened.
function open(id) {
  const entry = views.find(view => view.id === id) ?? views[0];
  if (current === entry) return;
  for (const view of views) view.tab.setAttribute('aria-selected', String(view === entry));
  const isNew = !entry.view;
  entry.view ??= entry.make();
  current = entry;
  main.replaceChildren(entry.view.element);
  if (isNew) {
    entry.view.restore ? entry.view.restore(new URLSearchParams(location.hash.split('?')[1] ?? '')) : entry.view.changed();
    entry.view.onchange = remember;
  } else entry.view.list.render();
}

// The address follows what is shown, without a step in the history for each key press. Browsers refuse some hundred changes in
// half a minute, and an arrow key that is held down is faster than that: the address waits until the reader does.
let pending = 0;
function remember() {
  clearTimeout(pending);
  pending = setTimeout(writeAddress, 200);
}

function writeAddress() {
  const state = new URLSearchParams(Object.entries(current.view.state?.() ?? { q: current.view.search.value }).filter(([, value]) => value)).toString();
  const item = current.view.current ? `/${current.view.current.index}` : '';
  history.replaceState(null, '', `#${current.id}${item}${state ? `?${state}` : ''}`);
}

function follow() {
  clearTimeout(pending);
  const [id, item] = location.hash.slice(1).split('?')[0].split('/');
  open(id);
  const target = lists[current.id][Number(item)];
  if (item !== undefined && target) current.view.open(target);
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, dialog')) return;
  const number = Number(event.key);
  if (event.key === '/') { event.preventDefault(); current.view.search.focus(); current.view.search.select(); }
  else if (event.key === '?') document.getElementById('help').showModal();
  else if (number >= 1 && number <= views.length) { location.hash = views[number - 1].id; current.view.list.element.focus(); }
}

const themes = ['system', 'light', 'dark'];
function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.getElementById('theme').textContent = { system: '◐', light: '☀', dark: '☾' }[theme];
  document.getElementById('theme').setAttribute('aria-label', `Theme: ${theme}`);
}

document.getElementById('theme').addEventListener('click', () => setTheme(themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length]));
document.getElementById('help-button').addEventListener('click', () => document.getElementById('help').showModal());
document.addEventListener('keydown', key);
addEventListener('hashchange', follow);
setTheme('system');
follow();
