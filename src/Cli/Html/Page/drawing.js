// Scratch space drawn to scale: two runs beside each other, reference slots and words, and in them the frames of a call path, one behind the other.

const cellWidth = 46;   // the widest that 8 bytes are drawn, in pixels

// Colours go by method, so that recursion shows.
function hueOf(name) {
  let hash = 7;
  for (const c of name) hash = (hash * 31 + c.codePointAt(0)) % 360;
  return hash;
}

const percent = (part, whole) => `${whole === 0 ? 0 : 100 * part / whole}%`;

// A run of a space with what lies in it: parts are { from, size, ... } in units of 8 bytes.
function run(kind, room, parts) {
  return el('div', { class: `run ${kind}`, 'data-kind': kind, 'data-room': room, style: { 'flex-grow': room, 'background-size': `${percent(1, room)} 100%` } },
    ...parts.filter(part => part.size > 0).map(part => el('div', {
      class: `frame ${part.class ?? ''}`, title: part.title, 'data-size': part.size, 'data-from': part.from,
      style: { left: percent(part.from, room), width: percent(part.size, room), ...(part.hue === undefined ? {} : { '--hue': part.hue }) },
    }, ...[part.text ?? []].flat().map(line => el('span', {}, line)))));
}

function space(room, slots, words) {
  return el('div', { class: 'space', style: { 'max-width': `${(room.slots + room.words) * cellWidth}px` } }, run('slots', room.slots, slots), run('words', room.words, words));
}

// The frames of a path, in one of the two runs.
function framesIn(path, unit) {
  let from = 0;
  return path.map(frame => {
    const part = { from, size: frame[unit], text: twoParts(frame.name), hue: hueOf(frame.name), title: `${frame.name}\n${amount(frame)}${frame.line > 0 ? `, waiting at line ${frame.line}` : ''}` };
    from += frame[unit];
    return part;
  });
}

// What the call needs beyond the frames of its path: what is set aside for implementers that the analysis cannot see, or for the path that decides the other run.
function withRest(parts, needed) {
  const used = parts.reduce((sum, part) => sum + part.size, 0);
  return needed > used ? [...parts, { from: used, size: needed - used, class: 'rest', title: `${8 * (needed - used)} bytes of the call's need that no frame of this path takes` }] : parts;
}

function ruler(room) {
  // One step for both runs, so that the numbers find room in the shorter one.
  const step = 2 ** Math.max(0, Math.ceil(Math.log2((room.slots + room.words) / 18)));
  const marks = units => {
    // The last one would run into the other run.
    return Array.from({ length: Math.ceil(units / step) }, (_, i) => i * step).map(at => el('i', { style: { left: percent(at, units) } }, String(8 * at)));
  };
  const part = (kind, units) => el('div', { class: `run ${kind}`, style: { 'flex-grow': units } }, ...marks(units));
  return el('div', { class: 'ruler', 'aria-hidden': 'true', style: { 'max-width': `${(room.slots + room.words) * cellWidth}px` } }, part('slots', room.slots), part('words', room.words));
}
