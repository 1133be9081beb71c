// What a provider makes of the manifest that golem-js' demand carries.

import { properties, provided, run } from "./golem_js.mjs";

await run(async (snippet) => {
  const manifest = Buffer.from(snippet).toString("base64");
  const workload = { manifest, capabilities: ["manifest-support"] };
  return provided(await properties({ demand: { workload }, market: { rentHours: 0.5 } }));
});
