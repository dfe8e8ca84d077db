// Publishing: files that are dropped or chosen, how far each is, and what was wrong.

import { html, nothing } from './lib/lit-html.js';
import { call, post, token, upload } from './api.js';
import { size } from './format.js';
import { text } from './strings.js';

const AT_ONCE = 2;
const MOST_SHOWN = 100;

export class Dropzone {
  constructor(app) {
    this.app = app;
    this.items = [];
    this.over = 0;
    this.info = undefined;
    addEventListener('dragenter', (e) => this.drag(e, 1));
    addEventListener('dragleave', (e) => this.drag(e, -1));
    addEventListener('dragover', (e) => hasFiles(e) && e.preventDefault());
    addEventListener('drop', (e) => this.drop(e));
    this.ask();
  }

  async ask() {
    try {
      this.info = await call('info');
      this.app.draw();
    } catch {
      // The list says that nothing answers.
    }
  }

  drag(e, step) {
    if (!hasFiles(e)) return;
    e.preventDefault();
    const before = this.over > 0;
    this.over = Math.max(0, this.over + step);
    if (before !== this.over > 0) this.app.draw();
  }

  drop(e) {
    if (!hasFiles(e)) return;
    e.preventDefault();
    this.over = 0;
    this.add([...e.dataTransfer.files]);
  }

  add(files) {
    const limit = this.info?.max_upload_bytes ?? Infinity;
    for (const file of files) {
      const item = { name: file.name, file, state: 'waiting', sent: 0 };
      if (file.size > limit) {
        item.state = 'failed';
        item.error = text.upload.tooLarge(size(limit));
      } else if (!/\.torrent$/i.test(file.name)) {
        item.state = 'failed';
        item.error = text.upload.notTorrent;
      }
      this.items = [item, ...this.items].slice(0, MOST_SHOWN);
    }
    if (location.pathname !== '/') this.app.go('/');
    this.pump();
  }

  pump() {
    this.app.draw();
    let places = AT_ONCE - this.items.filter((item) => item.state === 'sending').length;
    // The list has the last one first.
    for (const item of [...this.items].reverse()) {
      if (places > 0 && item.state === 'waiting') {
        places--;
        this.send(item);
      }
    }
  }

  async send(item) {
    item.state = 'sending';
    try {
      item.torrent = await upload(item.file, (share) => {
        item.sent = share;
        this.app.draw();
      });
      item.state = 'done';
      item.file = undefined;
    } catch (e) {
      item.state = e.status === 401 ? 'locked' : 'failed';
      item.error = e.message;
    }
    this.pump();
  }

  useToken(value) {
    token.set(value);
    for (const item of this.items) {
      if (item.state === 'locked') item.state = 'waiting';
    }
    this.pump();
  }

  dismiss(item) {
    this.items = this.items.filter((other) => other !== item);
    this.app.draw();
  }

  async share(form) {
    const path = new FormData(form).get('path');
    const item = { name: path, state: 'checking', sent: 1 };
    this.items = [item, ...this.items].slice(0, MOST_SHOWN);
    this.app.draw();
    try {
      item.torrent = await post('shares', { path });
      item.state = 'done';
      form.reset();
    } catch (e) {
      item.state = 'failed';
      item.error = e.message;
    }
    this.app.draw();
  }

  button() {
    if (this.info?.uploads === 'off') return html`<p class="muted">${text.upload.off}</p>`;
    return html`<label class="button main">
        <input type="file" accept=".torrent,application/x-bittorrent" multiple class="offscreen"
          @change=${(e) => { this.add([...e.target.files]); e.target.value = ''; }}>
        ${text.upload.choose}
      </label>`;
  }

  /** Under the search: what is on its way, and what came of it. */
  transfers() {
    return html`
      ${this.info?.shares ? this.sharing() : nothing}
      ${this.items.some((item) => item.state === 'locked') ? this.lock() : nothing}
      ${this.items.length === 0 ? nothing : html`<ul class="uploads" aria-live="polite">
        ${this.items.map((item) => this.item(item))}</ul>`}`;
  }

  sharing() {
    return html`<details class="sharing">
      <summary>${text.upload.sharePath}</summary>
      <form @submit=${(e) => { e.preventDefault(); this.share(e.target); }}>
        <label>${text.upload.sharePathLabel} <input name="path" required maxlength="4096" autocomplete="off"></label>
        <button>${text.upload.share}</button>
      </form>
    </details>`;
  }

  lock() {
    return html`<form class="lock" @submit=${(e) => { e.preventDefault(); this.useToken(new FormData(e.target).get('token')); }}>
      <p>${text.upload.tokenAsk}</p>
      <label>${text.upload.token} <input name="token" type="password" required autocomplete="off"></label>
      <button>${text.upload.tokenUse}</button>
    </form>`;
  }

  item(item) {
    return html`<li class=${item.state}>
      <span class="what">${item.name}</span>
      <span class="how">${this.how(item)}</span>
      ${item.state === 'sending' ? html`<progress max="1" .value=${item.sent} aria-label=${item.name}></progress>` : nothing}
      ${item.state === 'sending' || item.state === 'waiting' || item.state === 'checking' ? nothing
        : html`<button class="plain" aria-label="${text.upload.dismiss}: ${item.name}" @click=${() => this.dismiss(item)}>✕</button>`}
    </li>`;
  }

  how(item) {
    switch (item.state) {
      case 'waiting': return '…';
      case 'sending': return item.sent < 1 ? text.upload.sending(Math.floor(item.sent * 100)) : text.upload.checking;
      case 'checking': return text.upload.sharing;
      case 'done': return html`${item.torrent.existing ? text.upload.existing : text.upload.done} ·
        <a href="/torrents/${item.torrent.info_hash}" data-view>${text.upload.open}</a>`;
      default: return item.error;
    }
  }

  /** Over everything, while files hang over the page. */
  template() {
    return html`<div class="drop" ?hidden=${this.over === 0} aria-hidden="true">
      <svg viewBox="0 0 64 64"><path d="M32 3 57 17.500V46.500L32 61 7 46.500V17.500z"/></svg>
      <p>${text.upload.drop}</p></div>`;
  }
}

function hasFiles(e) {
  return e.dataTransfer?.types?.includes('Files');
}
