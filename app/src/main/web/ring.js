// The ring of trackers: who owns what, where an info-hash lives, and what moves.

import { html, nothing } from './lib/lit-html.js';
import { repeat } from './lib/directives/repeat.js';
import { call } from './api.js';
import { clock, number } from './format.js';
import { letter } from './ringchanges.js';
import { ARCS, arcAt, drawing, runs, sign } from './ringdrawing.js';
import { text } from './strings.js';

const POLL_MILLIS = 2000;
const BUSY_POLL_MILLIS = 500;
/** Of a v2 hash, trackers use the first 40 digits. */
const HASH = /(?<![0-9a-z])(?:[0-9a-f]{24})?[0-9a-f]{40}(?![0-9a-z])/i;
const HASH_DIGITS = 40;

export class RingView {
  constructor(app) {
    this.app = app;
    /** Outlives this view: what was seen of the ring is not forgotten on the way to another view. */
    this.changes = app.ringChanges;
    this.typed = new URLSearchParams(location.search).get('info_hash') ?? '';
    this.infoHash = hashIn(this.typed);
    this.seen = () => document.hidden || this.load();
    document.addEventListener('visibilitychange', this.seen);
  }

  get title() {
    return text.ring.heading;
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.request?.abort();
    document.removeEventListener('visibilitychange', this.seen);
  }

  async load() {
    clearTimeout(this.timer);
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    try {
      const ring = await call(this.infoHash ? `ring?info_hash=${this.infoHash}` : 'ring', { signal: request.signal });
      if (this.closed) return;
      this.changes.look(ring);
      this.place = ring.place;
      this.error = undefined;
    } catch (e) {
      if (e.name === 'AbortError' || this.closed) return;
      this.error = e;
    }
    this.app.draw();
    // Where there is no ring, there will be none until the tracker starts again.
    if (!document.hidden && this.error?.status !== 404) {
      this.timer = setTimeout(() => this.load(), this.changes.busy ? BUSY_POLL_MILLIS : POLL_MILLIS);
    }
  }

  find(typed) {
    this.typed = typed;
    this.infoHash = hashIn(typed);
    this.place = undefined;
    // In the address, so that it can be sent to somebody.
    history.replaceState(null, '', this.infoHash ? `/ring?info_hash=${this.infoHash}` : '/ring');
    if (this.infoHash) this.load();
    this.app.draw();
  }

  pick(slot) {
    this.picked = this.picked === slot ? undefined : slot;
    this.app.draw();
  }

  over(what) {
    if (this.overSlot === what.slot && this.overArc === what.arc) return;
    this.overSlot = what.slot;
    this.overArc = what.arc;
    this.app.draw();
  }

  template() {
    if (this.error?.status === 404) {
      return html`<h1>${text.ring.heading}</h1><p class="empty">${text.ring.none}
        <br><span class="muted">${text.ring.noneHint} <code>panal tracker --join</code></span></p>`;
    }
    const fault = this.error ? html`<p class="fault" role="alert">${text.error(this.error.message)}</p>` : nothing;
    if (!this.changes.ring) return html`<h1>${text.ring.heading}</h1>${fault}`;
    return html`
      <div class="title"><h1>${text.ring.heading}</h1></div>
      ${fault}
      ${this.facts()}
      <div class="columns ring">
        <section class="panel ring-left">${this.picture()}</section>
        <div class="ring-side">
          <section class="panel">${this.lookup()}</section>
          <section class="panel">${this.nodes()}</section>
        </div>
        <section class="panel wide">${this.history()}</section>
        <section class="panel wide">${this.arcs()}</section>
      </div>`;
  }

  facts() {
    const words = text.ring;
    const ring = this.changes.ring;
    const fact = (label, value) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`<dl class="facts">
      ${fact(words.name, ring.ring)}
      ${fact(words.nodes, number(ring.nodes.length))}
      ${fact(words.state, html`<span class="ring-state ${ring.settled ? '' : 'moves'}" role="status">${ring.settled ? words.settled
        : ring.moving.length > 0 ? words.moving(ring.moving.length) : words.unsettled}</span>`)}
      ${fact(words.mode, html`<span title=${words.modeHint[ring.mode] ?? ''}>${words.modes[ring.mode] ?? ring.mode}</span>`)}
      ${fact(words.lag, words.millis(ring.lag_ms))}
      ${fact(words.lost, html`<span class=${ring.lost_batches > 0 ? 'fault' : ''}>${number(ring.lost_batches)}</span>`)}
    </dl>`;
  }

  picture() {
    const slot = this.overSlot ?? this.picked;
    const arc = this.overArc ?? (this.overSlot === undefined ? this.place?.bucket : undefined);
    return html`<div class="ring-box"
        @pointermove=${(e) => this.over(this.under(e))} @pointerleave=${() => this.over({})}
        @click=${(e) => this.click(e)}>${drawing(this.changes, slot, arc)}</div>
      <p class="ring-said">${this.said(slot, arc)}</p>
      <p class="muted small">${text.ring.how}</p>`;
  }

  under(e) {
    const found = e.target.closest?.('[data-slot]');
    return found ? { slot: Number(found.dataset.slot) } : { arc: arcAt(e.currentTarget.firstElementChild, e) };
  }

  click(e) {
    const { slot, arc } = this.under(e);
    if (slot !== undefined) this.pick(slot);
    else if (arc !== undefined && this.changes.arcs[arc].length > 0) this.pick(this.changes.arcs[arc][0]);
  }

  said(slot, arc) {
    const names = this.changes.names;
    if (this.overArc !== undefined || (slot === undefined && arc !== undefined)) {
      return html`<strong>${text.ring.arc(arc)}</strong> <span class="muted">${text.ring.hashes(firstByte(arc))}</span><br>
        ${this.changes.arcs[arc].map((owner, rank) => html`${rank > 0 ? ' → ' : ''}<span class="ring-name">${sign(owner)} ${names.get(owner)}</span>`)}`;
    }
    if (slot !== undefined && names.has(slot)) {
      return html`<strong class="ring-name">${sign(slot)} ${names.get(slot)}</strong><br>${text.ring.shares(...this.changes.shares(slot))}`;
    }
    return html`<span class="muted">${text.ring.point}</span>`;
  }

  lookup() {
    const words = text.ring;
    const bad = this.typed.trim() !== '' && !this.infoHash;
    return html`<form class="ring-lookup" @submit=${(e) => e.preventDefault()}>
        <h2><label for="ring-hash">${words.where}</label></h2>
        <input id="ring-hash" type="search" name="info_hash" placeholder=${words.whereHint} autocomplete="off" spellcheck="false"
          aria-invalid=${bad ? 'true' : 'false'} aria-describedby="ring-place" .value=${this.typed} @input=${(e) => this.find(e.target.value)}>
      </form>
      <div id="ring-place" role="status">${bad ? html`<p class="fault">${words.whereBad}</p>` : this.place ? this.livesAt(this.place) : nothing}</div>`;
  }

  livesAt(place) {
    const words = text.ring;
    const slots = this.changes.arcs[place.bucket];
    return html`
      <p>${place.name ? html`<a href="/torrents/${place.info_hash}" data-view>${place.name}</a><br>` : nothing}
        <span class="muted">${words.inArc(place.bucket)}, ${words.hashes(firstByte(place.bucket))}</span></p>
      <ol class="ring-owners">${place.owners.map((owner, rank) => html`<li><span class="muted">${words.ranks[rank] ?? words.alsoHolds}</span>
        <span class="ring-name">${slots[rank] === undefined ? nothing : sign(slots[rank])} ${owner}</span></li>`)}</ol>
      ${place.to.length > 0 ? html`<p>${words.movesTo(place.to)}</p>` : nothing}`;
  }

  nodes() {
    const words = text.ring;
    const columns = words.columns;
    const nodes = [...this.changes.ring.nodes].sort((a, b) => this.slot(a) - this.slot(b));
    const counts = (part) => (nodes.some((node) => node[part] !== undefined));
    const swarms = counts('swarms');
    const peers = counts('peers');
    return html`<h2>${words.nodes}</h2>
      <table class="ring-nodes cards">
        <thead><tr><th>${columns.node}</th><th class="num">${columns.owns}</th><th class="num">${columns.first}</th><th class="num">${columns.second}</th>
          ${swarms ? html`<th class="num">${columns.swarms}</th>` : nothing}${peers ? html`<th class="num">${columns.peers}</th>` : nothing}</tr></thead>
        <tbody>${repeat(nodes, (node) => node.name, (node) => this.row(node, swarms, peers))}</tbody>
      </table>`;
  }

  slot(node) {
    return this.changes.slots.get(node.name);
  }

  row(node, swarms, peers) {
    const words = text.ring;
    const slot = this.slot(node);
    const [owns, first, second] = this.changes.shares(slot);
    return html`<tr class=${slot === (this.overSlot ?? this.picked) ? 'picked' : ''}
        @pointerenter=${() => this.over({ slot })} @pointerleave=${() => this.over({})}>
      <td class="name"><button class="plain ring-name" aria-pressed=${slot === this.picked ? 'true' : 'false'}
          title=${words.show} @click=${() => this.pick(slot)}>${sign(slot)} <span>${node.name}</span></button>
        ${node.here ? html`<span class="tag small muted">${words.here}</span>` : nothing}
        ${node.url && !node.here && /^https?:\/\//.test(node.url)
          ? html`<a class="small" href=${node.url} aria-label=${words.pageOf(node.name)}>${words.page}</a>` : nothing}</td>
      <td class="num" data-label=${words.columns.owns}>${number(owns)} <span class="muted small">${Math.round(owns / ARCS * 100)} %</span></td>
      <td class="num" data-label=${words.columns.first}>${number(first)}</td>
      <td class="num" data-label=${words.columns.second}>${number(second)}</td>
      ${swarms ? html`<td class="num" data-label=${words.columns.swarms}>${number(node.swarms)}</td>` : nothing}
      ${peers ? html`<td class="num" data-label=${words.columns.peers}>${number(node.peers)}</td>` : nothing}</tr>`;
  }

  history() {
    const words = text.ring;
    const { log, period, ring } = this.changes;
    return html`<h2>${words.log}</h2>
      <div class="scroll" tabindex="0" role="log" aria-label=${words.log}>${log.length === 0 ? html`<p class="muted">${words.logNone}</p>`
        : html`<ol class="log ring-log">${log.map((line) => html`<li class="ring-${line.kind}">
          <time datetime=${new Date(line.at).toISOString()}>${clock(line.at)}</time><span>${line.kind === 'joined' ? words.joined(line.name)
            : line.kind === 'left' ? words.left(line.name)
            : words.moved(line.moved.size, line.taken.size, line.settled, line === period ? ring.moving.length : 0)}</span></li>`)}</ol>`}</div>`;
  }

  /** The drawing, in words: neighbours with the same owners as one row. */
  arcs() {
    const words = text.ring;
    const { arcs, next, names } = this.changes;
    const named = (slot) => (slot === undefined ? '–' : html`<span class="ring-name">${sign(slot)} ${names.get(slot)}</span>`);
    const rows = runs(arcs.map((owners, arc) => `${owners}>${next.get(arc) ?? ''}`));
    const moves = next.size > 0;
    return html`<details><summary><h2>${words.all}</h2></summary>
      <div class="scroll tall" tabindex="0" role="region" aria-label=${words.all}><table class="ring-arcs cards">
        <thead><tr><th>${words.columns.arcs}</th><th>${words.columns.hashes}</th>${words.ranks.map((rank) => html`<th>${rank}</th>`)}
          ${moves ? html`<th>${words.columns.to}</th>` : nothing}</tr></thead>
        <tbody>${rows.map(({ from, to }) => html`<tr>
          <td class="name">${to - from > 1 ? `${from}–${to - 1}` : from}</td>
          <td data-label=${words.columns.hashes}>${firstByte(from, to - 1)}</td>
          ${words.ranks.map((rank, index) => html`<td data-label=${rank}>${named(arcs[from][index])}</td>`)}
          ${moves ? html`<td data-label=${words.columns.to}>${(next.get(from) ?? []).map((slot) => letter(slot)).join(' → ') || '–'}</td>` : nothing}</tr>`)}</tbody>
      </table></div></details>`;
  }
}

/** The hash in what somebody typed or pasted, a magnet link for example. */
function hashIn(typed) {
  return typed.match(HASH)?.[0].slice(0, HASH_DIGITS).toLowerCase() ?? '';
}

/** How the hashes of these arcs begin. */
function firstByte(from, to = from) {
  const hex = (byte) => byte.toString(16).padStart(2, '0');
  return `${hex(from * 2)}…–${hex(to * 2 + 1)}…`;
}
