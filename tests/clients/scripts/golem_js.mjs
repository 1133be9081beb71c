// The demand that golem-js makes of an order, without a yagna to send it to.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

export const require = createRequire(process.env.PACKAGES);
const { GolemNetwork } = require("@golem-sdk/golem-js");

export async function run(make) {
  let made;
  try {
    made = { task_package: await make(JSON.parse(readFileSync(0, "utf8"))) };
  } catch (error) {
    made = { error: String(error) };
  }
  writeFileSync(1, JSON.stringify(made));
}

export async function properties(order) {
  const { market } = new GolemNetwork({ api: { key: "none" } });
  // yagna would be asked what a demand must say about payments.
  market.deps.marketApi.getPaymentRelatedDemandDecorations = async () => ({
    constraints: [],
    properties: [],
  });
  const allocation = { id: "none", paymentPlatform: "none" };
  const details = await market.buildDemandDetails(order.demand, order.market, allocation);
  return new Map(details.prototype.properties.map(({ key, value }) => [key, value]));
}

// What a provider makes of the manifest that a demand carries: the hash and the first URL.
export function provided(properties) {
  const manifest = Buffer.from(properties.get("golem.srv.comp.payload"), "base64");
  const [{ hash, urls }] = JSON.parse(manifest).payload;
  return `hash:${hash}:${urls[0]}`;
}
