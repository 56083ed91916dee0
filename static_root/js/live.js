/* The live feed: history first, then each commit as it comes, of everything or of one thing. */

import { ask, countWatchers, follow } from "./following.js";
import { asked, onFlip } from "./flips.js";
import { Lines, isMuted } from "./lines.js";
import { gettext, number } from "./words.js";

const MOST = 100;               // lines on the page, and of the history
const list = document.querySelector("[data-lines]");
const lines = new Lines(list, MOST);
const button = document.querySelector("[data-pause]");
const trouble = document.querySelector("[data-trouble]");

let turn = 0;                   // what is answered after another flip is for nobody
let leave = () => {};          // ends what is followed now
let paused = false;
let waiting = new Map();        // what came during the pause, by id

function show(channel) {
  const mine = ++turn;
  let looked = list.dataset.lines === channel;      // the server drew the first lines
  if (!looked) lines.clear();
  list.dataset.lines = channel;
  waiting.clear();
  list.setAttribute("aria-busy", "true");
  complain(null);
  tell();
  leave();
  leave = follow(channel, {
    begin: async () => {
      const history = await ask("feed.latest", [channel, MOST], () => mine !== turn);
      if (mine !== turn || !history) return;
      take(history, looked);
      looked = true;
      list.setAttribute("aria-busy", "false");
      document.querySelector("[data-empty]").hidden = lines.length > 0 || waiting.size > 0;
    },
    message: (message) => mine === turn && take([message], true),
    trouble: (text) => mine === turn && complain(text),
  });
}

function take(messages, news) {
  if (paused) {
    for (const message of messages) {
      if (isMuted(message)) continue;
      const known = list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
      if (!known) waiting.set(message.id, message);
    }
    forgetOldest();
    tell();
  } else if (!messages.every(isMuted)) {
    lines.add(messages, { news });
    document.querySelector("[data-empty]").hidden = true;
  }
}

function forgetOldest() {
  for (const id of waiting.keys()) {
    if (waiting.size <= MOST) break;
    waiting.delete(id);
  }
}

function pause() {
  paused = !paused;
  if (!paused) {
    take([...waiting.values()], true);
    waiting.clear();
  }
  tell();
}

function tell() {
  button.textContent = paused ? goOn() : gettext("Pause");
  button.setAttribute("aria-pressed", String(paused));
}

function goOn() {
  if (!waiting.size) return gettext("Go on");
  if (waiting.size < MOST) return gettext("Go on (%(count)s new)", { count: number(waiting.size) });
  return gettext("Go on (%(count)s or more new)", { count: number(MOST) });
}

function complain(text) {
  trouble.hidden = !text;
  trouble.textContent = text ?? "";
}

button.hidden = false;
button.addEventListener("click", pause);
onFlip(show, { p: pause });
show(asked());
countWatchers();
