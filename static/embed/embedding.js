// The page that helps authors to set the widget into their own: shows it with the chosen
// options, and gives the line to paste.

const FOLDER = new URL("./", location).href;
const element = (id) => document.getElementById(id);
const preview = element("preview");

// The options that are not empty.
const chosen = () =>
  [...new FormData(element("options"))]
    .map(([name, value]) => [name, value.trim()])
    .filter(([, value]) => value !== "");

// In double quotes for HTML, where Markdown, templates and JSX leave it in peace.
const ENTITIES = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;" };
const quoted = (value) => `"${value.replace(/[&"<>{}]/g, (character) => ENTITIES[character])}"`;

const attributes = (options) => options.map(([name, value]) => ` ${name}=${quoted(value)}`).join("");

const line = (options) =>
  `<script src=${quoted(`${FOLDER}embed.js`)} async></script><gvmi-hash${attributes(options)}></gvmi-hash>`;

// In pixels, for a column of text on a wide screen.
const height = (options) => (options.some(([name]) => name === "hash") ? 900 : 1500);

const frame = (options) => {
  const query = options.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("");
  return (
    `<iframe src=${quoted(`${FOLDER}?embed${query}`)} title="gvmi-hash" loading="lazy" ` +
    `allow="clipboard-write" style="border:0" width="100%" height="${height(options)}"></iframe>`
  );
};

const markdoc = (options) =>
  `{% gvmi-hash${options.map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join("")} /%}`;

const COMPONENT = `// src/markdoc/tags.js
"gvmi-hash": {
  render: GvmiHash,
  selfClosing: true,
  attributes: Object.fromEntries(
    ["url", "hash", "theme", "sdk", "parts", "accent", "background", "text", "font-size"]
      .map((name) => [name, { type: String }]),
  ),
},

// src/components/GvmiHash.jsx
import Script from "next/script";

export function GvmiHash(options) {
  return (
    <>
      <Script src="${FOLDER}embed.js" />
      <gvmi-hash {...options} />
    </>
  );
}
`;

const MARKDOWN = "In the Markdown, as a line of its own.";
const TOOLS = {
  html: { line, note: "Put the line where the widget should appear." },
  mdbook: { line, note: MARKDOWN },
  mkdocs: { line, note: MARKDOWN },
  docusaurus: {
    line,
    note: "In .md and .mdx files, as a line of its own. With React 18 a script in a page runs only if the reader begins there: put it into the configuration instead, and only the element into the page.",
    once: `// docusaurus.config.js, with React 18\nscripts: [{ src: "${FOLDER}embed.js", async: true }],\n`,
  },
  sphinx: { line: (options) => `.. raw:: html\n\n   ${line(options)}`, note: "In reStructuredText." },
  markdoc: { line: markdoc, note: "In the Markdown. The tag and its component are written once.", once: COMPONENT },
  frame: {
    line: frame,
    note: "For sites that allow no script. The height is fixed; auto and golem are light or dark as the reader’s browser is; the page is told nothing of the image.",
  },
};

const tool = () => TOOLS[document.querySelector("[name=tool]:checked").value];

const show = () => {
  const { line, note, once } = tool();
  element("line").textContent = line(chosen());
  element("note").textContent = note;
  element("once").hidden = !once;
  element("once-code").textContent = once ?? "";
  element("copied").textContent = "";
};

const showPreview = () => {
  const options = new Map(chosen());
  for (const { name } of element("options").elements) {
    if (options.has(name)) preview.setAttribute(name, options.get(name));
    else preview.removeAttribute(name);
  }
};

const copy = async () => {
  const code = element("line");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    // Without https there is no clipboard interface; the older command copies what is selected.
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) {
      element("copied").textContent = "This browser forbids copying. Press Ctrl+C, on a Mac ⌘C.";
      return;
    }
  }
  element("copied").textContent = "Copied.";
};

const told = [];
for (const type of ["ready", "result", "error"]) {
  preview.addEventListener(type, ({ detail }) => {
    told.push(`${type} ${JSON.stringify(detail, null, 2)}`);
    element("events").textContent = told.join("\n");
  });
}
element("options").addEventListener("input", () => (show(), showPreview()));
element("options").addEventListener("submit", (event) => event.preventDefault());
document.querySelector(".choices").addEventListener("change", show);
element("copy").addEventListener("click", copy);
// A browser may have kept what stood in the form.
show();
showPreview();
