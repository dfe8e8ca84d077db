// Peers of swarms as rows, and their events as lines: used by the page of a torrent and the live view.

import { html, nothing } from './lib/lit-html.js';
import { clock, percent } from './format.js';
import { text } from './strings.js';

const MOST_LINES = 200;

/** A peer may be in a swarm from two addresses; each is an entry. */
export function keyOf(peer) {
  return `${peer.info_hash}/${peer.id ?? ''}/${peer.address}`;
}

const GOING = new Set(['left', 'expired']);

/** `peers` after `event`: who came is in it, who went is not. */
export function after(peers, event) {
  const key = keyOf(event.peer);
  const others = peers.filter((peer) => keyOf(peer) !== key);
  if (GOING.has(event.action)) return others;
  const index = peers.findIndex((peer) => keyOf(peer) === key);
  const now = { ...event.peer, name: event.name };
  if (index < 0) return [...peers, now];
  return peers.map((peer, at) => (at === index ? now : peer));
}

/** `lines` with `event` on top; a bare announce is no news. */
export function noted(lines, event) {
  return event.action === 'announced' ? lines : [event, ...lines].slice(0, MOST_LINES);
}

export function has(peer) {
  return html`<span class="has">
    <meter min="0" max="1" .value=${peer.share ?? 0} aria-hidden="true"></meter>
    <span>${peer.seed ? text.detail.seedWord : percent(peer.share)}</span></span>`;
}

/** To the form for messages, with this peer in it. */
export function write(peer) {
  return peer.id ? html`<a class="icon" href="/messages?peer=${peer.id}&torrent=${peer.info_hash}" data-view
    title=${text.messages.writeTo(peer.client)} aria-label=${text.messages.writeTo(peer.client)}>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 6h16v12H4zm0 1 8 6 8-6"/></svg></a>` : nothing;
}

function letter(message, withTorrent) {
  const said = message.private ? html`<em class="muted">${text.messages.private}</em>` : message.text;
  return html`<li class="deed-message">
    <time datetime=${message.time}>${clock(message.time)}</time>
    <span class="deed">${text.deeds.message}</span>
    <span class="who">${message.from.name ?? message.from.address}${withTorrent ? nothing : html`: <span class="said">${said}</span>`}</span>
    ${withTorrent ? html`<span class="which said">${said}</span>` : nothing}
  </li>`;
}

export function lines(events, withTorrent) {
  return html`<ol class="log">${events.map((event) => event.kind === 'message' ? letter(event, withTorrent) : html`<li class="deed-${event.action ?? event.kind}">
    <time datetime=${event.at}>${clock(event.at)}</time>
    <span class="deed">${text.deeds[event.action] ?? event.action}</span>
    <span class="who">${event.peer.client} <span class="muted">${event.peer.address}</span></span>
    ${withTorrent
      ? html`<span class="which">${event.name
          ? html`<a href="/torrents/${event.info_hash}" data-view>${event.name}</a>`
          : html`<span class="muted hash">${event.info_hash.slice(0, 12)}…</span>`}</span>`
      : nothing}
  </li>`)}</ol>`;
}
