// Whatever cannot be read as the page stands, a sentence each: what is wider than the window,
// texts and controls that lie on each other, and what is cut off.
const { clientWidth, scrollWidth } = document.documentElement;
const wrong = [];
const say = (text) => JSON.stringify(text.replace(/\s+/g, ' ').trim().slice(0, 60));
if (clientWidth === 0) wrong.push('there is no window');
if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth} px wide`);
const style = (element) => getComputedStyle(element);
// Nobody sees it; or it can be scrolled.
const aside = '.visually-hidden, svg *, [hidden], .dropping';
const ancestors = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) found.push(at);
    return found;
};
const clips = (element, ...ways) =>
    ways.includes(style(element).overflowX) || ways.includes(style(element).overflowY);
const scrolls = (element) => ancestors(element).some((at) =>
    at !== document.documentElement && clips(at, 'auto', 'scroll'));
const layer = (element) => ancestors(element).find((at) =>
    ['sticky', 'fixed'].includes(style(at).position)) ?? document.body;
const isSeen = (element) => !element.closest(aside) && element.checkVisibility()
    && style(element).visibility === 'visible';

const pieces = [];
const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
while (nodes.nextNode()) {
    const node = nodes.currentNode, element = node.parentElement;
    if (!node.data.trim() || !isSeen(element) || element.closest('select, textarea, script')) continue;
    range.selectNodeContents(node);
    const size = parseFloat(style(element).fontSize);
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
        if (width < 1) continue;
        // Letters are lower than their line may be.
        const middle = (top + bottom) / 2;
        pieces.push({ element, node, text: node.data, left, right,
            top: middle - size * 0.42, bottom: middle + size * 0.42 });
    }
}
const controls = [...document.querySelectorAll('button, .button, input, select, textarea')]
    .filter(isSeen).map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { element, text: element.id || element.textContent, left, right, top, bottom };
    });
for (const element of document.body.querySelectorAll('*')) {
    const { left, right, width } = element.getBoundingClientRect();
    const isWide = right > clientWidth + 1 || left < -1;
    if (isWide && width > 0 && isSeen(element) && !scrolls(element)) {
        wrong.push(`from ${Math.round(left)} to ${Math.round(right)} px: <${element.localName}${
            element.id && ` id=${element.id}`}> ${say(element.textContent)}`);
    }
}
for (const { element, text, left, right } of pieces) {
    if ((right > clientWidth + 1 || left < -1) && !scrolls(element)) {
        wrong.push(`${say(text)} goes out of the window`);
    }
}
const all = [...pieces.filter(({ element }) => !scrolls(element)), ...controls]
    .map((piece) => ({ ...piece, layer: layer(piece.element) }))
    .sort((a, b) => a.top - b.top);
all.forEach((a, index) => {
    for (const b of all.slice(index + 1)) {
        if (b.top >= a.bottom - 1) break;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - b.top;
        const together = a.element.contains(b.element) || b.element.contains(a.element);
        if (across > 1 && down > 1 && a.layer === b.layer && !(together && a.node !== b.node)) {
            wrong.push(`${say(a.text)} lies on ${say(b.text)}`);
        }
    }
});
for (const { element, text, left, right, top, bottom } of pieces) {
    for (const at of ancestors(element)) {
        if (clips(at, 'auto', 'scroll')) break;
        if (!clips(at, 'hidden', 'clip') && !at.matches('button, .button, summary, .message, .answer')) continue;
        const box = at.getBoundingClientRect();
        if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1) {
            wrong.push(`${say(text)} goes out of <${at.localName} class=${at.className}>`);
        }
    }
}
for (const { element } of controls) {
    if (element.matches('input:not([type=checkbox]), select, textarea')
        && element.clientHeight < parseFloat(style(element).fontSize) * 1.2) {
        wrong.push(`${element.id} is ${element.clientHeight} px high`);
    }
}
return wrong;
