/* Tells the times of a page in the visitor's own time zone and way, and how long ago they are.

   Who has chosen a zone on their profile is told all times in that one; `<html data-zone>` names it.

   The page works without this file: the server tells them in the zone that is named in the cookie set
   here, and in UTC or the time's own zone before. `when` in `july/lib/words.py` makes the elements:
   <time datetime="…" title="…" data-time="ago">. Those that come into the page later are told too. */

import { gettext, locale, ngettext, number } from "./words.js";

const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const OFTEN = 10_000;           // milliseconds between two looks at the clock
const YEAR = 365 * DAY;

const DATE = { day: "numeric", month: "long", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit" };
const chosen = document.documentElement.dataset.zone;
const dates = formats(DATE);
const clocks = formats(CLOCK);
const weekdays = formats({ weekday: "short" });
const moments = formats({ ...DATE, ...CLOCK, timeZoneName: "short" });

/* A zone that this browser has never heard of is as good as none. */
function formats(options) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: chosen });
  } catch {
    return new Intl.DateTimeFormat(locale, options);
  }
}

/* `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the day; `july/lib/words.py` says the same. */
export function ago(time) {
  const seconds = Math.floor((Date.now() - time) / 1000);
  if (seconds < MINUTE) return gettext("just now");
  if (seconds < HOUR) return gettext("%(count)s min ago", { count: number(Math.floor(seconds / MINUTE)) });
  if (seconds < DAY) return gettext("%(count)s h ago", { count: number(Math.floor(seconds / HOUR)) });
  const days = Math.floor(seconds / DAY);
  return days < 7 ? ngettext("%(count)s day ago", "%(count)s days ago", days) : dates.format(time);
}

const FORMS = {
  ago,
  moment: (time) => moments.format(time),
  clock: (time) => clocks.format(time),
  hour: (time) => `${weekdays.format(time)} ${clocks.format(time)}`,
};

function tell(element) {
  const time = Date.parse(element.dateTime);
  const form = FORMS[element.dataset.time];
  if (Number.isNaN(time) || !form) return;
  element.title = moments.format(time);
  const text = form(time);
  if (element.textContent !== text) element.textContent = text;
}

function tellAll(root, which = "time[data-time]") {
  for (const element of root.querySelectorAll(which)) tell(element);
}

/* Lets the server tell the next page in this zone at once. */
function remember(zone) {
  if (!/^[\w+\/-]+$/.test(zone ?? "") || document.cookie.split("; ").includes(`july_zone=${zone}`)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `july_zone=${zone}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

if (!chosen) remember(moments.resolvedOptions().timeZone);
tellAll(document);
setInterval(() => tellAll(document, "time[data-time=ago]"), OFTEN);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.matches?.("time[data-time]")) tell(node);
      else if (node.nodeType === Node.ELEMENT_NODE) tellAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
