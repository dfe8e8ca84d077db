// The page: navigation, and which view is shown.

import { html, nothing, render } from './lib/lit-html.js';
import { Live } from './live.js';
import { text } from './strings.js';
import { TorrentsView } from './torrents.js';
import { DetailView } from './detail.js';
import { LiveView } from './console.js';
import { MessagesView } from './messages.js';
import { RingView } from './ring.js';
import { RingChanges } from './ringchanges.js';
import { Dropzone } from './dropzone.js';

class App {
  constructor(root) {
    this.root = root;
    this.online = true;
    this.notices = [];
    this.ringChanges = new RingChanges();
    this.dropzone = new Dropzone(this);
    this.live = new Live(
      (kind, data) => this.told(kind, data),
      (online) => this.state(online));
    addEventListener('popstate', () => this.show());
    document.addEventListener('click', (e) => this.click(e));
    // Times that are shown as "3 min" grow older.
    setInterval(() => this.draw(), 10000);
    this.show();
  }

  told(kind, data) {
    this.view.told?.(kind, data);
    this.draw();
  }

  state(online) {
    const back = online && !this.online;
    this.online = online;
    if (back) this.view.load?.(); // what was missed meanwhile
    this.draw();
  }

  /** Links of our own views change the view, not the page. */
  click(e) {
    const link = e.target.closest?.('a[data-view]');
    if (!link || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    this.go(link.getAttribute('href'));
  }

  go(path) {
    if (path !== location.pathname + location.search) history.pushState(null, '', path);
    this.show();
    scrollTo(0, 0);
  }

  show() {
    this.view?.close?.();
    const detail = location.pathname.match(/^\/torrents\/([0-9a-fA-F]{40})$/);
    if (detail) this.view = new DetailView(this, detail[1].toLowerCase());
    else if (location.pathname === '/live') this.view = new LiveView(this);
    else if (location.pathname === '/messages') this.view = new MessagesView(this);
    else if (location.pathname === '/ring') this.view = new RingView(this);
    else this.view = new TorrentsView(this);
    this.view.load?.();
    this.draw();
  }

  /** The name of the ring that this tracker is a node of, if there is one. */
  get ring() {
    return this.dropzone.info?.ring;
  }

  /** Tells people something for a few seconds. */
  notice(message) {
    this.notices = [...this.notices, message];
    setTimeout(() => {
      this.notices = this.notices.filter((other) => other !== message);
      this.draw();
    }, 6000);
    this.draw();
  }

  /** Draws all there is to draw, once before the next frame. */
  draw() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      document.title = this.view.title ? `${this.view.title} – ${text.title}` : text.title;
      render(this.template(), this.root);
      this.view.drawn?.();
    });
  }

  template() {
    const at = this.view.constructor;
    return html`
      <a class="skip" href="#main">${text.skip}</a>
      <header class="top">
        <a class="brand" href="/" data-view>${logo()}<span>${text.title}</span></a>
        <nav aria-label="Views">
          ${this.tab('/', text.nav.torrents, at === TorrentsView || at === DetailView)}
          ${this.tab('/live', text.nav.live, at === LiveView)}
          ${this.tab('/messages', text.nav.messages, at === MessagesView)}
          ${this.ring ? this.tab('/ring', text.nav.ring, at === RingView) : nothing}
        </nav>
        <div class="top-end">
          <span class="state ${this.online ? 'on' : 'off'}" role="status">
            ${this.online ? text.online : text.offline}
          </span>
          <a class="quiet" href="/rss">${text.rss}</a>
        </div>
      </header>
      <main id="main" tabindex="-1">${this.view.template()}</main>
      ${this.dropzone.template()}
      <div class="notices" role="status" aria-live="polite">
        ${this.notices.map((message) => html`<p>${message}</p>`)}
      </div>`;
  }

  tab(path, label, current) {
    return html`<a href=${path} data-view aria-current=${current ? 'page' : 'false'}>${label}</a>`;
  }
}

function logo() {
  return html`<svg class="logo" viewBox="0 0 64 64" aria-hidden="true">
    <path class="cell" d="M32 3 57 17.5V46.500L32 61 7 46.500V17.500z"/>
    <path class="hole" d="M32 16 46 24V40L32 48 18 40V24z"/>
  </svg>`;
}

window.panal = new App(document.getElementById('app'));
