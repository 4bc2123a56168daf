// Asks cron-parser and croner for the next times of 10,000 random cron expressions, and writes what each says.
// Run it as README.md says. The same seed gives the same file.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { DateTime } from 'luxon';

const SEED = 20261122;
const CASES = 10_000;
const TIMES = 5;
const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Los_Angeles'];
const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2031, 0, 1);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

let state = SEED;
function random() { // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const between = (from, to) => from + below(to - from + 1);
const chance = p => random() < p;
const pick = list => list[below(list.length)];

/** A list of values that do not repeat: cron-parser refuses those that do. */
function list(size, from, to, word = String) {
  const values = new Set();
  while (values.size < size) values.add(between(from, to));
  return [...values].sort((a, b) => a - b).map(word).join(',');
}

function field(from, to, wild, word = String) {
  if (chance(wild)) return '*';
  switch (below(6)) {
    case 0: return word(between(from, to));
    case 1: return list(between(2, 4), from, to, word);
    case 2: { const a = between(from, to - 1); return `${word(a)}-${word(between(a + 1, to))}`; }
    case 3: return `*/${between(1, Math.max(2, Math.floor(to / 2)))}`;
    case 4: { const a = between(from, to - 2); return `${word(a)}-${word(between(a + 1, to))}/${between(1, 5)}`; }
    default: return word(between(from, to));
  }
}

function dayOfMonth() {
  if (chance(0.6)) return pick(['*', '*', '*', '?']);
  return chance(0.1) ? pick(['L', '1,L', '15,L']) : field(1, 31, 0);
}

function month() {
  return field(1, 12, 0.75, chance(0.5) ? String : value => MONTHS[value - 1]);
}

function weekday() {
  if (chance(0.6)) return pick(['*', '*', '*', '?']);
  if (chance(0.1)) return `${between(0, 6)}L`;
  if (chance(0.1)) return pick(['7', '5-7', '1-7', '0-7', '6-7']);
  return field(0, 6, 0, chance(0.5) ? String : value => pick([WEEKDAYS[value], WEEKDAYS[value].toLowerCase()]));
}

/** @param plain whether it is rather for every day */
function expression(plain) {
  if (chance(0.005)) return pick(['@hourly', '@daily', '@weekly', '@monthly', '@yearly']);
  // Hours in which clocks change, more often than chance would have it.
  const hour = chance(0.25) ? pick(['1', '2', '3', '1,2', '2,3', '1-3', '*/2', '*']) : field(0, 23, 0.25);
  const days = plain && chance(0.7) ? ['*', '*', '*'] : [dayOfMonth(), month(), weekday()];
  return [field(0, 59, 0.1), hour, ...days].join(' ');
}

function changes(zone) {
  const found = [];
  for (let day = FIRST; day < LAST; day += DAY) {
    if (DateTime.fromMillis(day, { zone }).offset !== DateTime.fromMillis(day + DAY, { zone }).offset) found.push(day);
  }
  return found;
}
const CHANGES = Object.fromEntries(ZONES.map(zone => [zone, changes(zone)]));

/** @param near whether it is within the two days before a clock change, or the day of it */
function start(zone, near) {
  const from = near ? pick(CHANGES[zone]) - 2 * DAY + below(3 * DAY / MINUTE) * MINUTE
    : FIRST + below((LAST - FIRST) / MINUTE) * MINUTE;
  return new Date(Math.max(FIRST, from));
}

const minutes = date => date.getTime() / MINUTE;

function cronParser(text, zone, from) {
  const times = [];
  try {
    const cron = CronExpressionParser.parse(text, { tz: zone, currentDate: from });
    while (times.length < TIMES) times.push(minutes(cron.next().toDate()));
  } catch (error) {
    // It refuses dates that never come, such as the 30th of February: it says that there are none.
    if (!/Invalid explicit day of month/.test(error.message)) return `! ${error.message}`;
  }
  return times.join(' ');
}

function croner(text, zone, from) {
  try {
    return new Cron(text, { timezone: zone, mode: '5-part' }).nextRuns(TIMES, from).map(minutes).join(' ');
  } catch (error) {
    return `! ${error.message}`;
  }
}

/** Times as minutes since the one before, the first since the start. */
function shortened(times, from) {
  if (times === '' || times.startsWith('!')) return times;
  let last = minutes(from);
  return times.split(' ').map(Number).map(time => { const step = time - last; last = time; return step; }).join(' ');
}

const lines = [];
for (let n = 0; n < CASES; n++) {
  const zone = ZONES[n % ZONES.length];
  const near = chance(0.4);
  const text = expression(near);
  const from = start(zone, near);
  const first = shortened(cronParser(text, zone, from), from);
  const second = shortened(croner(text, zone, from), from);
  lines.push([text, zone, minutes(from), first, second === first ? '=' : second].join('\t'));
}
const target = new URL('../resources/cron-oracle.tsv.gz', import.meta.url);
writeFileSync(target, gzipSync(lines.join('\n') + '\n', { level: 9 }));
console.log(`${lines.length} cases`);
