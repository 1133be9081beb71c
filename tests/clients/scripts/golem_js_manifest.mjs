// What a provider makes of the manifest that golem-js' demand carries.

import { properties, run } from "./golem_js.mjs";

await run(async (snippet) => {
  const manifest = Buffer.from(snippet).toString("base64");
  const order = { demand: { workload: { manifest } }, market: { rentHours: 0.5 } };
  const carried = (await properties(order)).get("golem.srv.comp.payload");
  const [{ hash, urls }] = JSON.parse(Buffer.from(carried, "base64")).payload;
  return `hash:${hash}:${urls[0]}`;
});
