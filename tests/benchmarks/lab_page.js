// Measured inside the page: from a moment on, when its lab has drawn something, and when it has drawn all.
window.watchLab = (start) => {
  const found = { first: null, state: null, drawn: null };
  const lab = document.querySelector("[data-lab]");
  const state = lab.querySelector(".run-state");
  const hasDrawn = () => {
    const slider = lab.querySelector("[data-cursor]");
    return slider ? !slider.disabled : lab.querySelector("[data-graph] svg") !== null;
  };
  let isPainting = false;
  let lastChange = 0;
  const look = () => {
    lastChange = performance.now();
    if (!isPainting && hasDrawn()) {
      isPainting = true;
      requestAnimationFrame(() => setTimeout(() => (found.first = performance.now() - start)));
    }
    if (["finished", "cancelled"].includes(state.dataset.state)) found.state ??= performance.now() - start;
  };
  new MutationObserver(look).observe(lab, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
  const settled = setInterval(() => {
    if (found.state === null || performance.now() - lastChange < 250) return;
    clearInterval(settled);
    found.drawn = lastChange - start;
  }, 20);
  window.labTimes = found;
};
window.press = (selector) => {
  const start = performance.now();
  window.watchLab(start);
  document.querySelector(selector).click();
};
if (location.search.includes("watch")) document.addEventListener("DOMContentLoaded", () => window.watchLab(0));
