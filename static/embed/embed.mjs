// embed.js for modules, which cannot tell by themselves where they lie.
self[Symbol.for("gvmi-hash")] = import.meta.url;
import("./embed.js");
