// Every place where an async call may allocate, and why. The first thing that the page shows.

function sitesView() {
  const decisions = ['escapes', 'boxed', 'ordinary', 'scratch'];
  const filters = { scope: 'may', only: new Set(), group: 'method' };

  const scopeButton = (scope, text, number) => el('button', { type: 'button', class: 'scope', 'data-scope': scope, 'aria-pressed': 'false', onclick: () => { filters.scope = scope; update(); } }, text, el('b', {}, String(number)));
  const scopes = [
    scopeButton('may', 'may allocate', report.places.filter(place => place.mayAllocate).length),
    scopeButton('all', 'all', report.places.length),
  ];
  const chips = decisions.map(decision => el('button', {
    type: 'button', class: `chip ${decision}`, 'data-decision': decision, 'aria-pressed': 'false',
    onclick: () => {
      if (!filters.only.delete(decision)) filters.only.add(decision);
      // A decision that cannot allocate is asked for: then it is to be seen.
      if (filters.only.size > 0 && !report.places.some(place => filters.only.has(place.decision) && inScope(place))) filters.scope = 'all';
      update();
    },
  }, decision, el('b', {}, String(report.places.filter(place => place.decision === decision).length))));
  const group = el('select', { 'aria-label': 'Group by', onchange: () => { filters.group = group.value; update(); } },
    ...['method', 'reason', 'file', 'callee', ...(report.assemblies ? ['assembly'] : [])].map(by => el('option', { value: by }, `by ${by}`)));

  const inScope = place => filters.scope === 'all' || place.mayAllocate;
  const groupOf = {
    method: place => place.caller, callee: place => place.callee, file: place => place.file ?? 'no symbols',
    reason: place => place.isAwait ? place.reason : `not awaited at once: ${place.reason}`,
    ...(report.assemblies ? { assembly: place => place.assembly } : {}),
  };

  const view = new View({
    id: 'sites', label: 'await sites', details: siteDetails, row: item => 'group' in item ? groupRow(item, filters.group) : siteRow(item, filters.group),
    toolbar: [el('div', { class: 'segmented', role: 'group', 'aria-label': 'Which places' }, ...scopes), el('div', { class: 'chips', role: 'group', 'aria-label': 'Decisions' }, ...chips), group],
    empty: () => view.search.value === '' && filters.scope === 'may' && filters.only.size === 0
      ? `No await allocates a box by its decision: all ${report.places.length.toLocaleString('en')} are scratch calls, or wait for what is no async method of ${report.assemblies ? 'these assemblies' : 'this assembly'}.${report.roots.some(root => root.growth.some(growth => growth.why !== 'nesting')) ? ' Where calls may make a chain grow, the roots show.' : ''}`
      : 'Nothing matches the search and the filters.',
  });

  view.rows = terms => {
    const shown = report.places.filter(place => inScope(place) && (filters.only.size === 0 || filters.only.has(place.decision)) && matches(place, terms));
    const groups = [...Map.groupBy(shown, groupOf[filters.group])];
    // Reasons by weight, the rest by name as the report has it.
    if (filters.group === 'reason') groups.sort((a, b) => b[1].length - a[1].length);
    else if (filters.group !== 'method') groups.sort((a, b) => a[0] < b[0] ? -1 : 1);
    return { rows: groups.flatMap(([name, places]) => [{ group: name, size: places.length, first: places[0] }, ...places]), shown: shown.length, all: report.places.length, what: 'place' };
  };

  function update() {
    for (const button of scopes) button.setAttribute('aria-pressed', String(button.dataset.scope === filters.scope));
    for (const chip of chips) chip.setAttribute('aria-pressed', String(filters.only.has(chip.dataset.decision)));
    group.value = filters.group;
    view.changed();
  }

  view.clearFilters = () => { filters.scope = 'all'; filters.only.clear(); update(); };
  view.state = () => ({ q: view.search.value, scope: filters.scope === 'all' ? 'all' : '', only: [...filters.only].join(), group: filters.group === 'method' ? '' : filters.group });
  view.restore = state => {
    view.search.value = state.get('q') ?? '';
    filters.scope = state.get('scope') === 'all' ? 'all' : 'may';
    filters.only = new Set((state.get('only') ?? '').split(',').filter(decision => decisions.includes(decision)));
    filters.group = state.get('group') in groupOf ? state.get('group') : 'method';
    update();
  };
  return view;
}

function groupRow(item, by) {
  const isMethod = by === 'method' || by === 'callee';
  return [
    el('span', { class: 'group-name', title: item.group }, isMethod ? [el('span', { class: 'type' }, nameOf(item.group).type ? nameOf(item.group).type + '.' : ''), nameOf(item.group).signature] : item.group),
    el('span', { class: 'number' }, String(item.size)),
  ];
}

// Beside the callee stands what the heading does not say.
function siteRow(place, by) {
  return [
    badge(place.decision),
    by === 'callee' ? el('span', { class: 'callee', title: place.caller }, ...rowName(place.caller)) : el('span', { class: 'callee', title: place.callee }, ...rowName(place.callee)),
    by === 'reason' ? el('span', { class: 'reason', title: place.caller }, 'in ', twoParts(place.caller).join('.')) : el('span', { class: 'reason', title: place.reason }, place.reason),
    el('span', { class: 'size' }, place.decision === 'scratch' && place.bytes > 0 ? `${place.bytes} B` : ''),
    whereOf(place, true),
  ];
}

function siteDetails(place) {
  const findings = report.findings.filter(finding => finding.assembly === place.assembly && finding.file === place.file && finding.line === place.line && (!place.id || finding.id === place.id));
  const method = report.methods[nameOf(place.callee).method];
  return [
    el('h2', {}, badge(place.decision), ' ', el('span', { class: 'name' }, ...breakable(short(place.callee)))),
    el('p', { class: 'full' }, ...breakable(place.callee)),
    el('dl', { class: 'facts' },
      el('dt', {}, place.isAwait ? 'why' : 'the future is'), el('dd', {}, place.reason, place.id ? el('span', { class: 'id' }, ` ${place.id}`) : null),
      place.assembly ? [el('dt', {}, 'assembly'), el('dd', {}, place.assembly)] : [],
      el('dt', {}, 'where'), el('dd', {}, whereOf(place)),
      el('dt', {}, 'in'), el('dd', { class: 'full' }, futureLink(place.caller, breakable(place.caller))),
      place.bytes > 0 ? [el('dt', {}, 'needs'), el('dd', {}, amount(place))] : []),
    findings.length === 0 && place.help ? el('p', { class: 'help' }, `help: ${place.help}`) : null,
    ...findings.map(findingNote),
    ...(method ? [el('h3', {}, 'The callee'), ...methodSummary(method)] : []),
  ];
}

const findingNote = finding => el('div', { class: `finding ${finding.severity}` },
  el('p', {}, el('b', {}, finding.id), ` ${finding.message}`),
  finding.help ? el('p', { class: 'help' }, `help: ${finding.help}`) : null,
  finding.link ? el('p', { class: 'full' }, /^https?:/.test(finding.link) ? el('a', { href: finding.link, rel: 'noreferrer' }, finding.link) : finding.link) : null);
