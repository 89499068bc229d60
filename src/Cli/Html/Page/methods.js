// Per method that scratch calls call: what a call needs, and the implementer that decides it.

function methodsView() {
  const items = [...report.methods].sort((a, b) => b.bytes - a.bytes);
  const most = Math.max(1, ...items.map(method => method.bytes));
  return plainView({
    id: 'methods', label: 'methods', items, what: 'method', toolbar: [], details: methodDetails,
    empty: () => report.methods.length === 0 ? 'The report has no methods: an older weaver wrote it, or nothing makes scratch calls.' : 'Nothing matches the search.',
    row: method => [
      el('span', { class: 'callee', title: method.name }, ...rowName(method.name)), el('span', { class: 'kind' }, method.kind),
      method.recursion ? el('span', { class: method.recursion.nested ? 'badge nesting' : 'badge growth' }, method.recursion.nested ? 'nesting' : 'recursion') : null,
      meter(method.bytes, most), el('span', { class: 'size' }, `${method.bytes} B`),
    ],
  });
}

function methodDetails(method) {
  const callers = placesOfMethod(method.name);
  return [
    el('h2', {}, el('span', { class: 'name' }, ...breakable(short(method.name)))),
    el('p', { class: 'full' }, ...breakable(method.name)),
    ...methodSummary(method),
    ...methodAdapters(method),
    ...(callers.length === 0 ? [] : [el('h3', {}, `Called at ${count(callers.length, 'place')}`), el('ul', { class: 'plain' }, ...callers.slice(0, 200).map(place =>
      el('li', {}, badge(place.decision), ' ', el('a', { href: `#sites/${place.index}`, title: place.caller }, short(place.caller)), ' ', whereOf(place, true))),
      callers.length > 200 ? el('li', {}, `… and ${callers.length - 200} more`) : null)]),
  ];
}

// What callers that are not woven get through adapters of the method's interface.
function methodAdapters(method) {
  const made = report.adapters.flatMap(adapter => adapter.calls.filter(call => call.name === method.name).map(call => ({ adapter, call })));
  return made.length === 0 ? [] : [
    el('h3', {}, `Through adapters, for callers that are not woven`),
    el('ul', { class: 'plain adapters' }, ...made.map(({ adapter, call }) => el('li', {},
      el('b', {}, adapter.strategy), ` ${adapter.interface}: `, call.reason ? `an ordinary call, since ${call.reason}` : `in the adapter, ${amount(call)}`, ' ', adapter.maker ? [short(adapter.maker), ' ', whereOf(adapter, true)] : '[assembly: Adapts]'))),
  ];
}

function methodSummary(method) {
  const most = Math.max(1, ...method.implementers.map(implementer => implementer.bytes));
  return [
    el('p', {}, `A call (${method.kind}) needs `, el('b', {}, amount(method)), method.budget > 0 && method.budget >= method.bytes ? ` of a budget of ${method.budget} bytes` : '', method.reserve > 0 ? `, ${method.reserve} of it in reserve` : '', '.'),
    method.open ? el('p', { class: 'note' }, 'Classes that the analysis cannot see may implement it.') : null,
    method.recursion ? el('p', { class: 'note' }, `${method.recursion.nested ? 'Nesting: each call is on an object that the one before holds,' : 'Recursion,'} unrolled ${count(method.recursion.levels, 'level')} deep: ${method.recursion.cycle.map(short).join(' → ')}${method.recursion.length > method.recursion.cycle.length ? ` → … (${method.recursion.length} methods)` : ''}`) : null,
    method.implementers.length === 0 ? null : el('table', { class: 'implementers' },
      el('thead', {}, el('tr', {}, el('th', {}, 'implementer'), el('th', {}, 'kind'), el('th', {}, 'own and full need'), el('th', { class: 'number' }, 'bytes'))),
      el('tbody', {}, ...[...method.implementers].sort((a, b) => b.bytes - a.bytes).map(implementer => el('tr', { class: implementer.largest ? 'largest' : '' },
        el('td', {}, futureLink(implementer.name), implementer.largest ? [' ', el('b', { class: 'decides' }, 'largest')] : null), el('td', { class: 'kind', title: implementer.reason }, implementer.kind),
        el('td', {}, el('span', { class: 'meter wide', title: `own ${implementer.ownBytes} bytes, with its callees ${implementer.bytes}` },
          el('span', { class: 'own', style: { width: percent(implementer.ownBytes, most) } }), el('span', { style: { width: percent(Math.max(0, implementer.bytes - implementer.ownBytes), most) } }))),
        el('td', { class: 'number' }, String(implementer.bytes)))))),
  ];
}
