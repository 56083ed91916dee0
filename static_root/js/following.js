/* Follows channels without a gap: `begin()` when the connection stands, and again whenever it does
   anew, to read what is stored; `message(data)` for each commit from that very moment on. What was
   stored in between comes twice, so whoever follows has to know commits by their ids. */

import { july } from "./july.js";
import { gettext, number } from "./words.js";

/* What is followed now; `newest` is a subscription that stands in where WebSockets are blocked. */
const followed = new Set();

/* Gives the function that ends it. */
export function follow(channel, { begin, message, trouble }) {
  const mine = { channel, begin, newest: null };
  const watching = july.subscribe({
    method: "streams.watch",
    params: [channel],
    error: trouble,
    callback: (data, trigger) => {
      if (trigger === "subscribe") begin();
      else if (isCommit(data)) message(data);
    },
  });
  followed.add(mine);
  if (july.state === "stream") standIn(mine);
  return () => {
    followed.delete(mine);
    july.unsubscribe([watching, mine.newest].filter(Boolean));
  };
}

function standIn(feed) {
  feed.newest ??= july.subscribe({
    method: "feed.latest",
    params: [feed.channel, 1],
    callback: feed.begin,
  });
}

function stepBack(feed) {
  if (feed.newest !== null) july.unsubscribe(feed.newest);
  feed.newest = null;
}

july.addEventListener("state", () => {
  if (july.state === "stream") followed.forEach(standIn);
  if (july.state === "open") followed.forEach(stepBack);
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
