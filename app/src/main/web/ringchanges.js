// A ring over time: which letter and colour each node has, and what changed from one look to the next.

const MOST_LINES = 100;
/** While a bucket moves, more nodes may hold it. */
const DRAWN_OWNERS = 3;
/** What changed stays to be seen for so long. */
const SHOWN_MILLIS = 3000;
/** After a longer pause nobody can say how long something took. */
const LONGEST_GAP_MILLIS = 10000;

/** The letter of a slot: what tells nodes apart without colours. */
export function letter(slot) {
  return slot < 26 ? String.fromCharCode(65 + slot) : `${slot + 1}`;
}

export class RingChanges {
  constructor() {
    /** By name of the node; kept for as long as it is here, whatever the others do. */
    this.slots = new Map();
    /** Nodes that left, until all is settled again. */
    this.gone = [];
    this.log = [];
    this.fades = [];
    this.transfers = [];
  }

  get names() {
    return new Map([...this.slots].map(([name, slot]) => [slot, name]));
  }

  /** Whether something moves, or has just begun to. */
  get busy() {
    return this.period !== undefined || this.ring?.settled === false;
  }

  /** Takes in how the ring is now. */
  look(ring, now = Date.now()) {
    const before = this.ring;
    const beforeAt = this.at;
    const arcsBefore = this.arcs;
    const another = before && before.ring !== ring.ring;
    if (another) Object.assign(this, new RingChanges(), { period: undefined });
    const first = !before || another;
    this.forget(now, ring);
    this.name(ring, now, first);
    this.ring = ring;
    this.at = now;
    const slots = ring.nodes.map((node) => this.slots.get(node.name));
    this.arcs = ring.buckets.map((owners) => owners.map((index) => slots[index]));
    this.next = new Map(ring.moving.map(({ bucket, to }) => [bucket, to.map((index) => slots[index])]));
    const changed = first ? false : this.compare(arcsBefore, now);
    this.time(changed, first ? NaN : beforeAt, now);
  }

  /** Letters for those that came; a line for who came and who left. */
  name(ring, now, first) {
    const here = new Set(ring.nodes.map((node) => node.name));
    for (const name of this.slots.keys()) {
      if (!here.has(name) && !this.gone.some((node) => node.name === name)) {
        this.gone.push({ name, slot: this.slots.get(name), at: now });
        this.note({ at: now, kind: 'left', name });
        this.newsAt = now;
      }
    }
    for (const name of [...here].sort()) {
      const back = this.gone.some((node) => node.name === name);
      this.gone = this.gone.filter((node) => node.name !== name);
      if (!this.slots.has(name)) this.slots.set(name, this.freeSlot());
      else if (!back) continue;
      if (!first) {
        this.note({ at: now, kind: 'joined', name });
        this.newsAt = now;
      }
    }
  }

  freeSlot() {
    const taken = new Set(this.slots.values());
    let slot = 0;
    while (taken.has(slot)) slot++;
    return slot;
  }

  forget(now, ring) {
    this.fades = this.fades.filter((fade) => now - fade.at < SHOWN_MILLIS);
    this.transfers = this.transfers.filter((transfer) => now - transfer.at < SHOWN_MILLIS);
    if (ring.settled && !this.period) {
      const over = this.gone.filter((node) => now - node.at >= SHOWN_MILLIS);
      over.forEach((node) => this.slots.delete(node.name));
      this.gone = this.gone.filter((node) => !over.includes(node));
    }
  }

  /** What became of each arc; returns whether anything did. */
  compare(arcsBefore, now) {
    const gone = new Set(this.gone.map((node) => node.slot));
    let changed = this.newsAt === now;
    this.arcs.forEach((owners, bucket) => {
      const old = arcsBefore[bucket];
      if (old.join() === owners.join()) return;
      changed = true;
      this.begin(now);
      const source = old.find((slot) => !gone.has(slot));
      const receivers = owners.filter((slot) => !old.includes(slot));
      for (const to of receivers) {
        if (source !== undefined) this.transfers.push({ bucket, from: source, to, at: now });
      }
      if (receivers.length > 0) this.period.moved.add(bucket);
      if (old[0] !== owners[0] && old.includes(owners[0])) this.period.taken.add(bucket);
      for (let band = 0; band < DRAWN_OWNERS; band++) {
        if (old[band] !== owners[band]) this.fades.push({ bucket, band, slot: old[band], at: now });
      }
    });
    return changed;
  }

  begin(now) {
    if (this.period) return;
    this.period = { at: now, kind: 'moves', moved: new Set(), taken: new Set() };
    this.note(this.period);
  }

  /** A change is over when two looks in a row have found nothing more. */
  time(changed, beforeAt, now) {
    if (changed || !this.ring.settled) {
      this.begin(now);
      this.period.since ??= now - beforeAt < LONGEST_GAP_MILLIS ? beforeAt : NaN;
      this.period.quiet = changed && this.ring.settled ? now : undefined;
    } else if (this.period) {
      this.period.settled = ((this.period.quiet ?? now) - this.period.since) / 1000;
      this.period = undefined;
    }
  }

  note(line) {
    this.log = [line, ...this.log].slice(0, MOST_LINES);
  }

  /** What flows from whom to whom: `{from, to, arcs}`, of what moves now and what moved just now. */
  flows() {
    const flows = new Map();
    const add = (from, to) => {
      const key = `${from}-${to}`;
      flows.set(key, { key, from, to, arcs: (flows.get(key)?.arcs ?? 0) + 1 });
    };
    for (const [bucket, to] of this.next ?? []) {
      const owners = this.arcs[bucket];
      to.filter((slot) => !owners.includes(slot)).forEach((slot) => owners.length > 0 && add(owners[0], slot));
    }
    this.transfers.forEach(({ from, to }) => add(from, to));
    return [...flows.values()];
  }

  /** In how many arcs a node is the owner, its successor, and that one's. */
  shares(slot) {
    return [0, 1, 2].map((band) => this.arcs.filter((owners) => owners[band] === slot).length);
  }
}
