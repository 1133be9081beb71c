// Times a page from the choice of a file to its hash on the screen, without the driver:
// `window.measurement` is null until then.

window.measurement = null;
const input = document.getElementById("image-input");
const shown = () => document.getElementById("hash")?.textContent ?? "";
const whole = 56;
let start = null;
// The hash of the file before may still be there.
let isNew = false;

input.addEventListener("change", () => {
  start = performance.now();
  isNew = shown().length !== whole;
}, { capture: true, once: true });

const observer = new MutationObserver(() => {
  if (start === null || window.measurement !== null) return;
  const gave = shown();
  const failed = document.getElementById("failure")?.textContent;
  if (gave.length !== whole) {
    isNew = true;
  } else if (isNew) {
    window.measurement = { seconds: (performance.now() - start) / 1000, gave };
  }
  if (failed) window.measurement = { failed };
  if (window.measurement) observer.disconnect();
});
observer.observe(document.body, { childList: true, subtree: true, characterData: true });
