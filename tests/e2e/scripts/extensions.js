// What extensions do to pages, beside translating them: a highlighter wraps texts and elements,
// a password manager puts elements beside fields, a dark mode adds attributes and styles, a
// translator can be switched off again. What is theirs has the attribute data-foreign.
(() => {
  if (window.extend) return;
  const foreign = (tag, kind, ...content) => {
    const element = document.createElement(tag);
    element.dataset.foreign = kind;
    element.append(...content);
    return element;
  };
  const everyText = (root, change) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.filter((text) => text.data.trim() && !text.parentNode.closest('[data-foreign], textarea, option'))
      .forEach(change);
  };
  const every = (root, selector, change) => {
    const all = [...root.querySelectorAll(selector)];
    if (root.matches(selector)) all.push(root);
    all.filter((element) => element.isConnected && !element.closest('[data-foreign=inserted]'))
      .forEach(change);
  };
  const ways = {
    // The text itself goes into the wrapper.
    wrapTexts: (root) => everyText(root, (text) => {
      const wrapper = foreign('span', 'wrapper');
      text.replaceWith(wrapper);
      wrapper.append(text);
    }),
    // A part of the text does, as a highlighter has it.
    splitTexts: (root) => everyText(root, (text) => {
      if (text.data.length < 4) return;
      const rest = text.splitText(text.data.length / 2 | 0);
      rest.replaceWith(foreign('mark', 'wrapper', rest.data));
    }),
    wrapElements: (root) => every(root, 'p, button, label, dl, svg, code, details > div', (element) => {
      if (element.parentNode.dataset.foreign) return;
      const wrapper = foreign('div', 'wrapper');
      wrapper.style.display = 'contents';
      element.replaceWith(wrapper);
      wrapper.append(element);
    }),
    insert: (root) => every(root, 'input, textarea, button, code, section > *', (element) => {
      if (element.nextSibling?.dataset?.foreign) return;
      element.before(foreign('i', 'inserted'));
      element.after(foreign('i', 'inserted'));
    }),
    attributes: (root) => every(root, '*', (element) => {
      if (element.dataset.foreignColor) return;
      element.dataset.foreignColor = '#fff';
      element.style.setProperty('--foreign-color', '#fff');
    }),
  };
  let observer;
  // Does it to the page, and to whatever comes later.
  window.extend = (...names) => {
    const change = (root) => names.forEach((name) => ways[name](root));
    change(document.body);
    observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          const root = node.nodeType === 1 ? node : node.parentElement;
          if (root?.isConnected && !root.closest('[data-foreign]')) change(root);
        }
      }
    });
    observer.observe(document.body, { subtree: true, childList: true });
  };
  window.stopExtending = () => observer?.disconnect();
  // Once: copies take the place of all that is in an element.
  window.copyInPlace = (selector) => {
    const element = document.querySelector(selector);
    element.replaceChildren(...[...element.childNodes].map((node) => node.cloneNode(true)));
  };
  // Once: the element goes.
  window.takeAway = (selector) => document.querySelector(selector).remove();
  // A translator that can be switched off: then the texts that it took come back.
  let translating, taken = new Map();
  window.switchOn = () => {
    const translate = (root) => everyText(root, (text) => {
      if (text.parentNode.closest('[translate=no], font')) return;
      const font = foreign('font', 'wrapper', foreign('font', 'wrapper', text.data));
      text.parentNode.replaceChild(font, text);
      taken.set(font, text);
    });
    translate(document.body);
    translating = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (node.isConnected) translate(node.nodeType === 1 ? node : node.parentElement);
        }
      }
    });
    translating.observe(document.body, { subtree: true, childList: true });
  };
  window.switchOff = () => {
    translating.disconnect();
    for (const [font, text] of taken) if (font.isConnected) font.parentNode.replaceChild(text, font);
    taken.clear();
  };
})();
