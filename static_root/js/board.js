/* Keeps a page of a board as it is at the site: when the rows it shows have changed, it shows those of
   a fresh page. The page works without this file. */

import { july } from "./july.js";
import { refreshing } from "./refreshing.js";

const box = document.querySelector("[data-board]");
const { board: kind, game, limit, cursor, filters } = box.dataset;
const refreshSoon = refreshing(box, "[data-board]");

july.subscribe({
  method: "boards.page",
  params: { kind, game, limit: Number(limit), cursor: cursor || null, filters: JSON.parse(filters) },
  callback: (page) => differs(page.models) && refreshSoon(),
});

function differs(rows) {
  const shown = box.querySelector("[data-state]")?.dataset.state ?? "";
  return rows.map(({ slug, points }) => `${slug} ${points}`).join("|") !== shown;
}
