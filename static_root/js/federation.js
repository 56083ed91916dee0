/* Keeps the boards of several sites as they are: when one has changed, a fresh page has it. This
   site's server hears it from the others. The page works without this file. */

import { july } from "./july.js";
import { refreshing } from "./refreshing.js";

const box = document.querySelector("[data-federation]");
const { federation: kind, limit } = box.dataset;
const refreshSoon = refreshing(box, "[data-federation]");

july.subscribe({
  method: "federation.boards",
  params: { kind, limit: Number(limit) },
  callback: ({ version }) => version !== box.querySelector("[data-version]").dataset.version && refreshSoon(),
});
