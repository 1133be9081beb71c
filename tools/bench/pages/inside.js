// Sets `window.measurement` to the seconds that a part of the work took, and to what it
// gave, or to why it failed.

const input = document.getElementById("image-input");

// One part alone, by the bench's own program.
const alone = (part) => async (file) => {
  const worker = new Worker("inside-worker.js");
  const answer = answerOf(worker);
  worker.postMessage({ part, file });
  return answer;
};

// The whole work, by the product's worker, started as the product's page starts it.
const whole = async (file) => {
  const glue = await (await fetch("worker.js")).text();
  const module = await WebAssembly.compile(await (await fetch("worker_bg.wasm")).arrayBuffer());
  const start = `self.onmessage = ({ data }) => {
    self.onmessage = null;
    wasm_bindgen.initSync({ module: data });
  };`;
  const script = URL.createObjectURL(new Blob([glue, start], { type: "text/javascript" }));
  const worker = new Worker(script);
  worker.postMessage(module);
  // No other image is beside it.
  worker.postMessage(["hash", file, false]);
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(event.message);
    worker.onmessage = ({ data }) => {
      const [name, hash, seconds] = data;
      if (name === "done") {
        worker.terminate();
        resolve({ seconds, gave: hex(hash) });
      } else if (name !== "ready" && name !== "progress") {
        reject(String(data));
      }
    };
  });
};

const answerOf = (worker) => new Promise((resolve, reject) => {
  worker.onerror = (event) => reject(event.message);
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data.failed) reject(data.failed); else resolve(data);
  };
});

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const parts = { hash: alone("hash"), read: alone("read"), whole };

input.addEventListener("change", async () => {
  const [file] = input.files;
  window.measurement = null;
  try {
    window.measurement = await parts[window.part](file);
  } catch (error) {
    window.measurement = { failed: String(error) };
  }
  input.value = "";
});
