/** Small tools for building the page: elements, icons, lists that change in place. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `on…` props are listeners, `vars` are CSS variables, the rest are attributes.
 *
 * Children are nodes or text; text stays text, whatever it holds.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "vars") setVars(node, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => (child ?? false) !== false));
  return node;
}

/** CSS variables through the object model: a strict CSP forbids style attributes. */
export function setVars(node, vars) {
  for (const [name, value] of Object.entries(vars)) node.style.setProperty(`--${name}`, value);
}

/** Stroked 24×24 paths. */
const ICONS = {
  attach:
    "M21 11.5 12.6 20a5.6 5.6 0 0 1-8-8l8.5-8.4a3.8 3.8 0 0 1 5.3 5.3l-8.4 8.5a1.9 1.9 0 0 1-2.7-2.7l7.8-7.8",
  back: "M15 5l-7 7 7 7",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  down: "M12 5v14M5 12l7 7 7-7",
  edit: "M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  file: "M14 3H6v18h12V7zM14 3v4h4",
  forward: "M14 6l6 6-6 6M20 12H9a5 5 0 0 0-5 5v1",
  group:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15 9.5h.01",
  inline: "M4 12h10M10 7l5 5-5 5M20 5v14",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  location:
    "M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  megaphone: "M4 10v4h3l9 5V5L7 10zM19 9a4 4 0 0 1 0 6M8 14v5h3v-3.4",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  music: "M9 18V5l11-2v13M9 18a3 3 0 1 1-3-3 3 3 0 0 1 3 3zM20 16a3 3 0 1 1-3-3 3 3 0 0 1 3 3z",
  next: "M6 5l9 7-9 7zM18 5v14",
  pause: "M8 5v14M16 5v14",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21a7.5 7.5 0 0 1 15 0",
  play: "M7 4.5v15l12.5-7.5z",
  plus: "M12 5v14M5 12h14",
  poll: "M5 20V10M12 20V4M19 20v-7",
  previous: "M18 5l-9 7 9 7zM6 5v14",
  reply: "M10 6l-6 6 6 6M4 12h11a5 5 0 0 1 5 5v1",
  save: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  send: "M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4",
  slash: "M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM13.5 8.5l-3 7",
  topic: "M4 5h16v11H9l-5 4z",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5",
};

const SOLID = new Set(["play", "next", "previous"]);

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  if (SOLID.has(name)) svg.classList.add("solid");
  if (name === "more") svg.classList.add("dots");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; its label is read aloud and shown on hover. */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...props },
    icon(name),
  );
}

/**
 * Make `parent` hold one child per `{key, mark, make}`, in that order.
 *
 * A child whose mark has not changed is kept. In a remade child, focus returns to the same
 * `data-spot`, and a node with the same `data-keep` (a playing video, a loaded picture) is reused.
 */
export function keyed(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  const had = new Map();
  for (const node of [...parent.children]) {
    if (wanted.has(node.dataset.key)) had.set(node.dataset.key, node);
    else node.remove();
  }
  let cursor = parent.firstElementChild;
  for (const { key, mark, make } of items) {
    let node = had.get(key);
    if (node === undefined || node.mark !== mark) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.mark = mark;
      if (node !== undefined) {
        if (cursor === node) cursor = fresh;
        remake(node, fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

function remake(old, fresh) {
  const spot = old.contains(document.activeElement) && document.activeElement.dataset.spot;
  for (const stale of fresh.querySelectorAll("[data-keep]")) {
    const kept = old.querySelector(`[data-keep="${CSS.escape(stale.dataset.keep)}"]`);
    if (kept) stale.replaceWith(kept);
  }
  old.replaceWith(fresh);
  if (spot)
    fresh.querySelector(`[data-spot="${CSS.escape(spot)}"]`)?.focus({ preventScroll: true });
}

/** Run `act` once after the current task, however often it is asked for. */
export function soon(act) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      act();
    });
  };
}

export function later(act, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), ms);
  };
}
