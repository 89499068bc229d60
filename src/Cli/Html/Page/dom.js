// Everything that is shown goes through el(): children that are strings become text nodes, so no name in a report is ever read as HTML.

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'style') for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...present(children));
  return element;
}

// What is left out of a list of children where a condition does not hold.
const present = children => children.flat().filter(child => child !== null && child !== undefined && child !== false);

// Long names may break behind their points, brackets and commas.
const breakable = text => text.split(/(?<=[.(,/\\])/).flatMap(part => [part, el('wbr')]);

const count = (number, what) => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

const amount = size => `${size.bytes.toLocaleString('en')} bytes (${count(size.slots, 'slot')}, ${count(size.words, 'word')})`;

const badge = decision => el('span', { class: `badge ${decision}` }, decision);
