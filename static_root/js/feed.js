/* Keeps a feed alive: prepends each commit as it is told, says how long ago each was.

   The page works without this file. The server draws a line and, beside the feed, the same line
   empty in a <template>; what arrives is only ever filled in as text. Names and times are said as
   `july/web/words.py` says them. */

const feed = document.querySelector(".feed[data-channel]");
const dot = document.querySelector("[data-live]");
let since = feed?.dataset.since;

const CATCH_UP = 3_000, PAUSE = 3_000;
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function ago(time) {
  const seconds = (Date.now() - time) / 1000;
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  const days = Math.floor(seconds / DAY);
  if (days < 7) return days === 1 ? "1 day ago" : `${days} days ago`;
  return date.format(time);
}

function tick() {
  for (const element of document.querySelectorAll(".feed time")) {
    const time = Date.parse(element.dateTime);
    if (!Number.isNaN(time)) element.textContent = ago(time);
  }
}

/* An address on this site as a path, so that it works under whatever name the site was reached. */
function path(address) {
  return new URL(address, location.href).pathname;
}

function link(element, text, address) {
  element.textContent = text;
  if (address) element.href = address;
  else element.removeAttribute("href");
}

function outside(address) {
  return /^https?:\/\//.test(address ?? "") ? address : null;
}

function subject(message) {
  return message.split("\n").map((line) => line.trim()).find(Boolean) ?? "No message";
}

function lineOf(message) {
  const line = document.getElementById("line").content.querySelector("li").cloneNode(true);
  const find = (name) => line.querySelector(name);
  const person = message.person && path(message.person.url);
  line.dataset.id = message.id;
  line.classList.add("line-new");
  line.classList.toggle("line-orphan", !person);
  find(".face").src = `${person ?? "/people/~/"}picture.svg`;
  link(find(".line-message"), subject(message.message), outside(message.url));
  link(find(".line-person"), message.person?.name ?? "nobody yet", person);
  link(find(".line-project"), message.project.name, path(message.project.url));
  find(".line-languages").textContent = message.languages.slice(0, 3).join(", ");
  find(".line-points").hidden = !message.points;
  find(".line-points").firstChild.data = `+${message.points}`;
  find("time").dateTime = message.time;
  find("time").title = message.time;
  find("time").textContent = ago(Date.parse(message.time));
  return line;
}

function add(message) {
  if (feed.querySelector(`[data-id="${CSS.escape(message.id)}"]`)) return;
  document.querySelector("[data-empty]")?.remove();
  feed.prepend(lineOf(message));
  while (feed.children.length > Number(feed.dataset.most)) feed.lastElementChild.remove();
}

function say(state, word) {
  if (!dot) return;
  dot.hidden = false;
  dot.className = `live live-${state}`;
  dot.querySelector(".live-word").textContent = word;
}

/* More was missed than the stream can tell again: reads the feed anew. All pages learn of it at the
   same moment, so each waits for a moment of its own. */
function catchUp() {
  say("off", "catching up");
  setTimeout(async () => {
    const asked = new URLSearchParams({ channel: feed.dataset.channel, limit: feed.dataset.most });
    try {
      const answer = await fetch(`/api/v1/live?${asked}`);
      const { models } = await answer.json();
      models.reverse().forEach(add);
      say("on", "live");
    } catch {
      say("on", "live; reload for what was missed");
    }
  }, Math.random() * CATCH_UP);
}

function listen() {
  const asked = new URLSearchParams({ channel: feed.dataset.channel });
  if (since) asked.set("since", since);
  const source = new EventSource(`/events?${asked}`);
  source.addEventListener("open", () => say("on", "live"));
  source.addEventListener("error", () => {
    say("off", "offline, reconnecting");
    // Browsers give up on an answer that is no stream, which is what a site that restarts gives.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, PAUSE * (1 + Math.random()));
  });
  source.addEventListener("commit", (event) => {
    since = event.lastEventId;
    add(JSON.parse(event.data));
  });
  source.addEventListener("reset", (event) => {
    since = event.lastEventId;
    catchUp();
  });
}

if (feed) {
  listen();
  setInterval(tick, 30_000);
}
