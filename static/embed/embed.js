// The element <gvmi-hash>: gvmi-hash as a widget in any page. It makes a frame, gives the
// attributes to it, and turns its messages into events.
(() => {
  const NAME = "gvmi-hash";
  const VERSION = 1;
  const OPTIONS = ["url", "hash", "theme", "sdk", "parts", "accent", "background", "text", "font-size"];
  // In a frame of its own origin the host page could look, so such a frame gets none.
  const SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox";
  // How long a loaded frame may be silent, in milliseconds.
  const PATIENCE = 15000;
  // The page lies beside this script.
  const script = document.currentScript?.src;
  if (customElements.get(NAME)) return;

  // A change of colour, whatever causes it, ends a transition.
  const STYLE =
    ":host { display: block; transition: color 1ms } :host([hidden]) { display: none }" +
    "iframe { display: block; width: 100%; min-height: 22rem; border: 0; color-scheme: light dark }";

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
    static observedAttributes = ["src", "title", ...OPTIONS];
    #frame;
    #origin;
    #isReady;
    #told;
    #timer;
    #end;

    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      const frame = document.createElement("iframe");
      frame.loading = "lazy";
      frame.allow = "clipboard-write";
      frame.setAttribute("scrolling", "no");
      frame.onload = () => this.#wait();
      this.#frame = frame;
      this.#end = new AbortController();
      const { signal } = this.#end;
      addEventListener("message", (event) => this.#hear(event), { signal });
      this.#follow(signal);
      this.#name();
      this.#open();
      root.replaceChildren(frame);
    }

    // The frame, and the job in it, go with the element.
    disconnectedCallback() {
      this.#end.abort();
      clearTimeout(this.#timer);
      this.#frame.remove();
    }

    attributeChangedCallback(name) {
      if (!this.#frame?.isConnected) return;
      if (name === "src") this.#open();
      else if (name === "title") this.#name();
      else this.#ask();
    }

    #name() {
      this.#frame.title = this.title || "gvmi-hash: the SHA3-224 hash of a Golem VM image";
    }

    #open() {
      const page = this.#page();
      this.#isReady = false;
      clearTimeout(this.#timer);
      // Not seen before it has its colours.
      this.#frame.style.opacity = 0;
      const isOwn = page?.origin === self.origin;
      if (isOwn) this.#frame.sandbox = SANDBOX;
      else this.#frame.removeAttribute("sandbox");
      this.#frame.src = page ?? "about:blank";
      this.#origin = isOwn ? "null" : page?.origin;
      if (!page) this.#miss();
    }

    // Nothing if the address would run here, or is none. In a sandbox not every browser
    // lets the page load its files, so there it is the one file.
    #page() {
      const beside = script && new URL(".", script);
      const file = beside?.origin === self.origin ? "gvmi-hash.html" : "";
      const src = this.getAttribute("src") ?? (beside && beside + file);
      const page = src && URL.canParse(src, document.baseURI) && new URL(src, document.baseURI);
      if (!page || !/^(https?|file):$/.test(page.protocol)) return;
      page.search = this.#options();
      return page;
    }

    // What is asked of the widget, as the query of its address has it. It cannot see by
    // itself where it is.
    #options() {
      const around = [["origin", self.origin], ["scheme", isDark(this) ? "dark" : "light"]];
      return [...around, ...OPTIONS.map((name) => [name, this.getAttribute(name)])]
        .filter(([, value]) => value)
        .reduce((query, [name, value]) => `${query}&${name}=${encodeURIComponent(value)}`, "embed");
    }

    // Whatever makes the host page dark or light.
    #follow(signal) {
      const ask = () => this.#ask();
      const observer = new MutationObserver(ask);
      for (const element of [document.documentElement, document.body]) {
        if (element) observer.observe(element, { attributes: true });
      }
      signal.addEventListener("abort", () => observer.disconnect());
      for (const target of [self, this]) target.addEventListener("transitionend", ask, { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask, { signal });
    }

    #ask() {
      const options = this.#options();
      if (!this.#isReady || options === this.#told) return;
      this.#told = options;
      const message = { [NAME]: { version: VERSION, type: "options", options } };
      // What has no origin cannot be named.
      const target = this.#origin === "null" ? "*" : this.#origin;
      this.#frame.contentWindow.postMessage(message, target);
    }

    #wait() {
      clearTimeout(this.#timer);
      if (this.#origin && !this.#isReady) this.#timer = setTimeout(() => this.#miss(), PATIENCE);
    }

    // Something else is there, or the browser keeps the page from starting.
    #miss() {
      this.#frame.style.opacity = 1;
      this.#fire("error", { reason: "no-answer" });
    }

    #hear({ source, origin, data }) {
      if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
      const message = data?.[NAME];
      if (message?.version !== VERSION) return;
      const { type, version, ...detail } = message;
      if (type === "height") this.#grow(Number(detail.height));
      if (type === "ready") this.#begin();
      if (type === "ready" || type === "result" || type === "error") this.#fire(type, detail);
    }

    #grow(height) {
      this.#frame.style.minHeight = 0;
      this.#frame.style.height = `${Math.min(Math.max(0, height), 20000) || 0}px`;
    }

    #begin() {
      clearTimeout(this.#timer);
      this.#isReady = true;
      this.#told = undefined;
      this.#ask();
      this.#frame.style.opacity = 1;
    }

    #fire(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }
  });
})();
