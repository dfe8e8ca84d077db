// Health over time. The library is fetched when the first chart is shown.

import { text } from './strings.js';

const SPANS = { hour: 60, day: 24 * 60, week: 7 * 24 * 60 };

let library;

function load() {
  library ??= import('./lib/chart.umd.min.js').then(() => globalThis.Chart);
  return library;
}

/** The samples as points in time; between two of them it was as at the first. */
export function points(samples, field, fromMinute, toMinute) {
  const all = [];
  let before;
  for (const sample of samples) {
    if (sample.minute < fromMinute) before = sample;
    else all.push({ x: sample.minute, y: sample[field] });
  }
  if (before) all.unshift({ x: fromMinute, y: before[field] });
  if (all.length > 0) all.push({ x: toMinute, y: all[all.length - 1].y });
  return all;
}

export class HealthChart {
  constructor(canvas) {
    this.canvas = canvas;
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.again = () => this.show(this.samples, this.span);
    this.dark.addEventListener('change', this.again);
  }

  async show(samples, span) {
    this.samples = samples;
    this.span = span;
    const Chart = await load();
    if (this.closed) return;
    const to = Math.floor(Date.now() / 60000);
    const from = to - SPANS[span];
    const config = this.config(samples, from, to);
    if (this.chart) {
      this.chart.data = config.data;
      this.chart.options = config.options;
      this.chart.update('none');
    } else {
      this.chart = new Chart(this.canvas, config);
    }
  }

  config(samples, from, to) {
    const style = getComputedStyle(this.canvas);
    const color = (name) => style.getPropertyValue(name).trim();
    const line = (label, field, stroke, dash) => ({
      label, data: points(samples, field, from, to), stepped: 'before', borderColor: stroke, backgroundColor: stroke,
      borderWidth: 2, borderDash: dash, pointRadius: (c) => (c.dataset.data.length > 2 ? 0 : 3), pointHitRadius: 12,
    });
    const time = (minute) => new Date(minute * 60000).toLocaleString('en-GB',
      to - from > 24 * 60 ? { weekday: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' });
    const grid = { color: color('--line') };
    return {
      type: 'line',
      data: {
        datasets: [
          line(text.detail.seeds, 'seeds', color('--honey-deep'), []),
          line(text.detail.leechers, 'leechers', color('--text'), [5, 4]),
        ],
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: { type: 'linear', min: from, max: to, grid, border: grid,
            ticks: { color: color('--muted'), maxTicksLimit: 7, maxRotation: 0, callback: time } },
          // From zero, and never so flat that one peer looks like a jump.
          y: { beginAtZero: true, suggestedMax: 4, grid, border: grid, ticks: { color: color('--muted'), precision: 0 } },
        },
        plugins: {
          legend: { labels: { color: color('--text'), boxWidth: 24, boxHeight: 0 } },
          tooltip: { callbacks: { title: (items) => (items.length ? new Date(items[0].parsed.x * 60000).toLocaleString('en-GB') : '') } },
        },
      },
    };
  }

  close() {
    this.closed = true;
    this.dark.removeEventListener('change', this.again);
    this.chart?.destroy();
  }
}
