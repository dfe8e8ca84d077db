// Messages: those that were relayed lately, and a form to send one.

import { html, nothing } from './lib/lit-html.js';
import { call, post } from './api.js';
import { clock, moment } from './format.js';
import { text } from './strings.js';

const MOST_SHOWN = 100;
const MOST_BYTES = 4096;
const MOST_TORRENTS = 500;
const HASH = /^[0-9a-f]{40}$/i;

export class MessagesView {
  constructor(app) {
    this.app = app;
    const query = new URLSearchParams(location.search);
    this.peer = HASH.test(query.get('peer') ?? '') ? query.get('peer') : '';
    this.torrent = HASH.test(query.get('torrent') ?? '') ? query.get('torrent') : '';
    this.to = this.peer ? 'peer' : this.torrent ? 'swarm' : 'all';
    this.body = '';
    this.torrents = [];
  }

  get title() {
    return text.messages.heading;
  }

  close() {
    this.closed = true;
  }

  async load() {
    try {
      this.messages = (await call('messages/recent')).messages.sort((a, b) => b.sequence - a.sequence);
      this.error = undefined;
      this.torrents = (await call(`torrents?sort=name&per_page=${MOST_TORRENTS}`)).torrents;
    } catch (e) {
      this.error = e;
    }
    if (!this.closed) this.app.draw();
  }

  told(kind, data) {
    if (kind === 'message' && this.messages) {
      const others = this.messages.filter((message) => message.sequence !== data.sequence);
      this.messages = [data, ...others].slice(0, MOST_SHOWN);
    } else if (kind === 'missed') {
      this.load();
    }
  }

  async send(e) {
    e.preventDefault();
    const to = this.to === 'all' ? { all: true }
      : this.to === 'swarm' ? { torrent: this.torrent || this.torrents[0]?.info_hash }
      : { peer: this.peer.trim(), ...(this.torrent ? { torrent: this.torrent } : {}) };
    this.sending = true;
    this.app.draw();
    try {
      const receipt = await post('messages', { to, text: this.body });
      this.body = '';
      this.app.notice(text.messages.sent(receipt.delivered, receipt.kept, receipt.missed));
    } catch (failure) {
      this.app.notice(text.error(failure.message));
    }
    this.sending = false;
    this.app.draw();
  }

  template() {
    const words = text.messages;
    return html`<div class="title"><h1>${words.heading}</h1></div>
      ${this.error ? html`<p class="muted" role="alert">${this.error.status === 404 ? words.off : text.error(this.error.message)}</p>`
        : this.messages === undefined ? nothing
        : html`<div class="columns">
            <section class="panel">${this.form()}</section>
            <section class="panel">${this.list()}</section>
          </div>`}`;
  }

  form() {
    const words = text.messages;
    const left = MOST_BYTES - new TextEncoder().encode(this.body).length;
    const change = (field) => (e) => {
      this[field] = e.target.value;
      this.app.draw();
    };
    return html`<h2>${words.write}</h2>
      <form class="mail" @submit=${(e) => this.send(e)}>
        <label>${words.to}
          <select name="to" @change=${change('to')}>
            ${Object.entries(words.audiences).map(([to, label]) => html`<option value=${to} ?selected=${to === this.to}>${label}</option>`)}
          </select></label>
        ${this.to === 'swarm' ? html`<label>${words.torrent}
          <select name="torrent" required @change=${change('torrent')}>
            ${this.torrents.map((torrent) => html`<option value=${torrent.info_hash}
              ?selected=${torrent.info_hash === this.torrent}>${torrent.name}</option>`)}
            ${this.torrent && !this.torrents.some((torrent) => torrent.info_hash === this.torrent)
              ? html`<option value=${this.torrent} selected>${this.torrent}</option>` : nothing}
          </select></label>` : nothing}
        ${this.to === 'peer' ? html`<label>${words.peer}
          <input name="peer" required minlength="4" maxlength="60" autocomplete="off" spellcheck="false"
            .value=${this.peer} @input=${change('peer')}></label>` : nothing}
        <label>${words.body}
          <textarea name="text" required .value=${this.body} @input=${change('body')}></textarea></label>
        <div class="row"><span class="small ${left < 0 ? 'fault' : 'muted'}" role="status">${left < 500 ? words.left(left) : words.open}</span>
          <button class="main" ?disabled=${this.sending || left < 0 || this.body.trim() === ''}>${words.send}</button></div>
      </form>`;
  }

  list() {
    const words = text.messages;
    return html`<h2>${words.recent}</h2>
      ${this.messages.length === 0 ? html`<p class="muted">${words.none}</p>`
        : html`<ol class="letters" aria-live="polite">${this.messages.map((message) => html`<li>
            <p class="small muted"><strong>${sender(message)}</strong> → ${this.audience(message.to)}
              <time datetime=${message.time} title=${moment(message.time)}>${clock(message.time)}</time></p>
            <p class="said">${message.private ? html`<em class="muted">${words.private}</em>` : message.text}</p></li>`)}</ol>`}`;
  }

  audience(to) {
    if (to.all) return text.messages.audiences.all;
    if (to.peer) return to.name;
    const torrent = this.torrents.find((other) => other.info_hash === to.torrent);
    return html`<a href="/torrents/${to.torrent}" data-view>${torrent ? torrent.name : `${to.torrent.slice(0, 12)}…`}</a>`;
  }
}

export function sender(message) {
  return message.from.name ?? message.from.address;
}
