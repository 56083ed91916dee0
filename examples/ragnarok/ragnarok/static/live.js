/* Draws the table anew whenever what the websites say has changed. */

import { july } from "/static/js/july.js";

const apocalypse = document.getElementById("apocalypse");
const word = (ended) => (ended ? apocalypse.dataset.yes : apocalypse.dataset.no);

function row([address, { result, last_checked }]) {
  const time = document.createElement("time");
  if (last_checked) {
    time.dateTime = last_checked;
    time.dataset.time = "ago";
  }
  const tr = document.createElement("tr");
  for (const content of [address, word(result), time]) tr.insertCell().append(content);
  return tr;
}

july.subscribe({
  method: "ragnarok.all_checks",
  callback: (checks) =>
    document.getElementById("checks").replaceChildren(...Object.entries(checks).map(row)),
});
july.subscribe({
  method: "ragnarok.true_or_false",
  callback: (ended) => (apocalypse.textContent = word(ended)),
});
