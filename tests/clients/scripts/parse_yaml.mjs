// What a parser of YAML 1.2 finds in snippets of YAML.

import { createRequire } from "node:module";

import { run } from "./batch.mjs";

const { parse } = createRequire(process.env.PACKAGES)("yaml");

run((text) => {
  const document = parse(text, { version: "1.2", strict: true });
  const { image_hash: hash, image_url: url, ...params } = document.payloads["my-image"].params;
  document.payloads["my-image"].params = params;
  return { hash, url, rest: JSON.stringify(document) };
});
