/* Keeps the boxes of a hub as they are at the site: each is a subscription to `hubs.widget`, whose
   answer carries the HTML that a fresh page would have. */

import { july } from "./july.js";
import { replace } from "./replacing.js";
import { gettext, number } from "./words.js";

const hub = document.querySelector("[data-hub]");
const { hub: kind, slug, game = null } = hub.dataset;
const language = document.documentElement.lang;

for (const box of hub.querySelectorAll("[data-widget]")) watch(box);
july.subscribe({ method: "hubs.layout", params: { kind, slug }, callback: arranged });
hub.addEventListener("submit", mark);

/* Other boxes than those that stand here are shown when the reader says so, not under their hands. */
function arranged({ version, stars }) {
  for (const each of hub.querySelectorAll("[data-stars]")) each.textContent = number(stars);
  if (version === Number(hub.dataset.version) || hub.querySelector(".rearranged")) return;
  const notice = document.createElement("p");
  notice.className = "notice rearranged";
  notice.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = gettext("Show it");
  hub.prepend(notice);
  notice.append(gettext("This page was rearranged."), " ", link);
}

/* A star or a follow without a new page; where that fails, with one. */
async function mark(event) {
  if (!event.submitter?.dataset.mark) return;
  event.preventDefault();
  const { submitter: button, target: form } = event;
  const body = new FormData(form);
  body.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-marks]");
    const marks = hub.querySelector("[data-marks]");
    marks.replaceChildren(...fresh.childNodes);
    marks.querySelector(`[data-mark=${button.dataset.mark}]`).focus();
  } catch {
    location.reload();
  }
}

function watch(box) {
  const client = july.subscribe({
    method: "hubs.widget",
    params: { kind, slug, id: box.dataset.widget, game, language },
    callback: (told) => replace(box, told.html),
    error: () => july.unsubscribe(client),      // it was removed, or there is no such hub any more
  });
}
