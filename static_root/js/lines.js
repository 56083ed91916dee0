/* Draws the lines of a feed, newest first, each once, whatever order they come in.

   The template beside a feed holds an empty line as the server draws it; what arrives is only ever
   filled in as text; `times.js` tells the time as soon as the line stands. Where the empty line
   has channels, links flip the page; elsewhere they lead to the pages about things. */

import { gettext } from "./words.js";

/* Where the pages about what a channel tells of are. */
export const PAGES = {
  game: "games", person: "people", project: "projects",
  team: "teams", location: "locations", language: "languages",
};

/* Whether an id, `<ms>-<number>`, is later than another. */
export function isLater(id, other) {
  const [time, number] = id.split("-").map(Number);
  const [otherTime, otherNumber] = other.split("-").map(Number);
  return time === otherTime ? number > otherNumber : time > otherTime;
}

/* Names of the people whom the reader has muted, as the page says. */
const muted = new Set(JSON.parse(document.querySelector("#muted")?.textContent ?? "[]"));

export function isMuted(message) {
  return muted.has(message.person?.name);
}

export class Lines {
  #list;
  #most;
  #template;
  #flips;

  constructor(list, most) {
    this.#list = list;
    this.#most = most;
    this.#template = list.parentElement.querySelector("template").content.querySelector("li");
    this.#flips = "channel" in this.#template.querySelector(".line-project").dataset;
  }

  get length() {
    return this.#list.children.length;
  }

  clear() {
    this.#list.replaceChildren();
  }

  /* Puts messages where they belong; `news` are those that came while somebody looked. */
  add(messages, { news }) {
    const lines = [...this.#list.children];
    const known = new Set(lines.map((line) => line.dataset.id));
    const first = lines[0]?.dataset.id;
    for (const message of messages) {
      if (known.has(message.id) || isMuted(message)) continue;
      known.add(message.id);
      const line = this.#draw(message);
      line.classList.toggle("line-new", news && (!first || isLater(message.id, first)));
      this.#place(line);
    }
    while (this.length > this.#most) this.#list.lastElementChild.remove();
  }

  #place(line) {
    let next = this.#list.firstElementChild;
    while (next && isLater(next.dataset.id, line.dataset.id)) next = next.nextElementSibling;
    this.#list.insertBefore(line, next);
  }

  #draw(message) {
    const line = this.#template.cloneNode(true);
    const find = (name) => line.querySelector(name);
    const { person, project } = message;
    line.dataset.id = message.id;
    line.classList.toggle("line-orphan", !person);
    find(".face").src = `/people/${encodeURIComponent(person?.name ?? "~")}/picture`;
    find(".line-message").textContent = subject(message.message);
    if (/^https?:\/\//.test(message.url ?? "")) find(".line-message").href = message.url;
    else unlink(find(".line-message"));
    this.#link(find(".line-person"), person?.name ?? gettext("nobody yet"), "person", person?.name);
    this.#link(find(".line-project"), project.name, "project", project.slug);
    find(".line-languages").replaceChildren(...this.#languages(message.languages.slice(0, 3)));
    find(".line-points").hidden = !message.points;
    find(".line-points").firstChild.data = `+${message.points}`;
    find("time").dateTime = message.time;
    find(".line-report").href = `/report/commits/${encodeURIComponent(message.hash)}/`;
    find(".line-reported").textContent = subject(message.message);
    return line;
  }

  /* A link to a thing; without a slug it is no link. */
  #link(link, text, kind, slug) {
    link.textContent = text;
    delete link.dataset.channel;
    if (slug === undefined) {
      unlink(link);
    } else if (this.#flips) {
      link.dataset.channel = `${kind}:${slug}`;
      link.href = `${location.pathname}?${new URLSearchParams({ channel: link.dataset.channel })}`;
    } else {
      link.href = `/${PAGES[kind]}/${encodeURIComponent(slug)}/`;
    }
  }

  #languages(slugs) {
    if (!this.#flips) return [slugs.join(", ")];
    return slugs.flatMap((slug, index) => {
      const link = document.createElement("a");
      this.#link(link, slug, "language", slug);
      return index ? [", ", link] : [link];
    });
  }
}

/* What leads nowhere is no link. */
function unlink(link) {
  const text = document.createElement("span");
  text.className = link.className;
  text.textContent = link.textContent;
  link.replaceWith(text);
}

function subject(message) {
  return message.split("\n").map((line) => line.trim()).find(Boolean) ?? gettext("No message");
}
