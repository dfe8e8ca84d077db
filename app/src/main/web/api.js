// Talks to the tracker.

import { text } from './strings.js';

const TOKEN = 'panal-token';

export const token = {
  get: () => sessionStorage.getItem(TOKEN) ?? '',
  set: (value) => sessionStorage.setItem(TOKEN, value.trim()),
  forget: () => sessionStorage.removeItem(TOKEN),
};

/** What went wrong, in words; `status` is 0 if nothing answered. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function headers(more) {
  const all = { Accept: 'application/json', ...more };
  if (token.get()) all.Authorization = `Bearer ${token.get()}`;
  return all;
}

function failure(status, body) {
  let said = '';
  try {
    said = JSON.parse(body).error ?? '';
  } catch {
    said = body.length < 300 ? body.trim() : '';
  }
  return new ApiError(status, said || `${text.unreachable} (${status})`);
}

export async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, { ...options, headers: headers(options.headers) });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, text.unreachable);
  }
  const body = await response.text();
  if (!response.ok) throw failure(response.status, body);
  return body ? JSON.parse(body) : undefined;
}

export function post(path, value) {
  return call(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value),
  });
}

/** Sends a file; fetch cannot tell how far it is, XMLHttpRequest can. */
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/torrents');
    for (const [name, value] of Object.entries(headers({ 'Content-Type': 'application/x-bittorrent' }))) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(failure(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError(0, text.upload.broken));
    request.send(file);
  });
}

export async function copy(value) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(value);
    return;
  }
  // Over plain HTTP browsers have no clipboard for us, but still the old way.
  const area = document.createElement('textarea');
  area.value = value;
  area.setAttribute('readonly', '');
  area.className = 'offscreen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('copy');
}
