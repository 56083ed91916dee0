/* Texts, numbers and dates in the language of the page.

     import { gettext, ngettext, number } from "./words.js";
     gettext("live");
     gettext("%(count)s or more", { count: number(100) });
     ngettext("%(count)s day ago", "%(count)s days ago", days, { count: number(days) });

   English stands in the scripts. For another language the server has put a catalogue into the page;
   `make messages` finds the texts by the names of these two functions, so give them plain strings. */

const catalogue = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const language = document.documentElement.lang || "en";

/* The visitor's own variety of the page's language, which decides how dates and numbers look. */
export const locale = navigator.languages.find((each) => each.split("-")[0] === language) ?? language;

const figures = new Intl.NumberFormat(locale);
const plurals = new Intl.PluralRules(language);
/* In this order the plural forms of a catalogue stand. */
const FORMS = ["zero", "one", "two", "few", "many", "other"].filter((each) =>
  plurals.resolvedOptions().pluralCategories.includes(each),
);

function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

/* `text` in the language of the page, with `values` in its places `%(name)s`. */
export function gettext(text, values = {}) {
  return fill(catalogue[text] ?? text, values);
}

/* The one of two texts that fits the number, in the language of the page. */
export function ngettext(one, many, count, values = {}) {
  const forms = catalogue[one] ?? [one, many];
  const form = Math.min(FORMS.indexOf(plurals.select(count)), forms.length - 1);
  return fill(forms[form], { count: number(count), ...values });
}

/* `12,345`. */
export function number(value) {
  return figures.format(value);
}
