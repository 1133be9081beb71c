// What JavaScript finds in sets of images in JSON.

import { run } from "./batch.mjs";

run((text) => JSON.parse(text).map(({ name, hash, url }) => [name, hash, url]));
