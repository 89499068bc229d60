// The report, with what all views need to look up.

const report = JSON.parse(document.getElementById('data').textContent);

report.places.forEach((place, index) => {
  place.index = index;
  place.haystack = [place.caller, place.callee, place.file, place.reason, place.id, place.decision, place.assembly].join('\n').toLowerCase();
});
for (const list of [report.roots, report.futures, report.methods, report.findings])
  list.forEach((item, index) => { item.index = index; item.haystack = [item.name, item.file, item.id, item.message, item.assembly].join('\n').toLowerCase(); });

const nameOf = full => report.names[full] ?? { type: '', signature: full, short: full };
const short = full => nameOf(full).short;

// The short name without its parameters, in two parts: of the type the last name, and the method.
function twoParts(full) {
  const name = short(full).split('(')[0], point = name.lastIndexOf('.');
  return [name.slice(0, Math.max(0, point)), name.slice(point + 1)];
}

// For a row: the parameters count less than the name.
function rowName(full) {
  const name = short(full), at = name.indexOf('(');
  return at < 0 ? [name] : [name.slice(0, at), el('span', { class: 'parameters' }, name.slice(at))];
}

const placesByCallee = Map.groupBy(report.places, place => place.callee);
const placesOfMethod = full => Object.entries(report.names).filter(([, name]) => name.method !== undefined && name.method === nameOf(full).method)
  .flatMap(([callee]) => placesByCallee.get(callee) ?? []);

const matches = (item, terms) => terms.every(term => item.haystack.includes(term));
const termsOf = text => text.toLowerCase().split(/\s+/).filter(term => term.length > 0);

// Where a source file is, as a link; plain text where the report has no file. A row has room for the file's name alone.
function whereOf(place, inRow) {
  if (!place.file) return el('span', { class: 'where' }, place.line > 0 ? `line ${place.line}` : inRow ? '' : 'no symbols');
  const line = place.line > 0 ? `:${place.line}` : '', whole = place.file + line;
  const text = inRow ? [el('span', { class: 'file' }, place.file.split(/[\\/]/).pop()), el('span', {}, line)] : breakable(whole);
  const link = report.links[place.file];
  if (!link) return el('span', { class: 'where', title: whole }, ...text);
  const href = link.replaceAll('{line}', Math.max(1, place.line)).replaceAll('{column}', Math.max(1, place.column ?? 1));
  return el('a', { class: 'where', href, title: whole, tabindex: inRow ? -1 : null }, ...text);
}

// Of an application, in which assembly something is.
const ofAssembly = item => item.assembly ? ` in ${item.assembly}` : null;

// A method's short name: a link to what the report says of it, where it says something.
function methodLink(full) {
  const name = nameOf(full);
  const href = name.method !== undefined ? `#methods/${name.method}` : name.future !== undefined ? `#futures/${name.future}` : null;
  return el(href ? 'a' : 'span', { href, title: full }, ...breakable(name.short));
}

const futureLink = (full, text = breakable(short(full))) => nameOf(full).future === undefined ? el('span', { title: full }, ...text) : el('a', { href: `#futures/${nameOf(full).future}`, title: full }, ...text);
