/* Arranges a hub without leaving its page: by mouse, finger and keyboard. Every change is what the
   page's own forms would send; the answer is the page anew, of which the arrangement is taken over. */

import { july } from "./july.js";
import { gettext, number } from "./words.js";

const EDGE = 70, SPEED = 14;        // near an edge of the window, pixels; how fast it scrolls there

let page = document.querySelector("[data-editor]");
let carried = null;                 // { card, grip, from, ghost, … } while a widget is on its way
let sending = false;
let told = Number(page.dataset.version);
const dirty = new Set();            // ids of widgets whose settings somebody is writing

begin();
document.addEventListener("submit", submit);
document.addEventListener("input", (event) => dirty.add(event.target.closest(".card")?.dataset.id));
document.addEventListener("pointerdown", grab);
document.addEventListener("keydown", press);
document.addEventListener("focusout", letGo);
july.subscribe({
  method: "hubs.layout",
  params: { kind: page.dataset.kind, slug: page.dataset.slug },
  callback: ({ version }) => { told = version; tell(); },
});

function begin() {
  for (const grip of page.querySelectorAll(".grip")) grip.hidden = false;
}

/* What can't be done now is not asked for; everything else goes out without a new page. */
function submit(event) {
  const { submitter, target: form } = event;
  if (!form.closest("[data-editor]")) return;
  event.preventDefault();
  if (submitter?.getAttribute("aria-disabled") === "true") return;
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  if (submitter?.name === "configure") dirty.delete(submitter.value);
  send(body, submitter);
}

async function send(body, origin, place = origin) {
  if (sending) return;
  sending = true;
  page.setAttribute("aria-busy", "true");
  const before = new Set(cards().map((card) => card.dataset.id));
  const next = neighbour(origin);
  try {
    const answer = await fetch(document.getElementById("arrange").action, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-editor]");
    if (fresh === null) throw new Error(answer.status);
    take(fresh);
    focus(place, before, next);
    say(answer.ok ? done(body) : page.querySelector("[data-problem]").textContent);
  } catch {
    say(gettext("That could not be saved. Load the page again."), true);
  } finally {
    sending = false;
    page.removeAttribute("aria-busy");
    tell();
  }
}

/* The arrangement as the site has it; settings that somebody is writing stay as they are. */
function take(fresh) {
  for (const id of dirty) {
    const writing = page.querySelector(`#e-${id} details[open]`);
    const place = fresh.querySelector(`#e-${id} details`);
    if (!writing || !place || place.open) continue;
    writing.querySelector("[name=version]").value = fresh.dataset.version;
    place.replaceWith(writing);
  }
  for (const open of page.querySelectorAll(".card-settings[open]")) {
    const id = open.closest(".card").dataset.id;
    if (dirty.has(id)) fresh.querySelector(`#e-${id} details`)?.setAttribute("open", "");
  }
  const said = page.querySelector("[data-said]");
  page.replaceWith(fresh);
  page = fresh;
  // The same element as before, or nobody is told what changes in it.
  page.querySelector("[data-said]").replaceWith(said);
  begin();
}

function focus(place, before, next) {
  const problem = page.querySelector("[data-problem]");
  const invalid = page.querySelector("[aria-invalid=true]");
  const added = cards().find((card) => !before.has(card.dataset.id));
  const same = place?.name && page.querySelector(`[name="${place.name}"][value="${CSS.escape(place.value)}"]`);
  const grip = place?.grip && page.querySelector(`#e-${place.grip} .grip`);
  const target = invalid ?? problem ?? (place?.name === "add" ? added?.querySelector(".grip") : null)
    ?? grip ?? (place?.name === "configure" ? page.querySelector(`#e-${place.value} summary`) : same)
    ?? page.querySelector(`#e-${next} .grip`) ?? page.querySelector("[name=undo]");
  target.focus({ preventScroll: target.matches(".tool") });
  target.scrollIntoView({ block: "nearest" });
}

/* The widget to go on from when one is taken away. */
function neighbour(origin) {
  const card = origin?.name === "remove" && page.querySelector(`#e-${origin.value}`);
  const next = card && (card.nextElementSibling ?? card.previousElementSibling);
  return next ? next.dataset.id : "";
}

/* In words what was done, for who does not see it. */
function done(body) {
  for (const name of ["up", "down", "across", "move", "configure"]) {
    const card = body.has(name) && page.querySelector(`#e-${body.get(name)}`);
    if (card) return name === "configure" ? gettext("Settings saved.") : where(card);
  }
  if (body.has("remove")) return gettext("Removed. Undo brings it back.");
  if (body.has("add")) return where(document.activeElement.closest(".card"));
  return body.has("undo") ? gettext("Undone.") : gettext("The page is as it was in the beginning.");
}

function where(card) {
  const list = card.parentElement;
  const position = [...list.children].indexOf(card) + 1;
  return gettext("%(title)s: %(column)s, place %(position)s of %(count)s.", {
    title: card.dataset.title,
    column: list.dataset.name,
    position: number(position),
    count: number(list.children.length),
  });
}

function say(text, shown = false) {
  page.querySelector("[data-said]").textContent = text.trim().replace(/\s+/g, " ");
  if (shown) banner(text);
}

/* Somebody else arranged the same page, or oneself in another window. */
function tell() {
  if (sending || carried || told <= Number(page.dataset.version)) return;
  const text = gettext("This page was arranged somewhere else.");
  if (!page.querySelector(".edit-news")) say(text, true);
}

function banner(text) {
  const news = document.createElement("div");
  news.className = "notice edit-news";
  const words = document.createElement("p");
  words.textContent = text;
  const button = document.createElement("button");
  button.className = "button button-quiet";
  button.type = "button";
  button.textContent = gettext("Show");
  button.addEventListener("click", () => show());
  news.append(words, button);
  page.querySelector(".edit-news")?.remove();
  page.querySelector("header").after(news);
}

async function show() {
  try {
    const answer = await fetch(document.getElementById("arrange").action);
    take(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-editor]"));
    page.querySelector("h1").tabIndex = -1;
    page.querySelector("h1").focus();
    tell();
  } catch {
    location.reload();
  }
}

function cards() {
  return [...page.querySelectorAll(".card")];
}

/* On its way: from the moment a grip is taken until it is let go. */
function pickUp(grip) {
  const card = grip.closest(".card");
  carried = { card, grip, from: { list: card.parentElement, before: card.nextElementSibling } };
  page.classList.add("carrying");
  card.classList.add("carried");
  grip.setAttribute("aria-pressed", "true");
}

function place(list, before) {
  const { card } = carried;
  if (before === card || (card.parentElement === list && card.nextElementSibling === before)) return;
  carried.moving = true;
  list.insertBefore(card, before);
  carried.moving = false;
}

function putDown() {
  const { card, from } = carried;
  const list = card.parentElement;
  const stays = list === from.list && card.nextElementSibling === from.before;
  release();
  if (stays) return say(where(card));
  const body = new FormData(document.getElementById("arrange"));
  body.append("move", card.dataset.id);
  body.append("column", list.dataset.column);
  body.append("position", [...list.children].indexOf(card));
  return send(body, null, { grip: card.dataset.id });
}

function putBack() {
  const { card, grip, from } = carried;
  place(from.list, from.before);
  release();
  grip.focus();
  say(gettext("Put back. %(where)s", { where: where(card) }));
}

function release() {
  const { card, grip, ghost, scrolling } = carried;
  cancelAnimationFrame(scrolling);
  ghost?.remove();
  card.classList.remove("carried", "carried-by-hand");
  grip.setAttribute("aria-pressed", "false");
  page.classList.remove("carrying");
  carried = null;
  tell();
}

/* By mouse, finger or pen. The page has the pointer: an element that is moved would lose it. */
function grab(event) {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0 || sending || carried) return;
  event.preventDefault();
  grip.focus({ preventScroll: true });
  pickUp(grip);
  const { card } = carried;
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  for (const each of [ghost, ...ghost.querySelectorAll("[id]")]) each.removeAttribute("id");
  ghost.classList.replace("carried", "in-hand");
  ghost.inert = true;
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  card.classList.add("carried-by-hand");
  Object.assign(carried, { ghost, pointer: event.pointerId, offset: [event.clientX - box.left, event.clientY - box.top], at: [event.clientX, event.clientY] });
  follow();
  page.setPointerCapture(event.pointerId);
  page.addEventListener("pointermove", drag);
  page.addEventListener("pointerup", drop);
  page.addEventListener("pointercancel", drop);
  carried.scrolling = requestAnimationFrame(scroll);
}

function drag(event) {
  if (event.pointerId !== carried?.pointer) return;
  carried.at = [event.clientX, event.clientY];
  follow();
}

function follow() {
  const { ghost, offset, at: [x, y] } = carried;
  ghost.style.transform = `translate(${x - offset[0]}px, ${y - offset[1]}px)`;
  const lists = [...page.querySelectorAll(".cards")];
  const list = lists.reduce((best, each) => (away(each, x, y) < away(best, x, y) ? each : best));
  const below = [...list.children].find((each) => {
    const box = each.getBoundingClientRect();
    return each !== carried.card && y < box.top + box.height / 2;
  });
  place(list, below ?? null);
}

/* How far a point is from the lane of a list. */
function away(list, x, y) {
  const box = list.closest(".lane").getBoundingClientRect();
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

function scroll() {
  if (!carried?.ghost) return;
  const y = carried.at[1];
  const step = y < EDGE ? -SPEED : y > innerHeight - EDGE ? SPEED : 0;
  if (step) {
    scrollBy(0, step);
    follow();
  }
  carried.scrolling = requestAnimationFrame(scroll);
}

function drop(event) {
  if (event.pointerId !== carried?.pointer) return;
  stopHolding();
  if (event.type === "pointercancel") putBack();
  else putDown();
}

function stopHolding() {
  page.removeEventListener("pointermove", drag);
  page.removeEventListener("pointerup", drop);
  page.removeEventListener("pointercancel", drop);
}

/* By keyboard. */
function press(event) {
  const grip = event.target.closest?.(".grip");
  if (carried && event.key === "Escape") {
    event.preventDefault();
    stopHolding();
    putBack();
  } else if (carried?.ghost || !grip) {
    return;
  } else if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (event.repeat || sending) return;
    if (carried) {
      putDown();
    } else {
      pickUp(grip);
      say(gettext("Picked up. %(where)s", { where: where(carried.card) }));
    }
  } else if (carried && event.key.startsWith("Arrow")) {
    event.preventDefault();
    step(event.key);
  }
}

function step(key) {
  const { card, grip } = carried;
  const list = card.parentElement;
  const lists = [...page.querySelectorAll(".cards")];
  if (key === "ArrowUp" && card.previousElementSibling) place(list, card.previousElementSibling);
  if (key === "ArrowDown" && card.nextElementSibling) place(list, card.nextElementSibling.nextElementSibling);
  const other = { ArrowLeft: lists[0], ArrowRight: lists[1] }[key];
  if (other && other !== list) place(other, other.children[[...list.children].indexOf(card)] ?? null);
  carried.moving = true;
  grip.focus({ preventScroll: true });
  carried.moving = false;
  card.scrollIntoView({ block: "nearest" });
  say(where(card));
}

/* Who walks away from a widget that is on its way has not put it down. */
function letGo(event) {
  if (carried && !carried.ghost && !carried.moving && event.target === carried.grip) {
    const { card, from } = carried;
    place(from.list, from.before);
    release();
    say(gettext("Put back. %(where)s", { where: where(card) }));
  }
}
