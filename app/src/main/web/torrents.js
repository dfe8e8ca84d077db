// The list of torrents.

import { html, nothing } from './lib/lit-html.js';
import { repeat } from './lib/directives/repeat.js';
import { call, copy } from './api.js';
import { ago, moment, number, size } from './format.js';
import { text } from './strings.js';

const PER_PAGE = 50;
const TYPING_MILLIS = 200;
const COLUMNS = ['name', 'size', 'seeds', 'leechers', 'completed', 'added'];
const NUMERIC = new Set(['size', 'seeds', 'leechers', 'completed']);

export class TorrentsView {
  constructor(app) {
    this.app = app;
    const query = new URLSearchParams(location.search);
    this.q = query.get('q') ?? '';
    this.sort = COLUMNS.includes(query.get('sort')) ? query.get('sort') : 'added';
    this.order = query.get('order') ?? usualOrder(this.sort);
    this.pages = 1;
    this.torrents = undefined;
    this.changed = new Set();
  }

  get title() {
    return this.q ? this.q : undefined;
  }

  close() {
    this.closed = true;
    this.request?.abort();
    clearTimeout(this.typing);
    clearTimeout(this.reloading);
  }

  async load() {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const query = new URLSearchParams({
      q: this.q, sort: this.sort, order: this.order, page: 1, per_page: Math.min(500, PER_PAGE * this.pages),
    });
    try {
      const answer = await call(`torrents?${query}`, { signal: request.signal });
      this.torrents = answer.torrents;
      this.total = answer.total;
      this.error = undefined;
    } catch (e) {
      if (e.name === 'AbortError') return;
      this.error = e.message;
    }
    this.app.draw();
  }

  told(kind, data) {
    if (kind === 'hosting') {
      clearTimeout(this.reloading);
      this.reloading = setTimeout(() => this.load(), 300);
    } else if (kind === 'counts' && this.torrents) {
      const fresh = new Map(data.torrents.map((counts) => [counts.info_hash, counts]));
      this.torrents = this.torrents.map((torrent) =>
        fresh.has(torrent.info_hash) ? { ...torrent, ...fresh.get(torrent.info_hash) } : torrent);
    }
  }

  find(q) {
    this.q = q;
    this.pages = 1;
    this.remember();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.load(), TYPING_MILLIS);
    this.app.draw();
  }

  sortBy(column) {
    this.order = column === this.sort ? (this.order === 'asc' ? 'desc' : 'asc') : usualOrder(column);
    this.sort = column;
    this.remember();
    this.load();
  }

  /** In the address, so that it can be sent to somebody. */
  remember() {
    const query = new URLSearchParams();
    if (this.q) query.set('q', this.q);
    if (this.sort !== 'added' || this.order !== 'desc') {
      query.set('sort', this.sort);
      query.set('order', this.order);
    }
    const text = query.toString();
    history.replaceState(null, '', text ? `/?${text}` : '/');
  }

  template() {
    return html`
      <section class="bar">
        <h1 class="offscreen">${text.list.heading}</h1>
        <form role="search" @submit=${(e) => e.preventDefault()}>
          <input type="search" name="q" aria-label=${text.list.search} placeholder=${text.list.searchHint}
            autocomplete="off" .value=${this.q} @input=${(e) => this.find(e.target.value)}>
        </form>
        ${this.app.dropzone.button()}
      </section>
      ${this.app.dropzone.transfers()}
      ${this.error ? this.fault() : this.torrents === undefined ? nothing : this.found()}`;
  }

  fault() {
    return html`<p class="fault" role="alert">${text.error(this.error)}
      <button @click=${() => this.load()}>${text.retry}</button></p>`;
  }

  found() {
    if (this.torrents.length === 0) {
      return this.q ? html`<p class="empty">${text.list.noMatch(this.q)}</p>` : this.nothingYet();
    }
    const left = this.total - this.torrents.length;
    return html`
      <div class="list-head">
        <p class="muted" role="status">${this.q ? text.list.found(this.total, this.q) : text.list.count(this.total)}</p>
        <label class="sort-phone">${text.list.sortBy}
          <select @change=${(e) => this.sortBy(e.target.value)}>
            ${COLUMNS.map((column) => html`<option value=${column} ?selected=${column === this.sort}>${text.list.columns[column]}</option>`)}
          </select>
        </label>
      </div>
      <table class="torrents cards">
        <thead><tr>
          ${COLUMNS.map((column) => this.head(column))}
          <th><span class="offscreen">${text.list.actions}</span></th>
        </tr></thead>
        <tbody>${repeat(this.torrents, (torrent) => torrent.info_hash, (torrent) => this.row(torrent))}</tbody>
      </table>
      ${left > 0 && this.pages < 10
        ? html`<p class="more"><button @click=${() => { this.pages++; this.load(); }}>${text.list.more(Math.min(left, PER_PAGE))}</button></p>`
        : nothing}`;
  }

  nothingYet() {
    return html`<div class="empty">
      ${comb()}
      <p>${text.list.empty}</p>
      <p class="muted">${text.list.emptyHint} <code>panal share PATH --page ${location.origin}</code></p>
    </div>`;
  }

  head(column) {
    const sorted = column === this.sort;
    return html`<th class=${NUMERIC.has(column) ? 'num' : ''}
      aria-sort=${sorted ? (this.order === 'asc' ? 'ascending' : 'descending') : 'none'}>
      <button class="plain" @click=${() => this.sortBy(column)}>
        ${text.list.columns[column]}${sorted ? html`<span aria-hidden="true" class="arrow">${this.order === 'asc' ? '↑' : '↓'}</span>` : nothing}
      </button></th>`;
  }

  row(torrent) {
    return html`<tr>
      <td class="name">
        <a href="/torrents/${torrent.info_hash}" data-view>${torrent.name}</a>
        <span class="muted small">${text.list.files(torrent.files)}${torrent.private ? html` · <span class="tag">${text.list.private}</span>` : nothing}</span>
      </td>
      <td class="num" data-label=${text.list.columns.size}>${size(torrent.size)}</td>
      <td class="num seeds ${torrent.seeds > 0 ? 'some' : ''}" data-label=${text.list.columns.seeds}>${number(torrent.seeds)}</td>
      <td class="num" data-label=${text.list.columns.leechers}>${number(torrent.leechers)}</td>
      <td class="num" data-label=${text.list.columns.completed}>${number(torrent.completed)}</td>
      <td class="age" data-label=${text.list.columns.added}><time datetime=${torrent.added} title=${moment(torrent.added)}>${ago(torrent.added)}</time></td>
      <td class="do">
        <button class="icon" title=${text.list.magnet} aria-label=${text.list.magnetOf(torrent.name)}
          @click=${() => copyMagnet(this.app, torrent)}>${magnetIcon()}</button>
        <a class="icon" href=${torrent.url} download title=${text.list.download}
          aria-label=${text.list.downloadOf(torrent.name)}>${downloadIcon()}</a>
      </td>
    </tr>`;
  }
}

export async function copyMagnet(app, torrent) {
  try {
    await copy(torrent.magnet);
    app.notice(text.list.copied);
  } catch {
    app.notice(`${text.list.copyFailed} ${torrent.magnet}`);
  }
}

function usualOrder(column) {
  return column === 'name' ? 'asc' : 'desc';
}

export function magnetIcon() {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4h4v9a3 3 0 0 0 6 0V4h4v9a7 7 0 0 1-14 0zM5 8h4M15 8h4"/></svg>`;
}

export function downloadIcon() {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/></svg>`;
}

export function comb() {
  return html`<svg class="comb" viewBox="0 0 120 104" aria-hidden="true">
    <path d="M40 3 58 13.500V34.500L40 45 22 34.500V13.500z"/>
    <path d="M80 3 98 13.500V34.500L80 45 62 34.500V13.500z"/>
    <path class="full" d="M60 38 78 48.500V69.500L60 80 42 69.500V48.500z"/>
    <path d="M20 38 38 48.500V69.500L20 80 2 69.500V48.500z"/>
    <path d="M100 38 118 48.500V69.500L100 80 82 69.500V48.500z"/>
  </svg>`;
}
