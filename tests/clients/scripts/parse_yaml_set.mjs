// What a parser of YAML 1.2 finds in sets of images in YAML.

import { createRequire } from "node:module";

import { run } from "./batch.mjs";

const { parse } = createRequire(process.env.PACKAGES)("yaml");

run((text) => {
  const { payloads } = parse(text, { version: "1.2", strict: true });
  return Object.entries(payloads).map(([name, { params }]) => [
    name,
    params.image_hash,
    params.image_url,
  ]);
});
