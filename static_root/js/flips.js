/* Flips a page to another channel, by a click or a key and without loading it.

   Every link with data-channel leads to the page as the server draws it for that channel; here the
   address changes, and the page is told to show the channel instead. */

import { PAGES } from "./lines.js";
import { gettext } from "./words.js";

const EVERYTHING = "commits";
const MOST_CHOSEN = 4;          // channels beside those that the server offers
const bar = document.querySelector(".flips");
const title = document.title.split(" · ").slice(-2).join(" · ");

export function asked() {
  return new URLSearchParams(location.search).get("channel") || EVERYTHING;
}

const links = () => [...bar.querySelectorAll("a[data-channel]")];
const linkTo = (channel) => links().find((link) => link.dataset.channel === channel);
const nameOf = (link) => (link.querySelector(".flip-name") ?? link).textContent.trim();

function address(channel, path = location.pathname) {
  const kept = new URLSearchParams(path === location.pathname ? location.search : "");
  if (channel === EVERYTHING) kept.delete("channel");
  else kept.set("channel", channel);
  return kept.size ? `${path}?${kept}` : path;
}

/* A channel that is not among those offered gets a place beside "Everything". */
function offer(channel, label) {
  if (linkTo(channel)) return;
  const list = bar.querySelector("[data-chosen]");
  const item = list.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.dataset.channel = channel;
  link.href = address(channel);
  link.removeAttribute("aria-keyshortcuts");
  link.querySelector("kbd")?.remove();
  link.querySelector(".flip-name").textContent = label;
  list.append(item);
  if (list.children.length > 1 + MOST_CHOSEN) list.children[1].remove();
}

function draw(channel) {
  let label = channel === EVERYTHING ? gettext("everything") : nameOf(linkTo(channel));
  for (const link of links()) {
    if (link.dataset.channel === channel) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const [kind, ...slug] = channel.split(":");
  const page = document.querySelector("[data-page]");
  page.hidden = channel === EVERYTHING;
  if (!page.hidden) page.href = `/${PAGES[kind]}/${encodeURIComponent(slug.join(":"))}/`;
  const other = document.querySelector("[data-other]");
  other.href = address(channel, other.pathname);
  document.querySelector("[data-label]").textContent = label;
  document.querySelector("[data-told]").textContent = gettext("Showing %(label)s", { label });
  document.title = channel === EVERYTHING ? title : `${label} · ${title}`;
  linkTo(channel).scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* Calls `flip(channel)` whenever the page is to show another channel; `keys` are further keys. */
export function onFlip(flip, keys = {}) {
  let now = asked();

  function go(channel, label, push = true) {
    if (channel === now) return;
    now = channel;
    offer(channel, label ?? channel.split(":").slice(1).join(":"));
    if (push) history.pushState({ label }, "", address(channel));
    draw(channel);
    flip(channel);
  }

  function goBy(step) {
    const all = links();
    const at = all.findIndex((link) => link.dataset.channel === now);
    const link = all[(at + step + all.length) % all.length];
    go(link.dataset.channel, nameOf(link));
  }

  function press(key) {
    const link = bar.querySelector(`a[aria-keyshortcuts="${CSS.escape(key)}"]`);
    if (link) go(link.dataset.channel, nameOf(link));
    else if (key === "ArrowLeft" || key === "ArrowRight") goBy(key === "ArrowLeft" ? -1 : 1);
    else keys[key.toLowerCase()]?.();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-channel]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.button !== 0) return;
    event.preventDefault();
    go(link.dataset.channel, nameOf(link));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const modified = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    if (!typing && !modified && keysAreOn()) press(event.key);
  });
  addEventListener("popstate", (event) => go(asked(), event.state?.label, false));
  offerKeys();
}

/* Keys without Ctrl or Alt disturb who speaks to a computer instead of typing: they can be off. */
const switchOfKeys = bar.querySelector("[data-keys] input");

function keysAreOn() {
  return switchOfKeys.checked;
}

function offerKeys() {
  switchOfKeys.checked = localStorage.getItem("july-keys") !== "off";
  switchOfKeys.closest("[data-keys]").hidden = false;
  switchOfKeys.addEventListener("change", () => {
    localStorage.setItem("july-keys", keysAreOn() ? "on" : "off");
    switchOfKeys.blur();
  });
}
