// Adds a button that copies to everything in .copyable: its code, without what stands around it.

const SECONDS_SHOWN = 2;

function add(place) {
  const code = place.querySelector("code");
  const button = document.createElement("button");
  const { copy, copied } = place.closest("[data-copy]").dataset;
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trim());
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, SECONDS_SHOWN * 1000);
  });
  place.append(button);
}

// Browsers offer the clipboard to pages from https and from this machine alone.
if (navigator.clipboard) document.querySelectorAll(".copyable").forEach(add);
