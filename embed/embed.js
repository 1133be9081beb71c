// The element <gvmi-hash>: gvmi-hash as a widget in any page. It makes a frame, gives the
// attributes to it, and turns its messages into events.
(() => {
  const NAME = "gvmi-hash";
  const VERSION = 1;
  const OPTIONS = ["url", "hash", "theme", "sdk", "parts", "accent", "background", "text", "font-size"];
  // The page lies beside this script.
  const script = document.currentScript?.src;
  if (customElements.get(NAME)) return;

  const style = new CSSStyleSheet();
  style.replaceSync(
    ":host { display: block; min-height: 22rem } :host([hidden]) { display: none }" +
      "iframe { display: block; width: 100%; min-height: inherit; border: 0; color-scheme: light dark }",
  );

  // Whether the text around an element is light, and so its background dark. A computed
  // colour is rgb(), lab(), oklch() or the like, or color(SPACE …) with numbers up to 1.
  const isDark = (element) => {
    const colour = getComputedStyle(element).color;
    const [a, b, c] = colour.replace(/^color\(\S+|^\w+\(/, "").trim().split(/[ ,/]+/).map(parseFloat);
    if (colour.startsWith("ok")) return a > 0.6;
    if (colour.startsWith("l")) return a > 50;
    return 0.2 * a + 0.7 * b + 0.1 * c > (colour.startsWith("rgb") ? 127 : 0.5);
  };

  customElements.define(NAME, class extends HTMLElement {
    static observedAttributes = ["src", ...OPTIONS];
    #frame;
    #isReady = false;
    #told;
    #end;

    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      const frame = document.createElement("iframe");
      frame.title = this.title || "gvmi-hash: the SHA3-224 hash of a Golem VM image";
      frame.loading = "lazy";
      frame.allow = "clipboard-write";
      frame.setAttribute("scrolling", "no");
      // Not seen before it has its colours.
      frame.style.opacity = 0;
      frame.onload = () => setTimeout(() => this.#isReady || this.#miss(), 5000);
      this.#frame = frame;
      this.#end = new AbortController();
      const { signal } = this.#end;
      addEventListener("message", (event) => this.#hear(event), { signal });
      this.#follow(signal);
      this.#open();
      root.replaceChildren(frame);
    }

    // The frame, and the job in it, go with the element.
    disconnectedCallback() {
      this.#end.abort();
      this.#frame.remove();
      this.#isReady = false;
    }

    attributeChangedCallback(name) {
      if (!this.#frame?.isConnected) return;
      if (name === "src") this.#open();
      else this.#ask();
    }

    #open() {
      const page = new URL(this.getAttribute("src") ?? new URL(".", script), document.baseURI);
      this.#isReady = false;
      // Not an address that would run here.
      if (!/^(https?|file):$/.test(page.protocol)) return;
      page.search = this.#options();
      this.#frame.src = page;
    }

    // What is asked of the widget, as the query of its address has it.
    #options() {
      const value = (name) => (name === "theme" ? this.#theme() : this.getAttribute(name));
      return [["origin", location.origin], ...OPTIONS.map((name) => [name, value(name)])]
        .filter(([, value]) => value)
        .reduce((query, [name, value]) => `${query}&${name}=${encodeURIComponent(value)}`, "embed");
    }

    // The host page cannot be seen from the frame.
    #theme() {
      const theme = this.getAttribute("theme") || "auto";
      const scheme = isDark(this) ? "dark" : "light";
      return { auto: scheme, golem: `golem-${scheme}` }[theme] ?? theme;
    }

    // Whatever it is that makes the host page dark, sooner or later it changes the text.
    #follow(signal) {
      const ask = () => this.#ask();
      const observer = new MutationObserver(ask);
      const attributes = { attributes: true };
      observer.observe(document.documentElement, attributes);
      observer.observe(document.body, attributes);
      signal.addEventListener("abort", () => observer.disconnect());
      addEventListener("transitionend", ask, { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask, { signal });
    }

    #ask() {
      const options = this.#options();
      if (!this.#isReady || options === this.#told) return;
      this.#told = options;
      // Pages opened from a disk cannot be named, nor told apart.
      if (this.#origin() === "null") return;
      const message = { [NAME]: { version: VERSION, type: "options", options } };
      this.#frame.contentWindow.postMessage(message, this.#origin());
    }

    // Something else is there, or the browser keeps the page from starting.
    #miss() {
      this.#frame.style.opacity = 1;
      this.#fire("error", { reason: "no-answer" });
    }

    #fire(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    #origin() {
      return new URL(this.#frame.src).origin;
    }

    #hear({ source, origin, data }) {
      if (source !== this.#frame.contentWindow || origin !== this.#origin()) return;
      const message = data?.[NAME];
      if (message?.version !== VERSION) return;
      const { type, version, ...detail } = message;
      if (type === "height") {
        this.style.minHeight = 0;
        this.#frame.style.height = `${Math.min(Math.max(0, Number(detail.height)), 20000) || 0}px`;
      } else if (type === "ready" || type === "result" || type === "error") {
        if (type === "ready") {
          this.#isReady = true;
          this.#told = undefined;
          this.#ask();
          this.#frame.style.opacity = 1;
        }
        this.#fire(type, detail);
      }
    }
  });
})();
