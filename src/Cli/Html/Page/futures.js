// Per future its slots and words, by local.

function futuresView() {
  const items = [...report.futures].sort((a, b) => Number(b.scratch) - Number(a.scratch) || b.bytes - a.bytes);
  const most = Math.max(1, ...items.map(future => future.bytes));
  return plainView({
    id: 'futures', label: 'futures', items, what: 'future', toolbar: [], details: futureDetails,
    empty: () => report.futures.length === 0 ? 'The report has no futures: an older weaver wrote it.' : 'Nothing matches the search.',
    row: future => [
      el('span', { class: 'callee', title: future.name }, ...rowName(future.name)),
      future.scratch ? meter(future.bytes, most) : el('span', { class: 'reason', title: future.reason }, `no scratch body: ${future.reason}`),
      el('span', { class: 'size' }, future.scratch ? `${future.bytes} B` : ''),
    ],
  });
}

function futureDetails(future) {
  const room = { slots: Math.max(0, ...future.suspensions.map(suspension => suspension.slots)), words: Math.max(0, ...future.suspensions.map(suspension => suspension.words)) };
  const sites = report.places.filter(place => place.caller === future.name);
  return [
    el('h2', {}, el('span', { class: 'name' }, ...breakable(short(future.name)))),
    el('p', { class: 'full' }, ...breakable(future.name)), el('p', {}, whereOf(future), ofAssembly(future)),
    future.scratch ? el('p', {}, 'Needs ', el('b', {}, amount(future)), ' without its callees.', ...(future.contextsChangedBy ? [` It always gives its caller's contexts back: ${short(future.contextsChangedBy)} may change them.`] : []), ...(future.entry ? [' Other woven assemblies call it by its entry.'] : [])) : el('p', { class: 'note' }, `Has no scratch body: ${future.reason}.`),
    ...(room.slots + room.words === 0 ? [] : [
      el('h3', {}, 'What it keeps while it waits'),
      el('figure', { class: 'drawing frames' }, ...future.suspensions.map(suspension => frameDrawing(suspension, room))),
      fieldTable(future),
    ]),
    ...(sites.length === 0 ? [] : [el('h3', {}, 'Its awaits'), el('ul', { class: 'plain' }, ...sites.slice(0, 200).map(place =>
      el('li', {}, badge(place.decision), ' ', el('a', { href: `#sites/${place.index}` }, short(place.callee)), ' ', whereOf(place, true))))]),
  ];
}

function frameDrawing(suspension, room) {
  const cell = field => ({ from: field.index, size: 1, text: field.name, class: `cell ${field.kind} ${field.place}`, title: `${field.name}${field.type ? `: ${field.type}` : ''}\n${placeText(field)}, ${field.kind}` });
  const fixed = suspension.fields.filter(field => field.place === 'word').length;
  const words = suspension.fields.filter(field => field.place === 'word').map(cell);
  if (suspension.words > fixed) words.push({ from: fixed, size: suspension.words - fixed, class: 'cell runtime', title: 'set aside for what the JIT puts into words' });
  return el('div', { class: 'path', 'data-line': suspension.line },
    el('div', { class: 'path-label' }, badge(suspension.decision), ' ', methodLink(suspension.callee), ` ${suspension.line > 0 ? `line ${suspension.line}, ` : ''}${suspension.bytes} bytes`),
    space(room, suspension.fields.filter(field => field.place !== 'word').map(cell), words));
}

const placeText = field => field.place === 'runtime' ? `slot ${field.index}, or words: the JIT decides` : `${field.place} ${field.index}`;

// A row for each field, a column for each await: where the field is kept across it.
function fieldTable(future) {
  const key = field => `${field.kind}\n${field.name}\n${field.type}`;
  const rows = new Map();
  future.suspensions.forEach((suspension, at) => suspension.fields.forEach(field => {
    if (!rows.has(key(field))) rows.set(key(field), { field, kept: [] });
    rows.get(key(field)).kept[at] = field;
  }));
  const place = field => field ? `${field.place === 'runtime' ? 'slot* ' : `${field.place} `}${field.index}` : '';
  const hasRuntime = [...rows.values()].some(row => row.field.place === 'runtime');
  return el('div', { class: 'scroll' }, el('table', { class: 'fields' },
    el('thead', {}, el('tr', {}, el('th', {}, 'field'), el('th', {}, 'type'), el('th', {}, 'kind'), ...future.suspensions.map((suspension, i) => el('th', { class: 'number', title: suspension.callee }, suspension.line > 0 ? `line ${suspension.line}` : `await ${i + 1}`)))),
    el('tbody', {}, ...[...rows.values()].map(({ field, kept }) => el('tr', {},
      el('td', {}, field.name), el('td', { title: field.type }, field.type ? report.types[field.type] ?? field.type : ''), el('td', {}, field.kind),
      ...future.suspensions.map((_, at) => el('td', { class: 'number' }, place(kept[at]))))))),
    hasRuntime ? el('p', { class: 'legend' }, '* a struct or type parameter: the JIT puts it into words, the slot, or a holder in the slot') : null);
}
