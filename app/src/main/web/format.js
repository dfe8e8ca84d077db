// Numbers and times as people read them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function rate(bytesPerSecond) {
  return bytesPerSecond > 0 ? `${size(bytesPerSecond)}/s` : '–';
}

export function percent(share) {
  if (share === undefined || share === null) return '–';
  // Only what is complete is 100 %.
  return share >= 1 ? '100 %' : `${Math.min(99.9, share * 100).toFixed(share < 0.1 ? 1 : 0)} %`.replace('100 %', '99 %');
}

export function number(n) {
  return n === undefined ? '–' : n.toLocaleString('en');
}

const STEPS = [[60, 's'], [60, 'min'], [24, 'h'], [30.4, 'd'], [12, 'months'], [Infinity, 'years']];

export function ago(instant, now = Date.now()) {
  let value = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (value < 5) return 'now';
  for (const [length, unit] of STEPS) {
    if (value < length) return `${Math.floor(value)} ${unit}`;
    value /= length;
  }
  return '';
}

export function clock(instant) {
  return new Date(instant).toLocaleTimeString('en-GB');
}

export function moment(instant) {
  return new Date(instant).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
