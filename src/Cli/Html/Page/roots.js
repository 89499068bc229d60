// Per root its chain to scale, with the call paths in it and the one that decides the size.

function rootsView() {
  const most = Math.max(1, report.maxScratchBytes, ...report.roots.map(root => root.bytes));
  return plainView({
    id: 'roots', label: 'roots', items: [...report.roots].sort((a, b) => b.bytes - a.bytes), what: 'root', toolbar: [], details: rootDetails,
    empty: () => report.roots.length === 0 ? 'The report has no roots: an older weaver wrote it, or nothing makes scratch calls.' : 'Nothing matches the search.',
    row: root => [
      el('span', { class: 'callee', title: root.name }, ...rowName(root.name)),
      growthBadge(root),
      meter(root.bytes, most), el('span', { class: 'size' }, `${root.bytes} B`),
    ],
  });
}

// What happens only where objects are nested deeper than fits is no warning: most roots call a decorator.
function growthBadge(root) {
  const growing = root.growth.filter(growth => growth.why !== 'nesting');
  if (growing.length > 0) return el('span', { class: 'badge growth', title: `${count(growing.length, 'callee')} may make the chain grow` }, 'growth');
  return root.growth.length > 0 ? el('span', { class: 'badge nesting', title: 'The chain grows only where objects hold one another deeper than fits' }, 'nesting') : null;
}

const meter = (value, most) => el('span', { class: 'meter', 'aria-hidden': 'true' }, el('span', { style: { width: percent(value, most) } }));

function rootDetails(root) {
  const calls = sameCalls(root.calls).map(call => ({ ...call, decides: decidesOf(call, root) })).sort((a, b) => Number(b.decides !== null) - Number(a.decides !== null) || b.bytes - a.bytes);
  return [
    el('h2', {}, el('span', { class: 'name' }, ...breakable(short(root.name)))),
    el('p', { class: 'full' }, ...breakable(root.name)), el('p', {}, whereOf(root), ofAssembly(root)),
    el('p', {}, 'Expects a chain of ', el('b', {}, amount(root)), report.maxScratchBytes > 0 ? `; the budget of a call is ${report.maxScratchBytes} bytes. ` : '. ',
      root.unusedBytes > 0 ? `No path in the plan needs ${root.unusedBytes} of them.` : ''),
    sourceOf(root) ? el('p', { class: 'source' }, ...breakable(sourceOf(root))) : null,
    root.bytes > 0 ? rootDrawing(root, calls) : null,
    ...[...Map.groupBy(root.growth, growth => growth.why)].map(growthNote),
    ...calls.filter(call => call.path.length > 0).map(callTable),
    el('p', {}, el('a', { href: `#futures/${nameOf(root.name).future}`, hidden: nameOf(root.name).future === undefined }, 'its own future')),
  ];
}

// Where the chain comes from, or what takes its place, when that is not the pools. Reports of older weavers do not say it.
const sourceOf = root => root.allocator ? `Takes its chain from the allocator ${root.allocator}.`
  : root.sideStack > 0 ? `Has a side stack of ${root.sideStack} bytes, which takes the place of a chain that is too small.` : null;

// The chain has the slots of the call with the most slots, and the words of the one with the most words: not always the same.
function decidesOf(call, root) {
  const slots = root.slots > 0 && call.slots === root.slots, words = root.words > 0 && call.words === root.words;
  if (slots && words) return 'decides the size';
  return slots ? 'decides the slots' : words ? 'decides the words' : call.deciding ? 'decides the size' : null;
}

// Calls that differ in nothing but their line are one row.
function sameCalls(calls) {
  return [...Map.groupBy(calls, call => JSON.stringify({ ...call, line: 0, deciding: false })).values()].map(same => ({ ...same[0], deciding: same.some(call => call.deciding), lines: same.map(call => call.line).filter(line => line > 0) }));
}

const linesText = lines => lines.length === 0 ? '' : `line${lines.length > 1 ? 's' : ''} ${lines.slice(0, 8).join(', ')}${lines.length > 8 ? `, … (${lines.length})` : ''}, `;

const reasons = { recursion: 'they may call themselves deeper than the budget allows for', nesting: 'only where objects that implement them hold one another deeper than fits', budget: 'what they need does not fit the budget', 'unknown implementers': 'classes that the analysis cannot see may need more' };

const growthNote = ([why, growth]) => el('details', { class: `finding ${why === 'nesting' ? 'nesting' : 'warning'}` },
  el('summary', {}, `${count(growth.length, 'callee')} on the paths may make the chain grow: ${why}${reasons[why] ? ` (${reasons[why]})` : ''}`),
  el('ul', { class: 'plain' }, ...growth.map(({ callee, levels }) => el('li', {}, methodLink(callee), levels > 0 ? `: ${count(levels, 'call')} fit${levels === 1 ? 's' : ''} one inside the other` : null))));

function rootDrawing(root, calls) {
  return el('figure', { class: 'drawing root-paths', 'aria-label': `Chain of ${root.name}` },
    el('figcaption', { class: 'captions', style: { 'max-width': `${(root.slots + root.words) * cellWidth}px` } },
      el('span', { style: { 'flex-grow': root.slots } }, `${count(root.slots, 'slot')}: references`), el('span', { style: { 'flex-grow': root.words } }, count(root.words, 'word'))),
    ruler(root),
    ...calls.map(call => el('div', { class: `path ${call.decides ? 'deciding' : ''}`, 'data-callee': call.callee },
      el('div', { class: 'path-label' }, call.decides ? el('b', { class: 'decides' }, call.decides) : null, call.decides ? ' ' : null, methodLink(call.callee), ` ${linesText(call.lines)}${call.bytes} bytes`),
      space(root, withRest(framesIn(call.path, 'slots'), call.slots), withRest(framesIn(call.path, 'words'), call.words)))),
    el('p', { class: 'legend' }, 'One cell is 8 bytes. Frames are drawn in the order of the calls, the outermost at the left; in the chain, the innermost comes first. Hatched is not taken on that path.'));
}

const callTable = call => el('details', { open: call.decides !== null },
  el('summary', {}, `The path through ${short(call.callee)}: ${amount(call)}`),
  el('table', {},
    el('thead', {}, el('tr', {}, ...['frame', 'waits at line', 'slots', 'words', 'bytes'].map((head, i) => el('th', { class: i > 0 ? 'number' : '' }, head)))),
    el('tbody', {}, ...call.path.map(frame => el('tr', {},
      el('td', {}, el('span', { class: 'swatch', style: { '--hue': hueOf(frame.name) } }), futureLink(frame.name)),
      ...[frame.line || '', frame.slots, frame.words, frame.bytes].map(value => el('td', { class: 'number' }, String(value))))))));
