// The page of one torrent.

import { html, nothing } from './lib/lit-html.js';
import { repeat } from './lib/directives/repeat.js';
import { call, token } from './api.js';
import { HealthChart } from './chart.js';
import { ago, moment, number, percent, rate, size } from './format.js';
import { after, has, keyOf, lines, noted, write } from './peers.js';
import { text } from './strings.js';
import { SwarmCanvas } from './swarm.js';
import { copyMagnet, downloadIcon, magnetIcon } from './torrents.js';

const RELOAD_MILLIS = 60000;
const MOST_PEERS_LISTED = 200;

export class DetailView {
  constructor(app, infoHash) {
    this.app = app;
    this.infoHash = infoHash;
    // Samples of health, and what was lost of the events.
    this.timer = setInterval(() => this.load(), RELOAD_MILLIS);
  }

  get title() {
    return this.torrent?.name;
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
    this.swarm?.close();
    this.chart?.close();
  }

  async load() {
    try {
      this.torrent = await call(`torrents/${this.infoHash}`);
      this.peers = this.torrent.peers;
      this.events = this.torrent.events;
      // Of what came just now a day is nearly empty.
      this.span ??= Date.now() - Date.parse(this.torrent.added) < 7200000 ? 'hour' : 'day';
      this.tree ??= tree(this.torrent.content ?? []);
      this.error = undefined;
    } catch (e) {
      this.error = e;
    }
    if (!this.closed) this.app.draw();
  }

  told(kind, data) {
    if (!this.torrent) return;
    if (kind === 'swarm' && data.info_hash === this.infoHash) {
      this.peers = after(this.peers, data);
      this.events = noted(this.events, data);
    } else if (kind === 'message' && data.to.torrent === this.infoHash) {
      this.events = noted(this.events, { kind, at: data.time, ...data });
    } else if (kind === 'counts') {
      const fresh = data.torrents.find((counts) => counts.info_hash === this.infoHash);
      if (fresh) this.torrent = { ...this.torrent, ...fresh };
    } else if (kind === 'hosting' && data.info_hash === this.infoHash) {
      this.load();
    } else if (kind === 'missed') {
      this.load();
    }
  }

  drawn() {
    const canvas = document.querySelector('canvas.swarm');
    if (canvas && this.swarm?.canvas !== canvas) {
      this.swarm?.close();
      this.swarm = new SwarmCanvas(canvas, (key) => {
        this.picked = key;
        this.app.draw();
      });
    }
    if (canvas && this.shownPeers !== this.peers) {
      this.shownPeers = this.peers;
      this.swarm.show(this.peers.map((peer) => ({ key: keyOf(peer), seed: peer.seed, share: peer.share, label: peer.client })));
    }
    const health = document.querySelector('canvas.health');
    if (health && this.chart?.canvas !== health) {
      this.chart?.close();
      this.chart = new HealthChart(health);
      this.shownHealth = undefined;
    }
    if (health && (this.shownHealth !== this.torrent.health || this.shownSpan !== this.span)) {
      this.shownHealth = this.torrent.health;
      this.shownSpan = this.span;
      // How it is now, until the next sample.
      const now = { minute: Math.floor(Date.now() / 60000), seeds: this.torrent.seeds, leechers: this.torrent.leechers };
      this.chart.show([...this.torrent.health.filter((sample) => sample.minute < now.minute), now], this.span);
    }
  }

  template() {
    if (this.error && !(this.torrent && this.error.status === 0)) {
      return html`${this.back()}<p class="fault" role="alert">
        ${this.error.status === 404 ? text.detail.notFound : text.error(this.error.message)}</p>`;
    }
    if (!this.torrent) return this.back();
    return html`
      ${this.back()}
      ${this.heading()}
      ${this.facts()}
      <div class="columns">
        <section class="panel wide">${this.drawing()}</section>
        <section class="panel">${this.health()}</section>
        <section class="panel">${this.log()}</section>
        <section class="panel wide">${this.table()}</section>
        <section class="panel">${this.files()}</section>
        <section class="panel">${this.about()}</section>
      </div>`;
  }

  back() {
    return html`<p class="back"><a href="/" data-view>← ${text.detail.back}</a></p>`;
  }

  heading() {
    return html`<div class="title">
      <h1>${this.torrent.name}</h1>
      <div class="title-do">
        <a class="button main" href=${this.torrent.url} download>${downloadIcon()} ${text.list.download}</a>
        <button @click=${() => copyMagnet(this.app, this.torrent)}>${magnetIcon()} ${text.list.magnet}</button>
        <a class="button" href="/messages?torrent=${this.infoHash}" data-view>${text.messages.writeSwarm}</a>
      </div>
    </div>`;
  }

  facts() {
    const fact = (label, value) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`<dl class="facts">
      ${fact(text.detail.seeds, number(this.torrent.seeds))}
      ${fact(text.detail.leechers, number(this.torrent.leechers))}
      ${fact(text.detail.completed, number(this.torrent.completed))}
      ${fact(text.detail.size, size(this.torrent.size))}
      ${this.torrent.pieces === undefined ? nothing
        : fact(text.detail.pieces, text.detail.piecesOf(number(this.torrent.pieces), size(this.torrent.piece_length)))}
      ${fact(text.detail.added, html`<time datetime=${this.torrent.added} title=${moment(this.torrent.added)}>${ago(this.torrent.added)}</time>`)}
    </dl>`;
  }

  drawing() {
    const seeds = this.peers.filter((peer) => peer.seed).length;
    const picked = this.peers.find((peer) => keyOf(peer) === this.picked);
    return html`<h2>${text.detail.swarm}</h2>
      <div class="swarm-box">
        <canvas class="swarm" role="img" aria-label=${text.detail.swarmLabel(seeds, this.peers.length - seeds)}></canvas>
        ${this.peers.length === 0 ? html`<p class="over muted">${text.detail.swarmNobody}</p>` : nothing}
        <p class="picked" aria-hidden="true">${picked
          ? html`<strong>${picked.client}</strong> ${picked.address} · ${picked.seed ? text.detail.seedWord : percent(picked.share)}`
          : nothing}</p>
      </div>
      <ul class="legend small muted">
        <li><svg viewBox="0 0 24 24" aria-hidden="true"><path class="cell full" d="M12 2 21 7V17L12 22 3 17V7z"/><path class="mark" d="M12 8 15.500 10V14L12 16 8.500 14V10z"/></svg>${text.detail.legendSeed}</li>
        <li><svg viewBox="0 0 24 24" aria-hidden="true"><path class="cell" d="M12 2 21 7V17L12 22 3 17V7z"/><path class="honey" d="M3 13H21V17L12 22 3 17z"/></svg>${text.detail.legendLeecher}</li>
      </ul>`;
  }

  health() {
    return html`<div class="panel-head"><h2>${text.detail.health}</h2>
      <div class="spans" role="group" aria-label=${text.detail.healthLabel}>
        ${Object.entries(text.detail.healthSpans).map(([span, label]) => html`<button class="plain"
          aria-pressed=${span === this.span ? 'true' : 'false'}
          @click=${() => { this.span = span; this.app.draw(); }}>${label}</button>`)}
      </div></div>
      <div class="chart-box"><canvas class="health" role="img" aria-label=${text.detail.healthLabel}></canvas></div>`;
  }

  log() {
    return html`<h2>${text.detail.events}</h2>
      ${this.events.length === 0 ? html`<p class="muted">${text.detail.eventsNone}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${text.detail.events}>${lines(this.events, false)}</div>`}`;
  }

  table() {
    const words = text.detail.peer;
    const shown = [...this.peers].sort((a, b) => (b.share ?? 0) - (a.share ?? 0)).slice(0, MOST_PEERS_LISTED);
    return html`<h2>${text.detail.peers}</h2>
      ${shown.length === 0 ? html`<p class="muted">${text.detail.swarmNobody}</p>` : html`
      <div class="scroll" tabindex="0" role="region" aria-label=${text.detail.peers}><table class="peers cards">
        <thead><tr><th>${words.client}</th><th>${words.address}</th><th>${words.has}</th>
          <th class="num">${words.up}</th><th class="num">${words.down}</th><th class="num">${words.last}</th>
          <th><span class="offscreen">${text.list.actions}</span></th></tr></thead>
        <tbody>${repeat(shown, keyOf, (peer) => html`<tr class=${keyOf(peer) === this.picked ? 'picked' : ''}>
          <td class="name">${peer.client}</td>
          <td data-label=${words.address}>${peer.address}</td>
          <td data-label=${words.has}>${has(peer)}</td>
          <td class="num" data-label=${words.up}>${rate(peer.upload_rate)}</td>
          <td class="num" data-label=${words.down}>${rate(peer.download_rate)}</td>
          <td class="num" data-label=${words.last}>${ago(peer.last)}</td>
          <td class="do">${write(peer)}</td></tr>`)}</tbody>
      </table></div>`}`;
  }

  files() {
    return html`<h2>${text.detail.files} <span class="muted small">${this.torrent.files}</span></h2>
      ${this.torrent.content_error ? html`<p class="fault">${this.torrent.content_error}</p>` : nothing}
      <div class="scroll tree" tabindex="0" role="region" aria-label=${text.detail.files}>${branch(this.tree ?? tree([]), true)}</div>
      ${this.torrent.content_left_out > 0 ? html`<p class="muted">${text.detail.filesMore(this.torrent.content_left_out)}</p>` : nothing}`;
  }

  about() {
    const words = text.detail;
    const torrent = this.torrent;
    const line = (label, value) => (value ? html`<dt>${label}</dt><dd>${value}</dd>` : nothing);
    const list = (values) => (values?.length ? html`<ul>${values.map((value) => html`<li>${value}</li>`)}</ul>` : undefined);
    return html`<h2>${words.about}</h2>
      <dl class="about">
        ${line(words.infoHash, html`<code>${torrent.info_hash}</code>${this.app.ring
          ? html` <a href="/ring?info_hash=${torrent.info_hash}" data-view>${words.inRing}</a>` : nothing}`)}
        ${line(words.infoHashV2, torrent.info_hash_v2 && html`<code>${torrent.info_hash_v2}</code>`)}
        ${line(words.comment, torrent.comment)}
        ${line(words.createdBy, torrent.created_by)}
        ${line(words.created, torrent.created && moment(torrent.created))}
        ${line(words.trackers, list(torrent.trackers))}
        ${line(words.webSeeds, list(torrent.web_seeds))}
      </dl>
      ${token.get() ? this.removal() : nothing}`;
  }

  removal() {
    const words = text.detail;
    return this.removing
      ? html`<p>${words.removeSure}</p><p class="title-do">
          <button class="danger" @click=${() => this.remove()}>${words.removeYes}</button>
          <button @click=${() => { this.removing = false; this.app.draw(); }}>${words.removeNo}</button></p>`
      : html`<p><button @click=${() => { this.removing = true; this.app.draw(); }}>${words.remove}</button></p>`;
  }

  async remove() {
    try {
      await call(`torrents/${this.infoHash}`, { method: 'DELETE' });
      this.app.notice(text.detail.removed(this.torrent.name));
      this.app.go('/');
    } catch (e) {
      if (e.status === 401) token.forget();
      this.app.notice(text.error(e.message));
    }
  }
}

/** Paths as folders in folders. */
function tree(content) {
  const root = { folders: new Map(), files: [], size: 0 };
  for (const { path, size: bytes } of content) {
    const names = path.split('/');
    let folder = root;
    root.size += bytes;
    for (const name of names.slice(0, -1)) {
      if (!folder.folders.has(name)) folder.folders.set(name, { folders: new Map(), files: [], size: 0 });
      folder = folder.folders.get(name);
      folder.size += bytes;
    }
    folder.files.push({ name: names[names.length - 1], size: bytes });
  }
  return root;
}

function branch(folder, open) {
  return html`<ul>
    ${[...folder.folders].map(([name, inner]) => html`<li><details ?open=${open}>
      <summary><span>${name}/</span><span class="muted num">${size(inner.size)}</span></summary>
      ${branch(inner, inner.folders.size + inner.files.length <= 20 && open)}</details></li>`)}
    ${folder.files.map((file) => html`<li class="leaf"><span>${file.name}</span><span class="muted num">${size(file.size)}</span></li>`)}
  </ul>`;
}
