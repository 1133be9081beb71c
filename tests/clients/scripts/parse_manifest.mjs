// What JavaScript finds in manifests.

import { run } from "./batch.mjs";

run((text) => {
  const document = JSON.parse(text);
  const [{ hash, urls, ...payload }] = document.payload;
  const [url, ...more] = urls;
  document.payload = [payload, ...more];
  return { hash, url, rest: JSON.stringify(document) };
});
