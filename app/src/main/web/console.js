// The live view: all nodes that the tracker heard of lately, and what they do.

import { html, nothing } from './lib/lit-html.js';
import { repeat } from './lib/directives/repeat.js';
import { call } from './api.js';
import { ago, number, rate } from './format.js';
import { after, has, keyOf, lines, noted } from './peers.js';
import { text } from './strings.js';

const TOTALS_MILLIS = 5000;
const MOST_NODES = 300;

function asLine(message) {
  return { kind: 'message', at: message.time, ...message };
}

export class LiveView {
  constructor(app) {
    this.app = app;
    this.nodes = [];
    this.events = [];
    this.missed = 0;
    this.timer = setInterval(() => this.load(true), TOTALS_MILLIS);
  }

  get title() {
    return text.live.heading;
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
  }

  /** @param totals only the numbers: the rest comes with the events */
  async load(totals = false) {
    if (totals && document.hidden) return;
    try {
      const answer = await call('swarms');
      this.totals = answer;
      if (!totals || this.stale) {
        const letters = await call('messages/recent').catch(() => ({ messages: [] })); // there may be none here
        this.nodes = answer.nodes;
        this.events = [...answer.events, ...letters.messages.map(asLine)].sort((a, b) => (a.at < b.at ? 1 : -1));
        this.stale = false;
      }
      this.loaded = true;
    } catch {
      this.stale = true;
    }
    if (!this.closed) this.app.draw();
  }

  told(kind, data) {
    if (kind === 'missed') {
      this.missed += data.events;
      this.stale = true;
    } else if (kind === 'swarm' && this.loaded && !this.paused) {
      this.nodes = after(this.nodes, data).slice(-MOST_NODES);
      this.events = noted(this.events, data);
    } else if (kind === 'message' && !this.paused) {
      this.events = noted(this.events, asLine(data));
    }
  }

  pause() {
    this.paused = !this.paused;
    if (!this.paused) this.load();
    this.app.draw();
  }

  template() {
    const words = text.live;
    const known = Math.max(this.totals?.nodes_known ?? 0, this.nodes.length);
    return html`
      <div class="title"><h1>${words.heading}</h1>
        <div class="title-do"><button aria-pressed=${this.paused ? 'true' : 'false'} @click=${() => this.pause()}>
          ${this.paused ? words.resume : words.pause}</button></div></div>
      <dl class="facts">
        <div><dt>${words.swarms}</dt><dd>${number(this.totals?.swarms)}</dd></div>
        <div><dt>${words.peers}</dt><dd>${number(this.totals?.peers)}</dd></div>
        <div><dt>${words.seeds}</dt><dd>${number(this.totals?.seeds)}</dd></div>
      </dl>
      <div class="columns live">
        <section class="panel wide">
          <h2>${words.nodes} ${known > this.nodes.length
            ? html`<span class="muted small">${words.nodesSome(number(this.nodes.length), number(known))}</span>` : nothing}</h2>
          ${this.nodes.length === 0 ? html`<p class="muted">${this.loaded ? words.nodesNone : nothing}</p>` : this.table()}
        </section>
        <section class="panel wide">
          <h2>${words.log} ${this.missed > 0 ? html`<span class="muted small">${words.missed(number(this.missed))}</span>` : nothing}</h2>
          ${this.events.length === 0 ? html`<p class="muted">${text.detail.eventsNone}</p>`
            : html`<div class="scroll tall" tabindex="0" role="region" aria-label=${words.log}>${lines(this.events, true)}</div>`}
        </section>
      </div>`;
  }

  table() {
    const columns = text.live.columns;
    const latest = [...this.nodes].sort((a, b) => (a.last < b.last ? 1 : -1));
    return html`<div class="scroll tall" tabindex="0" role="region" aria-label=${text.live.nodes}><table class="nodes cards">
      <thead><tr><th>${columns.client}</th><th>${columns.address}</th><th>${columns.role}</th><th>${columns.torrent}</th>
        <th>${columns.has}</th><th class="num">${columns.up}</th><th class="num">${columns.down}</th>
        <th>${columns.doing}</th><th class="num">${columns.last}</th></tr></thead>
      <tbody>${repeat(latest, keyOf, (node) => html`<tr>
        <td class="name">${node.client}</td>
        <td data-label=${columns.address}>${node.address}</td>
        <td data-label=${columns.role}>${node.seed ? text.live.seed : text.live.leecher}</td>
        <td data-label=${columns.torrent}>${node.name
          ? html`<a href="/torrents/${node.info_hash}" data-view>${node.name}</a>`
          : html`<span class="muted hash">${node.info_hash.slice(0, 12)}…</span>`}</td>
        <td data-label=${columns.has}>${has(node)}</td>
        <td class="num" data-label=${columns.up}>${rate(node.upload_rate)}</td>
        <td class="num" data-label=${columns.down}>${rate(node.download_rate)}</td>
        <td data-label=${columns.doing}>${text.deeds[node.doing] ?? node.doing}</td>
        <td class="num" data-label=${columns.last}>${ago(node.last)}</td></tr>`)}</tbody>
    </table></div>`;
  }
}
