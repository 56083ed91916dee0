/* Keeps the feeds of a page alive: what the server drew, then each commit as it comes.

   The page works without this file; live.js does the same on the page that is nothing but a feed. */

import { ask, follow } from "./following.js";
import { Lines } from "./lines.js";

for (const list of document.querySelectorAll("[data-feed]")) keepAlive(list);

function keepAlive(list) {
  const channel = list.dataset.feed, most = Number(list.dataset.most);
  const empty = list.parentElement.querySelector("[data-empty]");
  const lines = new Lines(list, most);

  function add(messages) {
    lines.add(messages, { news: true });
    if (lines.length) empty?.remove();
  }

  follow(channel, {
    begin: async () => add(await ask("feed.latest", [channel, most], () => false)),
    message: (message) => add([message]),
    trouble: (text) => console.warn(text),
  });
}
