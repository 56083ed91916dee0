/* On every page: hands the offline page to the service worker, once nothing else is to be loaded.
   On the offline page itself: tries again as soon as there is a net. */

if (document.querySelector("[data-offline]")) {
  addEventListener("online", () => location.reload());
} else if ("serviceWorker" in navigator) {
  const register = () => navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
