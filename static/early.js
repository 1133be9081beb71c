// Before the program is there: keeps what is dropped, pasted or pressed, for the program to take
// from `early`, and says so where no program can be.
{
  globalThis.early = [];
  const page = document.documentElement.dataset;
  const { hash, search } = location;
  const opened = hash + search === "" ? "empty" : "link";
  page.early = /^\?(.*&)?embed\b/.test(search) ? "widget" : opened;

  const isUnable = () => early && (page.early = "unable");
  if (typeof WebAssembly !== "object") isUnable();
  addEventListener("unhandledrejection", isUnable);
  // Of a script that does not arrive, or is none. If it is another's, the program says otherwise.
  const isOfScript = ({ target }) => target === window || target.tagName === "SCRIPT";
  addEventListener("error", (event) => isOfScript(event) && isUnable(), true);

  const isField = ({ target }) => /^(INPUT|TEXTAREA)$/.test(target.tagName);
  const holds = (transfer, kind) => [...transfer.types].includes(kind);
  // What another's script sends may carry nothing.
  const stay = (event) => {
    const transfer = event.dataTransfer;
    if (early && transfer && (holds(transfer, "Files") || !isField(event))) event.preventDefault();
  };
  const say = () => (page.kept = "");
  const keep = (event, transfer) => {
    if (!early || !transfer || (isField(event) && holds(transfer, "text/plain"))) return;
    event.preventDefault();
    const items = [...transfer.items].filter(({ kind }) => kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry()).filter(Boolean);
    early.push({ entries, files: [...transfer.files], text: transfer.getData("text/plain") });
    say();
  };
  addEventListener("dragenter", stay);
  addEventListener("dragover", stay);
  addEventListener("drop", (event) => keep(event, event.dataTransfer));
  addEventListener("paste", (event) => keep(event, event.clipboardData));
  addEventListener("change", ({ target }) => early && target.type === "file" && say());
  addEventListener("click", ({ target }) => {
    if (!early || target.id !== "example") return;
    early.push({ pressed: target.id });
    say();
  });
}
