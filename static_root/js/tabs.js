// Shows the page that one is on in a row of links that is wider than the window, where the browser
// does not do so by itself.

const row = document.querySelector(".account-pages");
const current = row?.querySelector("[aria-current]");
if (current && row.scrollWidth > row.clientWidth) {
  row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}
