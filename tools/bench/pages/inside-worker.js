// Does one part of the work, once the browser has compiled the program.

importScripts("probe.js");

// The browser optimises while this many bytes are hashed; they are not timed.
const WARM_UP = 32e6;
// The hash costs the same for each byte.
const AT_MOST = 256e6;

const parts = {
  hash: (file) => {
    wasm_bindgen.hash_alone(WARM_UP);
    const bytes = Math.min(file.size, AT_MOST);
    const start = performance.now();
    const gave = wasm_bindgen.hash_alone(bytes);
    return { seconds: (performance.now() - start) / 1000, bytes, gave };
  },
  read: async (file) => {
    const start = performance.now();
    const gave = await wasm_bindgen.read_alone(file);
    return { seconds: (performance.now() - start) / 1000, gave: String(gave) };
  },
};

self.onmessage = async ({ data: { part, file } }) => {
  try {
    await wasm_bindgen({ module_or_path: "probe_bg.wasm" });
    self.postMessage(await parts[part](file));
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
};
