/* On the profile: names of places while one types, and the word that a move has settled. The page works
   without this file: by its buttons, and by loading it again. */

import { july } from "./july.js";

const MOST = 10;                // names that are offered
const REST = 150;               // milliseconds without a key until names are asked for

for (const each of document.querySelectorAll("[data-without-scripts]")) each.hidden = true;
for (const list of document.querySelectorAll("datalist[data-service]")) offer(list);
const line = document.querySelector("[data-settling]:not(.settling-done)");
if (line) watch(line);

function offer(list) {
  const field = document.querySelector(`input[list="${list.id}"]`);
  let timer = null;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });

  async function ask() {
    const text = field.value.trim().slice(0, 100);
    if (!text || text === asked) return;
    asked = text;
    const found = await july.call(list.dataset.service, text, MOST).catch(() => []);
    if (text === asked) list.replaceChildren(...found.map(option));
  }
}

function option({ name, means }) {
  const made = document.createElement("option");
  made.value = name;
  if (means !== name) made.label = `${name} (${means})`;
  return made;
}

function watch(line) {
  const client = july.subscribe({
    method: "people.settling",
    params: [line.dataset.settling],
    callback: ({ settled }) => {
      if (!settled) return;
      line.textContent = line.dataset.done;
      line.classList.add("settling-done");
      july.unsubscribe(client);
    },
  });
}
