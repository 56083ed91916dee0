// Makes july/lib/languages.json out of the npm package linguist-languages (MIT).
//
//   npm install --prefix var/tools linguist-languages@9.5.0
//   node tests/tools/make_languages.mjs var/tools/node_modules/linguist-languages > july/lib/languages.json
//
// A language of a group (TSX, fish) counts as its group (TypeScript, Shell), as on GitHub. Languages of
// type data and prose (JSON, YAML, Markdown) do not count, but they compete for an extension.
// Of several languages that claim one extension, the only one that names it first wins; if there is
// none or more than one, the extension is left out, and SETTLED in july/lib/languages.py may decide.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2] ?? "node_modules/linguist-languages");
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const licence = readFileSync(join(folder, "LICENSE"), "utf8")
  .trim()
  .replace(/ ?<[^<>@\s]+@[^<>\s]+>/g, ""); // an address is nobody else's business
const languages = Object.values(await import(pathToFileURL(join(folder, "index.js"))));

const counted = new Map(
  languages
    .filter(({ type }) => type === "programming" || type === "markup")
    .map(({ name, group }) => [name, group ?? name]),
);

/** Maps every extension or file name to its claimants: `{language: null if it does not count, first}`. */
function claims(kind) {
  const found = new Map();
  for (const { name, [kind]: values } of languages) {
    for (const [index, value] of (values ?? []).entries()) {
      const claim = { language: counted.get(name) ?? null, first: index === 0 };
      found.set(value.toLowerCase(), [...(found.get(value.toLowerCase()) ?? []), claim]);
    }
  }
  return found;
}

/** The language that wins, null if it is one that does not count, undefined if it is undecided. */
function winner(claimants) {
  for (const claimed of [claimants, claimants.filter(({ first }) => first)]) {
    const names = new Set(claimed.map(({ language }) => language));
    if (names.size === 1) return [...names][0];
  }
  return undefined;
}

function decided(kind) {
  return [...claims(kind)].map(([key, claimants]) => [key, winner(claimants)]).filter(([, name]) => name !== undefined);
}

const sorted = (entries) => Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
// `.1` is a page of a manual, but far more often a version: `libfoo.so.1`, `releases/2.1`.
const extensions = decided("extensions").filter(([ending, name]) => name !== null && !/^\.\d+$/.test(ending));
const endings = new Set(extensions.map(([extension]) => extension));
// A file name that does not count is worth a line only where its extension would.
const filenames = decided("filenames").filter(
  ([name, language]) => language !== null || endings.has(name.slice(name.lastIndexOf("."))),
);
const about = { source: "https://github.com/ikatyang-collab/linguist-languages", version, made_by: "tests/tools/make_languages.mjs", licence };
console.log(JSON.stringify({ about, extensions: sorted(extensions), filenames: sorted(filenames) }, null, 1));
