/* The heartbeat of the community: its chart, its figures and its table. */

import { Beats, HOUR, Hours } from "./beats.js";
import { PulseChart, everyFrame } from "./charts.js";
import { ask, follow } from "./following.js";
import { gettext, locale, ngettext, number } from "./words.js";

const BARS = { second: 120, minute: 60, hour: 48 };    // of each span on a wide chart
const NARROW = 480;             // pixels below which there are half as many seconds
const RATES = { second: 1, minute: 60, hour: HOUR };
const SETTLE = 3_000;           // ms after which the seconds around the first look are over
const figure = document.querySelector("[data-pulse]");
const trouble = document.querySelector("[data-trouble]");
const choices = document.querySelector("[data-spans]");
const table = document.querySelector("[data-minutes] tbody");
const hourTable = document.querySelector("[data-hours] tbody");
const clocks = {
  second: new Intl.DateTimeFormat(locale, { timeStyle: "medium" }),
  minute: new Intl.DateTimeFormat(locale, { timeStyle: "short" }),
  hour: new Intl.DateTimeFormat(locale, { weekday: "short", hour: "2-digit", minute: "2-digit" }),
};

let beats = new Beats();
let hours = new Hours();
let turn = 0;                   // what is answered after another flip is for nobody
let shown = figure.dataset.pulse;       // the server told the first figures
let leave = () => {};           // ends what is followed now
let known = false;              // the history of what is shown has been told
let span = "second";
let drawn = 0;                  // the time up to which the picture goes
let asking = null;
let reading = false;            // hours are being asked for
const chart = new PulseChart(figure.querySelector(".chart-canvas"), (second) =>
  clocks[span].format(second * 1000));

const commitsIn = (count) => ngettext("%(count)s commit", "%(count)s commits", count);
const pointsIn = (count) => ngettext("%(count)s point", "%(count)s points", count);

/* Shows another channel, from its last hour on. */
export function show(channel) {
  const mine = ++turn;
  const isOver = () => mine !== turn;
  clearTimeout(asking);
  asking = null;
  beats = new Beats();
  hours = new Hours();
  trouble.hidden = true;
  if (shown !== channel) blank();
  shown = channel;
  known = false;
  figure.setAttribute("aria-busy", "true");
  leave();
  leave = follow(channel, {
    begin: async () => {
      hours = new Hours();
      await remember(channel, isOver);
      askSoon(channel, isOver);
    },
    message: (message) => {
      if (isOver()) return;
      if (!beats.count(message)) askSoon(channel, isOver);
      drawn = 0;
    },
    trouble: (text) => {
      if (isOver()) return;
      trouble.hidden = false;
      trouble.textContent = text;
    },
  });
}

async function remember(channel, isOver) {
  const told = await ask("pulse.history", [channel, HOUR], isOver);
  if (isOver() || !told) return;
  beats.remember(told);
  known = true;
  figure.setAttribute("aria-busy", "false");
  refresh();
}

/* Nothing is left of another channel while the history of this one is on its way. */
function blank() {
  for (const rate of document.querySelectorAll("[data-rate] span")) write(rate, "…");
  write(figure.querySelector("[data-text]"), "");
  table.replaceChildren();
  hourTable.replaceChildren();
  drawn = 0;
}

function askSoon(channel, isOver) {
  asking ??= setTimeout(() => {
    asking = null;
    remember(channel, isOver);
  }, SETTLE * (1 + Math.random() / 2));
}

/* Asks for the hours, until they are whole: long ones are read a stretch at each look. */
async function readHours() {
  const mine = turn, own = hours, since = beats.now - BARS.hour * HOUR;
  if (reading || !known || (own.isFresh(beats.now) && !own.lacks(since))) return;
  reading = true;
  const told = await ask("pulse.hours", [shown, BARS.hour], () => mine !== turn || own !== hours);
  reading = false;
  if (mine !== turn || own !== hours || !told) return;
  hours.remember(told);
  refresh();
}

function hoursUntil(now) {
  return hours.columns(beats, now - BARS.hour * HOUR, now);
}

/* Scrolls on when that moves the picture by a pixel, or when something has come. */
function draw() {
  const size = RATES[span];
  const length = size * BARS[span] / (size === 1 && chart.width < NARROW ? 2 : 1);
  const now = beats.now;
  if (!chart.width || Math.abs(now - drawn) < length / chart.width) return;
  drawn = now;
  // A minute that has only begun gets the room of a whole one.
  const until = size === 1 ? now : (Math.floor(now / size) + 1) * size;
  const columns = size === HOUR ? hoursUntil(now) : beats.columns(until - length - size, now, size);
  chart.draw(columns, until - length, until);
}

function refresh() {
  drawn = 0;
  tellRates();
  tellMinutes();
  tellHours();
}

function tellRates() {
  if (!known) return;
  for (const [name, seconds] of Object.entries(RATES)) {
    const [commits, points] = beats.between(beats.now - seconds, beats.now);
    const rate = document.querySelector(`[data-rate="${name}"]`);
    write(rate.querySelector(".rate-commits"), commitsIn(commits));
    write(rate.querySelector(".rate-points"), pointsIn(points));
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tellMinutes() {
  if (!known) return;
  const columns = beats.columns(beats.now - HOUR, beats.now, 60);
  const busy = busyOf(columns);
  const most = busy.reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0, 0]);
  write(figure.querySelector("[data-text]"), most[1]
    ? gettext("Most within a minute: %(commits)s, at %(time)s.", {
      commits: commitsIn(most[1]), time: clocks.minute.format(most[0] * 1000),
    })
    : gettext("No commits within the last hour."));
  fillTable(table, busy, clocks.minute, gettext("Nothing within the last hour."));
}

function tellHours() {
  if (!known || !hours.isFresh(beats.now)) return;
  const busy = busyOf(hoursUntil(beats.now));
  fillTable(hourTable, busy, clocks.hour, gettext("Nothing within the last two days."));
}

/* The bars with a commit, the newest first. */
function busyOf([times, commits, points]) {
  const bars = times.map((time, index) => [time, commits[index], points[index]]);
  return bars.filter((bar) => bar[1]).reverse();
}

function fillTable(body, busy, clock, nothing) {
  body.replaceChildren(...busy.map((bar) => row(bar, clock)));
  if (!busy.length) body.insertRow().insertCell().textContent = nothing;
}

function row([time, commits, points], clock) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = clock.format(time * 1000);
  line.append(head);
  for (const value of [commits, points]) {
    const cell = line.insertCell();
    cell.className = "figure";
    cell.textContent = number(value);
  }
  return line;
}

/* Shows the next span, as if its button had been pressed. */
export function nextSpan() {
  const buttons = [...choices.querySelectorAll("input")];
  const at = buttons.findIndex((button) => button.checked);
  buttons[(at + 1) % buttons.length].click();
}

choices.addEventListener("change", (event) => {
  span = event.target.value;
  chart.rebuild();
  drawn = 0;
});
choices.querySelector("input").checked = true;
choices.hidden = figure.hidden = false;
for (const name of ["minutes", "hours"]) document.querySelector(`[data-${name}]`).open = false;
for (const zone of document.querySelectorAll("[data-zone]")) zone.textContent = gettext("your time");
everyFrame(draw);
setInterval(() => {
  tellRates();
  readHours();
}, 1_000);
setInterval(() => {
  beats.forget();
  tellMinutes();
  tellHours();
}, 10_000);
