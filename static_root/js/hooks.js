// Lets the line about a hook turn green by itself when its first delivery comes.

import { july } from "./july.js";

for (const line of document.querySelectorAll("[data-hook]:not([data-state=works])")) {
  july.subscribe({
    method: "hooks.state",
    params: [line.dataset.hook],
    callback: (state) => { line.dataset.state = state; },
  });
}
