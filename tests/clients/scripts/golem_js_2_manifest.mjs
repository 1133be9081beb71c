// What a provider makes of the manifest that golem-js' demand carries, before version 3.

import { provided, require, run } from "./golem_js.mjs";

const { Package } = require("@golem-sdk/golem-js");

await run(async (snippet) => {
  const manifest = Buffer.from(snippet).toString("base64");
  const payload = Package.create({ manifest, capabilities: ["manifest-support"] });
  const { properties } = await payload.getDemandDecoration();
  return provided(new Map(properties.map(({ key, value }) => [key, value])));
});
