// The element <gvmi-hash>: gvmi-hash as a widget in any page. It makes a frame, gives the
// attributes to it, and turns its messages into events. What stands between its tags is
// shown until the widget has answered, and if it does not. Only syntax of 2015, so that a
// browser that cannot run this can still read it.
(() => {
  const NAME = "gvmi-hash";
  const VERSION = 1;
  const OPTIONS = ["url", "hash", "theme", "sdk", "parts", "accent", "background", "text", "font-size"];
  // In a frame of its own origin the host page could look, so such a frame gets none.
  const SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox";
  // How long a frame in sight, or a loaded one, may be silent, in milliseconds.
  const PATIENCE = 15000;
  // The page lies beside this script. A module cannot tell: embed.mjs does it for us.
  const script = document.currentScript ? document.currentScript.src : self[Symbol.for(NAME)];

  const STYLE =
    // A change of colour, whatever causes it, ends a transition.
    ":host { display: block; transition: color 1ms } :host([hidden]) { display: none }" +
    "div { display: grid; grid-template-columns: minmax(0, 1fr) }" +
    "slot, iframe { display: block; grid-area: 1 / 1 }" +
    "iframe { width: 100%; min-height: 22rem; border: 0; color-scheme: light dark }" +
    // Not seen before it has its colours; what is under it can be used.
    ".waiting iframe, .text iframe { opacity: 0; pointer-events: none }" +
    ".text iframe { position: absolute; height: 1px !important; min-height: 0 !important }" +
    ".frame slot { display: none }";

  const complain = (why) => console.error(`${NAME}: ${why}`);

  // The newest that is used here; what has these has the rest.
  if (!self.customElements || !self.IntersectionObserver || !URL.canParse || !("adoptedStyleSheets" in document)) {
    complain("this browser is too old for the widget.");
    return;
  }
  if (customElements.get(NAME)) return;

  // Whether the text around an element is light, and so its background dark. A computed
  // colour is rgb(), lab(), oklch() or the like, or color(SPACE …) with numbers up to 1.
  const isDark = (element) => {
    const colour = getComputedStyle(element).color;
    const [a, b, c] = colour.replace(/^color\(\S+|^\w+\(/, "").trim().split(/[ ,/]+/).map(parseFloat);
    if (colour.startsWith("ok")) return a > 0.6;
    if (colour.startsWith("l")) return a > 50;
    return 0.2 * a + 0.7 * b + 0.1 * c > (colour.startsWith("rgb") ? 127 : 0.5);
  };

  // What an element does from when it comes into a document until it goes.
  class Widget {
    constructor(element) {
      this.element = element;
      const root = element.shadowRoot || element.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      this.frame = document.createElement("iframe");
      this.frame.loading = "lazy";
      this.frame.allow = "clipboard-write";
      this.frame.setAttribute("scrolling", "no");
      this.frame.onload = () => this.wait();
      this.box = document.createElement("div");
      this.box.append(document.createElement("slot"), this.frame);
      // Not every browser says that a frame was not loaded. One that is in sight is being loaded.
      this.sight = new IntersectionObserver((seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        this.sight.unobserve(this.box);
        this.wait();
      });
      this.end = new AbortController();
      const { signal } = this.end;
      addEventListener("message", (event) => this.hear(event), { signal });
      document.addEventListener("securitypolicyviolation", (event) => this.refuse(event), { signal });
      this.follow(signal);
      this.name();
      this.open();
      root.replaceChildren(this.box);
    }

    // The frame, and the job in it, go with the element.
    stop() {
      this.end.abort();
      this.sight.disconnect();
      clearTimeout(this.timer);
      this.frame.remove();
    }

    change(attribute) {
      if (attribute === "title") this.name();
      else if (attribute === "src") this.open();
      else this.ask();
    }

    name() {
      this.frame.title = this.element.title || "gvmi-hash: the SHA3-224 hash of a Golem VM image";
    }

    open() {
      const page = this.page();
      this.isReady = false;
      this.isMissed = false;
      clearTimeout(this.timer);
      this.sight.unobserve(this.box);
      this.sight.observe(this.box);
      this.box.className = "waiting";
      const isOwn = page && page.origin === self.origin;
      if (isOwn) this.frame.sandbox = SANDBOX;
      else this.frame.removeAttribute("sandbox");
      this.address = page && page.origin + page.pathname;
      this.origin = isOwn ? "null" : page && page.origin;
      this.frame.src = page || "about:blank";
      if (!page) this.miss(this.whyNoPage());
    }

    // Nothing if the address would run here, or is none. In a sandbox not every browser
    // lets the page load its files, so there it is the one file.
    page() {
      const beside = script && new URL(".", script);
      const file = beside && beside.origin === self.origin ? "gvmi-hash.html" : "";
      const given = this.element.getAttribute("src");
      const src = given === null ? beside && beside + file : given;
      const page = src && URL.canParse(src, document.baseURI) && new URL(src, document.baseURI);
      if (!page || !/^(https?|file):$/.test(page.protocol)) return null;
      page.search = this.options();
      return page;
    }

    whyNoPage() {
      const given = this.element.getAttribute("src");
      if (given !== null) return `src, “${given.slice(0, 200)}”, is not the address of a page.`;
      return "embed.js is loaded as a module, which cannot tell where the page is: load embed.mjs, which lies beside it, or give src.";
    }

    // What is asked of the widget, as the query of its address has it. It cannot see by
    // itself where it is.
    options() {
      const around = [["origin", self.origin], ["scheme", isDark(this.element) ? "dark" : "light"]];
      return [...around, ...OPTIONS.map((name) => [name, this.element.getAttribute(name)])]
        .filter(([, value]) => value)
        .reduce((query, [name, value]) => `${query}&${name}=${encodeURIComponent(value)}`, "embed");
    }

    // Whatever makes the host page dark or light.
    follow(signal) {
      const ask = () => this.ask();
      const observer = new MutationObserver(ask);
      for (const element of [document.documentElement, document.body]) {
        if (element) observer.observe(element, { attributes: true });
      }
      signal.addEventListener("abort", () => observer.disconnect());
      for (const target of [self, this.element]) target.addEventListener("transitionend", ask, { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask, { signal });
    }

    ask() {
      if (!this.isReady) return;
      const options = this.options();
      if (options === this.told) return;
      this.told = options;
      const message = { [NAME]: { version: VERSION, type: "options", options } };
      // What has no origin cannot be named.
      const target = this.origin === "null" ? "*" : this.origin;
      this.frame.contentWindow.postMessage(message, target);
    }

    wait() {
      clearTimeout(this.timer);
      if (this.isReady || this.isMissed) return;
      const why = `nothing has come from ${this.address} for ${PATIENCE / 1000} seconds: its server cannot be reached, is slow or forbids frames, something else is there, or this browser does not run it.`;
      this.timer = setTimeout(() => this.miss(why), PATIENCE);
    }

    // The policy of the host page forbids the frame.
    refuse({ effectiveDirective, blockedURI }) {
      if (this.isReady || this.isMissed || effectiveDirective !== "frame-src") return;
      if (!blockedURI || !this.frame.src.startsWith(blockedURI)) return;
      const allowed = this.origin === "null" ? "'self'" : this.origin;
      this.miss(`the Content-Security-Policy of this page forbids the frame: add ${allowed} to frame-src.`);
    }

    // Something else is there, or the browser keeps the page from starting. Who reads sees
    // what the author wrote, or else what is there.
    miss(why) {
      const isText = this.element.childElementCount > 0 || this.element.textContent.trim() !== "";
      clearTimeout(this.timer);
      this.isMissed = true;
      this.box.className = isText ? "text" : "frame";
      complain(why);
      this.fire("error", { reason: "no-answer" });
    }

    hear({ source, origin, data }) {
      if (source !== this.frame.contentWindow || origin !== this.origin) return;
      const message = data && data[NAME];
      if (!message || message.version !== VERSION) return;
      const { type } = message;
      const detail = Object.assign({}, message);
      delete detail.type;
      delete detail.version;
      if (type === "height") this.grow(Number(detail.height));
      if (type === "ready") this.begin();
      if (type === "ready" || type === "result" || type === "error") this.fire(type, detail);
    }

    grow(height) {
      this.frame.style.minHeight = 0;
      this.frame.style.height = `${Math.min(Math.max(0, height), 20000) || 0}px`;
    }

    begin() {
      clearTimeout(this.timer);
      this.isReady = true;
      this.told = undefined;
      this.ask();
      this.box.className = "frame";
    }

    fire(type, detail) {
      this.element.dispatchEvent(new CustomEvent(type, { detail }));
    }
  }

  const widgets = new WeakMap();

  customElements.define(NAME, class extends HTMLElement {
    static get observedAttributes() {
      return ["src", "title", ...OPTIONS];
    }

    connectedCallback() {
      widgets.set(this, new Widget(this));
    }

    disconnectedCallback() {
      widgets.get(this).stop();
      widgets.delete(this);
    }

    attributeChangedCallback(name) {
      if (widgets.has(this)) widgets.get(this).change(name);
    }
  });
})();
