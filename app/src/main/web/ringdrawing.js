// A ring as a drawing: around the edge what each node owns, in two thinner bands inside who comes after
// it, and in the middle the nodes themselves, with what flows between them.

import { html, nothing, svg } from './lib/lit-html.js';
import { repeat } from './lib/directives/repeat.js';
import { letter } from './ringchanges.js';
import { text } from './strings.js';

export const ARCS = 128;
const COLORS = 8;
const PATTERNS = 5;
const BANDS = [{ inner: 162, outer: 216 }, { inner: 132, outer: 156 }, { inner: 108, outer: 126 }];
const LABELS = 233;
const MIDDLE = 96;

function at(radius, arc) {
  const angle = arc / ARCS * 2 * Math.PI - Math.PI / 2;
  return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
}

/** From arc `from` up to, and without, arc `to`. */
function sector(from, to, inner, outer) {
  const large = to - from > ARCS / 2 ? 1 : 0;
  return `M${at(outer, from)}A${outer} ${outer} 0 ${large} 1 ${at(outer, to)}L${at(inner, to)}A${inner} ${inner} 0 ${large} 0 ${at(inner, from)}z`;
}

const TICKS = BANDS.map(({ inner, outer }) =>
  Array.from({ length: ARCS }, (_, arc) => `M${at(inner, arc)}L${at(outer, arc)}`).join('')).join('');

/** Neighbours of the same value as one `{from, to, value}`; never all the way around. */
export function runs(values) {
  const found = [];
  values.forEach((value, index) => {
    const last = found[found.length - 1];
    if (last && last.value === value && index - last.from < ARCS / 2) last.to = index + 1;
    else found.push({ from: index, to: index + 1, value });
  });
  return found;
}

export function hexagon(radius) {
  return Array.from({ length: 6 }, (_, corner) => {
    const angle = Math.PI / 3 * corner + Math.PI / 6;
    return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`;
  }).join(' ');
}

/** A colour and a pattern for each slot. The patterns of eight slots in a row differ from those of the same colour. */
function fills(slots) {
  const marks = [
    nothing,
    svg`<path d="M-2 2 2 -2M-2 10 10 -2M6 10 10 6"/>`,
    svg`<circle cx="2" cy="2" r="1.2"/><circle cx="6" cy="6" r="1.2"/>`,
    svg`<path d="M-2 6 2 10M-2 -2 10 10M6 -2 10 2"/>`,
    svg`<path d="M0 4H8M4 0V8"/>`,
  ];
  return svg`<defs>${slots.map((slot) => svg`<pattern id="ring-fill-${slot}" width="8" height="8" patternUnits="userSpaceOnUse">
      <rect class="ring-color-${slot % COLORS}" width="8" height="8"/><g class="ring-marks">${marks[slot % PATTERNS]}</g></pattern>`)}
    <marker id="ring-arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="ring-tip" d="M0 0 8 4 0 8z"/></marker></defs>`;
}

/** The sign of a node where it is named. */
export function sign(slot) {
  return html`<svg class="ring-sign" viewBox="-12 -12 24 24" aria-hidden="true">
    <polygon points=${hexagon(11)} fill="url(#ring-fill-${slot})"/></svg><b class="ring-letter">${letter(slot)}</b>`;
}

/** Which arc is under the pointer; undefined if none is. */
export function arcAt(drawing, e) {
  const box = drawing.getBoundingClientRect();
  const scale = 490 / box.width;
  const x = (e.clientX - box.left - box.width / 2) * scale;
  const y = (e.clientY - box.top - box.height / 2) * scale;
  const radius = Math.hypot(x, y);
  if (radius < BANDS[2].inner || radius > BANDS[0].outer) return undefined;
  return Math.floor((Math.atan2(x, -y) / (2 * Math.PI) + 1) * ARCS) % ARCS;
}

/**
 * @param changes the ring
 * @param picked a slot whose arcs stand out
 * @param arc that stands out
 */
export function drawing(changes, picked, arc) {
  const slots = [...changes.slots.values()].sort((a, b) => a - b);
  const places = new Map(slots.map((slot, index) => [slot, place(index, slots.length)]));
  return html`<svg class="ring-drawing" viewBox="-245 -245 490 490" role="img" aria-label=${text.ring.label(changes.ring.nodes.length)}>
    ${fills(slots)}
    ${BANDS.map((_, band) => bandOf(changes, band, picked))}
    <path class="ring-ticks" d=${TICKS}/>
    ${moving(changes)}
    ${fading(changes)}
    ${labels(changes, picked)}
    ${flows(changes, places)}
    ${arc === undefined ? nothing : spotlight(changes, arc, places)}
    ${repeat(slots, (slot) => slot, (slot) => node(changes, slot, places.get(slot), picked))}
  </svg>`;
}

function bandOf(changes, band, picked) {
  const { inner, outer } = BANDS[band];
  return svg`<g>${runs(changes.arcs.map((owners) => owners[band])).map(({ from, to, value }) => svg`<path
    class="ring-arc ${picked !== undefined && value !== picked ? 'dim' : ''} ${value === undefined ? 'nobody' : ''}"
    fill=${value === undefined ? 'none' : `url(#ring-fill-${value})`} d=${sector(from, to, inner, outer)}/>`)}</g>`;
}

/** Over an arc that moves, who is to have it. */
function moving(changes) {
  const parts = [];
  for (const [bucket, to] of changes.next) {
    to.forEach((slot, band) => {
      if (band >= BANDS.length || changes.arcs[bucket][band] === slot) return;
      const { inner, outer } = BANDS[band];
      parts.push(svg`<path class="ring-coming" fill="url(#ring-fill-${slot})" d=${sector(bucket, bucket + 1, outer - (outer - inner) * 0.4, outer)}/>
        <path class="ring-ants" d=${sector(bucket, bucket + 1, inner, outer)}/>`);
    });
  }
  return svg`<g>${parts}</g>`;
}

/** What an arc was a moment ago, on its way out. */
function fading(changes) {
  return svg`<g>${repeat(changes.fades, (fade) => `${fade.at}/${fade.bucket}/${fade.band}`, ({ bucket, band, slot }) => svg`<g class="ring-fade ${band === 0 ? 'leaves' : ''}">
    ${slot === undefined ? nothing : svg`<path class="ring-was" fill="url(#ring-fill-${slot})" d=${sector(bucket, bucket + 1, BANDS[band].inner, BANDS[band].outer)}/>`}
    <path class="ring-new" d=${sector(bucket, bucket + 1, BANDS[band].inner, BANDS[band].outer)}/></g>`)}</g>`;
}

function labels(changes, picked) {
  return svg`<g class="ring-labels">${runs(changes.arcs.map((owners) => owners[0]))
    .filter(({ value }) => value !== undefined && (picked === undefined || value === picked))
    .map(({ from, to, value }) => {
      const [x, y] = at(LABELS, (from + to) / 2).split(' ');
      return svg`<text class=${to - from > 2 ? 'wide' : ''} x=${x} y=${y}>${letter(value)}</text>`;
    })}</g>`;
}

/** Nodes stand in a circle, from the top clockwise in the order of their letters. */
function place(index, count) {
  if (count === 1) return { x: 0, y: 0, radius: 26 };
  const angle = index / count * 2 * Math.PI - Math.PI / 2;
  const half = Math.sin(Math.PI / count);
  const radius = Math.min(24, MIDDLE * half / (1.15 + half)); // the largest that do not touch
  return { x: (MIDDLE - radius) * Math.cos(angle), y: (MIDDLE - radius) * Math.sin(angle), radius };
}

function node(changes, slot, { x, y, radius }, picked) {
  const gone = changes.gone.some((other) => other.slot === slot);
  const here = changes.ring.nodes.some((other) => other.here && changes.slots.get(other.name) === slot);
  const kind = `${gone ? 'gone' : ''} ${here ? 'here' : ''} ${picked !== undefined && picked !== slot ? 'dim' : ''}`;
  return svg`<g class="ring-node ${kind}" transform="translate(${x.toFixed(2)} ${y.toFixed(2)})" data-slot=${slot}>
    <polygon class="ring-shell" points=${hexagon(radius)} fill=${gone ? 'none' : `url(#ring-fill-${slot})`}/>
    <polygon class="ring-heart" points=${hexagon(radius * 0.66)}/>
    <text font-size=${Math.max(9, radius * 0.72)}>${letter(slot)}</text></g>`;
}

function flows(changes, places) {
  return svg`<g>${changes.flows().filter(({ from, to }) => places.has(from) && places.has(to)).map(({ from, to, arcs }) => {
    const start = places.get(from);
    const end = places.get(to);
    const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
    const [x, y] = [(end.x - start.x) / length, (end.y - start.y) / length];
    // Bent to one side, so that both directions can be seen.
    const middle = { x: (start.x + end.x) / 2 + y * 14, y: (start.y + end.y) / 2 - x * 14 };
    return svg`<path class="ring-flow" marker-end="url(#ring-arrow)" stroke-width=${Math.min(5, 1.5 + arcs / 12)}
        d="M${start.x + x * start.radius} ${start.y + y * start.radius}Q${middle.x} ${middle.y} ${end.x - x * (end.radius + 3)} ${end.y - y * (end.radius + 3)}"/>
      <text class="ring-count" x=${middle.x + y * 3} y=${middle.y - x * 3}>${arcs}</text>`;
  })}</g>`;
}

/** One arc, with a line to each of its owners: the first the thickest. */
function spotlight(changes, arc, places) {
  return svg`<g class="ring-spot">
    ${changes.arcs[arc].filter((slot) => places.has(slot)).map((slot, rank) => {
      const { x, y } = places.get(slot);
      return svg`<path class="ring-line rank-${rank}" d="M${at(BANDS[2].inner, arc + 0.5)}L${x} ${y}"/>`;
    })}
    <path class="ring-outline" d=${sector(arc, arc + 1, BANDS[2].inner - 2, BANDS[0].outer + 3)}/></g>`;
}
