// A swarm as a honeycomb: a cell for each peer, filled with as much honey as it has got.
//
// Every peer keeps its cell for as long as it is here; newcomers take the free cell that is nearest
// to the middle. Who comes fades in with a ring, who goes fades out. A seed is a full cell with a
// mark, so that nobody needs to tell colours apart.

const SQRT3 = Math.sqrt(3);
const COME_MILLIS = 900;
const GO_MILLIS = 1400;
const FILL_MILLIS = 800;
const LARGEST_CELL = 40;
const SMALLEST_CELL = 5;

/** Axial coordinates of cell `index`, counted in rings around the middle. */
function spiral(index) {
  if (index === 0) return [0, 0];
  let ring = 1;
  let first = 1;
  while (index >= first + 6 * ring) {
    first += 6 * ring;
    ring++;
  }
  const side = Math.floor((index - first) / ring);
  const along = (index - first) % ring;
  const corners = [[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]];
  const steps = [[-1, 1], [-1, 0], [0, -1], [1, -1], [1, 0], [0, 1]];
  return [corners[side][0] * ring + steps[side][0] * along, corners[side][1] * ring + steps[side][1] * along];
}

export class SwarmCanvas {
  /** @param onPick hears the key of the peer under the pointer, or undefined */
  constructor(canvas, onPick) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.cells = new Map();
    this.taken = [];
    this.calm = matchMedia('(prefers-reduced-motion: reduce)');
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.again = () => this.request();
    this.dark.addEventListener('change', this.again);
    this.size = new ResizeObserver(this.again);
    this.size.observe(canvas);
    canvas.addEventListener('pointermove', (e) => this.point(e));
    canvas.addEventListener('pointerleave', () => this.pick(undefined));
    this.onPick = onPick;
  }

  close() {
    this.dark.removeEventListener('change', this.again);
    this.size.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /** @param peers of `{key, seed, share, label}`; all that are here now */
  show(peers) {
    const now = performance.now();
    const here = new Set(peers.map((peer) => peer.key));
    for (const [key, cell] of this.cells) {
      if (!here.has(key) && cell.gone === undefined) cell.gone = now;
    }
    // Seeds first, so that they are in the middle of a picture that is drawn for the first time.
    for (const peer of [...peers].sort((a, b) => Number(b.seed) - Number(a.seed))) {
      let cell = this.cells.get(peer.key);
      if (!cell) {
        cell = { slot: this.freeSlot(), came: this.drawn ? now : -Infinity, from: peer.share ?? 0, changed: -Infinity };
        this.taken[cell.slot] = true;
        this.cells.set(peer.key, cell);
      }
      cell.gone = undefined;
      if (cell.share !== peer.share) {
        cell.from = this.level(cell, now);
        cell.share = peer.share;
        cell.changed = this.drawn && cell.label !== undefined ? now : -Infinity;
      }
      cell.seed = peer.seed;
      cell.label = peer.label;
    }
    this.request();
  }

  freeSlot() {
    let slot = 0;
    while (this.taken[slot]) slot++;
    return slot;
  }

  level(cell, now) {
    const target = cell.share ?? 0;
    const progress = this.calm.matches ? 1 : Math.min(1, (now - cell.changed) / FILL_MILLIS);
    return progress >= 1 ? target : cell.from + (target - cell.from) * ease(progress);
  }

  request() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      if (this.draw()) this.request();
    });
  }

  /** Returns whether something is still moving. */
  draw() {
    const ratio = devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0) return false;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const style = getComputedStyle(this.canvas);
    this.colors = Object.fromEntries(['--honey', '--honey-deep', '--line', '--text', '--surface', '--muted', '--cell']
      .map((name) => [name, style.getPropertyValue(name).trim()]));
    const context = this.context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);

    const now = performance.now();
    let moving = false;
    for (const [key, cell] of this.cells) {
      if (cell.gone !== undefined && (this.calm.matches || now - cell.gone > GO_MILLIS)) {
        this.cells.delete(key);
        this.taken[cell.slot] = false;
      }
    }
    const layout = this.layout(width, height);
    for (const [key, cell] of this.cells) {
      const [q, r] = spiral(cell.slot);
      cell.x = layout.x + layout.radius * SQRT3 * (q + r / 2);
      cell.y = layout.y + layout.radius * 1.5 * r;
      cell.radius = layout.radius * 0.9;
      moving = this.drawCell(cell, now, key === this.picked) || moving;
    }
    this.drawn = true;
    return moving;
  }

  /** As large as fits, the middle of what is taken in the middle. */
  layout(width, height) {
    let left = 0, right = 0, top = 0, bottom = 0;
    for (const cell of this.cells.values()) {
      const [q, r] = spiral(cell.slot);
      left = Math.min(left, SQRT3 * (q + r / 2));
      right = Math.max(right, SQRT3 * (q + r / 2));
      top = Math.min(top, 1.5 * r);
      bottom = Math.max(bottom, 1.5 * r);
    }
    const fitting = Math.min((width - 16) / (right - left + SQRT3), (height - 16) / (bottom - top + 2));
    const radius = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, fitting));
    return {
      radius,
      x: width / 2 - radius * (left + right) / 2,
      y: height / 2 - radius * (top + bottom) / 2,
    };
  }

  drawCell(cell, now, picked) {
    const context = this.context;
    const age = now - cell.came;
    const coming = !this.calm.matches && age < COME_MILLIS;
    const going = !this.calm.matches && cell.gone !== undefined;
    context.save();
    context.globalAlpha = going ? Math.max(0, 1 - (now - cell.gone) / GO_MILLIS) : coming ? ease(age / COME_MILLIS) : 1;
    const level = this.level(cell, now);

    hexagon(context, cell.x, cell.y, cell.radius);
    context.fillStyle = this.colors['--cell'];
    context.fill();
    if (level > 0) {
      context.save();
      context.clip();
      context.fillStyle = this.colors['--honey'];
      const height = cell.radius * 2 * level;
      context.fillRect(cell.x - cell.radius, cell.y + cell.radius - height, cell.radius * 2, height);
      context.restore();
    }
    hexagon(context, cell.x, cell.y, cell.radius);
    context.lineWidth = picked ? 3 : cell.seed ? 2 : 1.25;
    context.strokeStyle = picked ? this.colors['--text'] : cell.seed ? this.colors['--honey-deep'] : this.colors['--line'];
    if (cell.share === undefined) context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);

    this.mark(cell);
    if (coming) {
      hexagon(context, cell.x, cell.y, cell.radius * (1 + 0.6 * ease(age / COME_MILLIS)));
      context.globalAlpha = 1 - age / COME_MILLIS;
      context.lineWidth = 2;
      context.strokeStyle = this.colors['--honey-deep'];
      context.stroke();
    }
    context.restore();
    return coming || going || (!this.calm.matches && now - cell.changed < FILL_MILLIS);
  }

  /** Of a seed the small cell inside, of others how much they have, if there is room. */
  mark(cell) {
    const context = this.context;
    if (cell.seed) {
      hexagon(context, cell.x, cell.y, cell.radius * 0.38);
      context.fillStyle = this.colors['--honey-deep'];
      context.fill();
    } else if (cell.radius > 17) {
      context.font = `600 ${Math.round(cell.radius * 0.42)}px system-ui, sans-serif`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      const share = cell.share === undefined ? '?' : `${Math.min(99, Math.floor(cell.share * 100))}%`;
      if (this.dark.matches) {
        // Light letters need an edge to stand out from honey.
        context.lineWidth = 3;
        context.lineJoin = 'round';
        context.strokeStyle = this.colors['--cell'];
        context.strokeText(share, cell.x, cell.y);
      }
      context.fillStyle = this.colors['--text'];
      context.fillText(share, cell.x, cell.y);
    }
  }

  point(e) {
    const box = this.canvas.getBoundingClientRect();
    const x = e.clientX - box.left;
    const y = e.clientY - box.top;
    let found;
    for (const [key, cell] of this.cells) {
      if (cell.gone === undefined && Math.hypot(cell.x - x, cell.y - y) < cell.radius) found = key;
    }
    this.pick(found);
  }

  pick(key) {
    if (key === this.picked) return;
    this.picked = key;
    this.onPick(key);
    this.request();
  }
}

function hexagon(context, x, y, radius) {
  context.beginPath();
  for (let corner = 0; corner < 6; corner++) {
    const angle = Math.PI / 3 * corner + Math.PI / 6;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}

function ease(t) {
  return 1 - (1 - Math.min(1, t)) ** 3;
}
