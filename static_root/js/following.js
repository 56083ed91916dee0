/* Follows a channel without a gap: `begin()` when the connection stands, and again whenever it does
   anew, to read what is stored; `message(data)` for each commit from that very moment on. What was
   stored in between comes twice, so whoever follows has to know commits by their ids. */

import { july } from "./july.js";
import { gettext, number } from "./words.js";

let watching = null;            // what follows now
let newest = null;              // a subscription that stands in where WebSockets are blocked
let standIn = () => {};

export function follow(channel, { begin, message, trouble }) {
  july.unsubscribe([watching, newest].filter(Boolean));
  newest = null;
  const mine = july.subscribe({
    method: "streams.watch",
    params: [channel],
    error: trouble,
    callback: (data, trigger) => {
      if (trigger === "subscribe") begin();
      else if (isCommit(data)) message(data);
    },
  });
  watching = mine;
  standIn = () => {
    newest ??= july.subscribe({ method: "feed.latest", params: [channel, 1], callback: begin });
  };
  if (july.state === "stream") standIn();
}

july.addEventListener("state", () => {
  if (july.state === "stream") standIn();
  if (july.state !== "open" || newest === null) return;
  july.unsubscribe(newest);
  newest = null;
});

function isCommit(data) {
  return typeof data?.id === "string" && /^\d+-\d+$/.test(data.id) && Boolean(data.project);
}

/* Says how many connections are open, where the page has a place for it. */
export function countWatchers() {
  const place = document.querySelector("[data-watchers]");
  july.subscribe({
    method: "presence.count",
    params: [],
    callback: (count) => {
      place.hidden = !count;
      place.textContent = gettext("%(count)s watching", { count: number(count) });
    },
  });
}

/* Asks a service; if it fails, tries again until `isOver()`, each page after a time of its own. */
export async function ask(method, params, isOver) {
  for (let wait = 1_000; !isOver(); wait = Math.min(2 * wait, 30_000)) {
    try {
      return await july.call(method, ...params);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }
  return null;
}
