// Measured inside the page: from a moment on, when its lab has drawn something, and when it has drawn all. What is
// written into the page counts once it is painted: a task after the frame that shows it.
window.watchLab = (start) => {
  const found = { first: null, state: null, inSight: null, drawn: null };
  const lab = document.querySelector("[data-lab]");
  const state = lab.querySelector(".run-state");
  const painted = new Map(); // each picture, or the lab for all else, and when its last change was on the screen
  const waiting = new Set();
  let lastChange = 0;
  const hasDrawn = () => {
    const slider = lab.querySelector("[data-cursor]");
    return slider ? !slider.disabled : lab.querySelector("[data-graph] svg") !== null;
  };
  const look = (mutations) => {
    lastChange = performance.now();
    for (const { target } of mutations)
      waiting.add((target.closest ? target : target.parentElement)?.closest("figure, [data-lab]"));
    if (["finished", "cancelled"].includes(state.dataset.state)) found.state ??= lastChange - start;
    const isDrawing = hasDrawn();
    requestAnimationFrame(() =>
      setTimeout(() => {
        const now = performance.now() - start;
        if (isDrawing) found.first ??= now;
        for (const part of waiting) painted.set(part, now);
        waiting.clear();
      }),
    );
  };
  new MutationObserver(look).observe(lab, { subtree: true, childList: true, attributes: true, characterData: true });
  look([{ target: lab }]);
  const isInSight = (part) => {
    const box = part?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight;
  };
  const settled = setInterval(() => {
    if (found.state === null || performance.now() - lastChange < 350) return;
    clearInterval(settled);
    found.inSight = Math.max(...[...painted].map(([part, moment]) => (isInSight(part) ? moment : 0)));
    found.drawn = Math.max(...painted.values());
  }, 20);
  window.labTimes = found;
};
window.press = (selector) => {
  const start = performance.now();
  window.watchLab(start);
  document.querySelector(selector).click();
};
if (location.search.includes("watch")) document.addEventListener("DOMContentLoaded", () => window.watchLab(0));
