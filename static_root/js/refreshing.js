/* Shows in a box what a fresh page has there, soon after it is asked to: not too often, and not while
   nobody looks. `selector` finds the box in a page. */

import { replace } from "./replacing.js";

const OFTEN = 2_000;            // milliseconds between two fresh pages at the least

export function refreshing(box, selector) {
  let timer = null;
  let last = -OFTEN;
  let late = false;             // something changed while nobody looked

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
    if (!answer?.ok) return;    // the next change asks again
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(selector);
    if (fresh) replace(box, fresh.innerHTML);
  }

  document.addEventListener("visibilitychange", () => late && !document.hidden && refreshSoon());
  return refreshSoon;
}
