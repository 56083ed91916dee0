/* Shows new content in a box of the page: what a reader has opened stays open, what has the focus
   keeps it, and what has changed of what has a `data-key` gets the class `fresh` for a moment. */

export function replace(box, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  if (same(box, fresh.content)) return;
  const open = [...box.querySelectorAll("details")].map((each) => each.open);
  const focused = focusable(box).indexOf(document.activeElement);
  const before = new Map(keyed(box).map((each) => [each.dataset.key, each.textContent]));
  box.replaceChildren(fresh.content);
  [...box.querySelectorAll("details")].forEach((each, index) => { each.open = open[index] ?? each.open; });
  if (focused >= 0) focusable(box)[focused]?.focus({ preventScroll: true });
  for (const each of keyed(box)) {
    if (before.get(each.dataset.key) !== each.textContent) each.classList.add("fresh");
  }
  box.dispatchEvent(new CustomEvent("replaced", { bubbles: true }));
}

/* Whether nothing is new but how long ago things were. */
function same(box, content) {
  return words(box) === words(content) && box.querySelectorAll("*").length === content.querySelectorAll("*").length;
}

function words(root) {
  const copy = root.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.textContent = "";
  const shapes = [...copy.querySelectorAll("[class], [d], [width], [height], [href]")].map((each) =>
    ["class", "d", "width", "height", "href"].map((name) => each.getAttribute(name)).join(" "));
  return copy.textContent.replace(/\s+/g, " ") + shapes.join("|");
}

function keyed(root) {
  return [...root.querySelectorAll("[data-key]")];
}

function focusable(root) {
  return [...root.querySelectorAll("a[href], button, input, select, summary, textarea")];
}
