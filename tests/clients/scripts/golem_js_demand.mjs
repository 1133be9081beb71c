// golem-js' demand, from its snippet.

import { properties, require, run } from "./golem_js.mjs";

const ts = require("typescript");

await run(async (snippet) => {
  const module = ts.transpile(`${snippet}\nexport { order };`, { module: ts.ModuleKind.ESNext });
  const { order } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  return (await properties(order)).get("golem.srv.comp.task_package");
});
