// Reads a JSON list of snippets and writes what was found in each.

import { readFileSync, writeFileSync } from "node:fs";

export function run(find) {
  const texts = JSON.parse(readFileSync(0, "utf8"));
  const found = texts.map((text) => attempt(find, text));
  writeFileSync(1, JSON.stringify(found));
}

function attempt(find, text) {
  try {
    return find(text);
  } catch (error) {
    return { error: String(error) };
  }
}
