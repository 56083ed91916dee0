/* Keeps the boxes of a hub as they are at the site: each is a subscription to `hubs.widget`, whose
   answer carries the HTML that a fresh page would have. */

import { july } from "./july.js";
import { replace } from "./replacing.js";

const hub = document.querySelector("[data-hub]");
const { hub: kind, slug, game = null } = hub.dataset;
const language = document.documentElement.lang;

for (const box of hub.querySelectorAll("[data-widget]")) watch(box);

function watch(box) {
  const client = july.subscribe({
    method: "hubs.widget",
    params: { kind, slug, id: box.dataset.widget, game, language },
    callback: (told) => replace(box, told.html),
    error: () => july.unsubscribe(client),      // it was removed, or there is no such hub any more
  });
}
