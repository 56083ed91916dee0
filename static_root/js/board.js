/* Keeps a page of a board as it is at the site: when the rows it shows have changed, it shows those of
   a fresh page. The page works without this file. */

import { july } from "./july.js";
import { replace } from "./replacing.js";

const OFTEN = 2_000;            // milliseconds between two fresh pages at the least
const box = document.querySelector("[data-board]");
const { board: kind, game, limit, cursor, filters } = box.dataset;

let timer = null;
let last = -OFTEN;
let late = false;               // something changed while nobody looked

july.subscribe({
  method: "boards.page",
  params: { kind, game, limit: Number(limit), cursor: cursor || null, filters: JSON.parse(filters) },
  callback: (page) => differs(page.models) && refreshSoon(),
});

function differs(rows) {
  const shown = box.querySelector("[data-state]")?.dataset.state ?? "";
  return rows.map(({ slug, points }) => `${slug} ${points}`).join("|") !== shown;
}

function refreshSoon() {
  const rest = Math.max(0, last + OFTEN - performance.now());
  timer ??= setTimeout(refresh, rest + 300 * Math.random());
}

async function refresh() {
  timer = null;
  late = document.hidden;
  if (late) return;
  last = performance.now();
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;      // the next change asks again
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-board]");
  if (fresh) replace(box, fresh.innerHTML);
}

document.addEventListener("visibilitychange", () => late && !document.hidden && refreshSoon());
