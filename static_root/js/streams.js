/* The raw streams that run, and the readings of the one that is watched, as they come.

   A message is `<ms>|<first value>|<second value>…`; one that is something else is shown as text. */

import { ReadingChart, everyFrame } from "./charts.js";
import { july } from "./july.js";
import { gettext, number } from "./words.js";

const LENGTH = 5_000;           // ms that a chart shows
const MOST = 5_000;             // readings that are kept
const PACE = 1_000, SAID = 250; // ms between two looks at how many came, and at the last of them
const list = document.querySelector("[data-streams]");
const watched = document.querySelector("[data-watched]");
const pace = watched.querySelector("[data-pace]");
const said = watched.querySelector("[data-said]");
const [first, second] = watched.querySelectorAll(".chart-canvas");
const charts = [new ReadingChart(first, "--sun-large"), new ReadingChart(second, "--link")];

let keys = [];
let watching = { key: null, client: null };
let times = [], values = [[], []];
let fresh = false;              // something came since the last picture
let last = "";
let received = 0;

const asked = () => new URLSearchParams(location.search).get("stream") || null;

function address(key) {
  const params = new URLSearchParams(location.search);
  if (key) params.set("stream", key);
  else params.delete("stream");
  return params.size ? `${location.pathname}?${params}` : location.pathname;
}

function clear() {
  times = [];
  values = [[], []];
  last = "";
  received = 0;
  fresh = true;
  said.textContent = "";
  pace.textContent = "";
}

function watch(key) {
  if (key === watching.key) return;
  if (watching.client) july.unsubscribe(watching.client);
  clear();
  watching = { key, client: null };
  watched.hidden = !key;
  watched.querySelector("[data-key]").textContent = key ?? "";
  if (key) watching.client = july.subscribe({
    method: "streams.watch",
    params: [key],
    callback: (data, trigger) => {
      if (watching.key === key && trigger !== "subscribe") take(data);
    },
    error: (text) => {
      if (watching.key === key) pace.textContent = text;
    },
  });
  draw();
}

function take(data) {
  received += 1;
  last = typeof data === "string" ? data : JSON.stringify(data);
  const [time, ...numbers] = last.split("|").map(Number);
  if (!Number.isFinite(time) || !numbers.length || !numbers.every(Number.isFinite)) return;
  // Who replays a recording begins anew: the old line does not go on from its end.
  if (times.length && (time < times.at(-1) || time > times.at(-1) + LENGTH)) forget(times.length);
  times.push(time);
  values.forEach((column, index) => column.push(numbers[index] ?? null));
  fresh = true;
}

function forget(count) {
  for (const column of [times, ...values]) column.splice(0, count);
}

function drawReadings() {
  if (!fresh || watched.hidden) return;
  fresh = false;
  const until = times.at(-1) ?? 0;
  const old = times.findIndex((time) => time > until - LENGTH);
  forget(Math.max(old, times.length - MOST, 0));
  charts.forEach((chart, index) => {
    chart.draw([times, values[index]], until - LENGTH, until);
  });
}

function draw() {
  const shown = watching.key && !keys.includes(watching.key) ? [...keys, watching.key] : keys;
  list.replaceChildren(...shown.map(entry));
  document.querySelector("[data-silence]").hidden = keys.length > 0;
}

function entry(key) {
  const item = document.createElement("li"), link = document.createElement("a");
  link.textContent = key;
  link.dataset.stream = key;
  link.href = address(key);
  if (key === watching.key) link.setAttribute("aria-current", "true");
  link.classList.toggle("stream-over", !keys.includes(key));
  item.append(link);
  return item;
}

function go(key) {
  history.pushState(history.state, "", address(key));
  watch(key);
}

list.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-stream]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.button !== 0) return;
  event.preventDefault();
  const { stream } = link.dataset;
  go(stream);
  list.querySelector(`a[data-stream="${CSS.escape(stream)}"]`)?.focus();
});
watched.querySelector("[data-leave]").addEventListener("click", () => {
  go(null);
  (list.querySelector("a") ?? document.getElementById("content")).focus();
});
addEventListener("popstate", () => watch(asked()));

/* Begins to list the streams, and to watch the one that the address names. */
export function begin() {
  july.subscribe({
    method: "streams.running",
    params: [],
    callback: (running) => {
      keys = running;
      draw();
    },
  });
  watch(asked());
  everyFrame(drawReadings);
  setInterval(() => {
    if (said.textContent !== last) said.textContent = last;
  }, SAID);
  setInterval(() => {
    if (watching.key) pace.textContent = received ? gettext("%(count)s a second", { count: number(received) }) : gettext("silent");
    received = 0;
  }, PACE);
}
