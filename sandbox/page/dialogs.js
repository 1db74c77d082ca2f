/** What lies above the chat: toasts, alerts, sheets, menus, pickers. */

import { h, icon, iconButton } from "./dom.js";
import { avatar } from "./format.js";
import { Refused } from "./api.js";
import { t } from "./words.js";

const TOAST_MS = 5000;
const TOASTS = 4;

/** Say something at the edge of the page; pressed, it does `onclick`. */
export function toast(content, { onclick, kind = "", picture } = {}) {
  const box = document.getElementById("toasts");
  const close = () => node.remove();
  const node = h(
    onclick ? "button" : "div",
    {
      class: `toast ${kind}`,
      "data-testid": "toast",
      type: onclick && "button",
      onclick: () => {
        close();
        onclick?.();
      },
    },
    picture,
    h("span", { class: "toast-text" }, content),
  );
  box.append(node);
  while (box.children.length > TOASTS) box.firstElementChild.remove();
  let timer = setTimeout(close, TOAST_MS);
  node.addEventListener("mouseenter", () => clearTimeout(timer));
  node.addEventListener("mouseleave", () => (timer = setTimeout(close, TOAST_MS / 2)));
}

/** Do something that the sandbox may refuse, and say so when it does. */
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(t("failed", { reason: reasonOf(error) }), { kind: "bad" });
    return undefined;
  }
}

export function reasonOf(error) {
  return error.status === 0 ? t("noConnection") : error.message;
}

/**
 * Open a dialog and wait until it is closed.
 *
 * `build(close)` gives its content; what is passed to `close` is the answer, `undefined` when
 * it is dismissed.
 */
export function sheet(title, build, { testid = "dialog", wide = false } = {}) {
  return new Promise((resolve) => {
    let answer;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    const dialog = h(
      "dialog",
      { class: wide ? "sheet wide" : "sheet", "aria-label": title, "data-testid": testid },
      h(
        "div",
        { class: "sheet-body" },
        h(
          "header",
          { class: "sheet-head" },
          h("h2", {}, title),
          iconButton("close", t("close"), () => close()),
        ),
        build(close),
      ),
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) close(); // the backdrop
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function actions(...buttons) {
  return h("footer", { class: "sheet-actions" }, buttons);
}

export function action(text, onclick, { primary = false, ...props } = {}) {
  return h(
    "button",
    { type: "button", class: primary ? "button primary" : "button", onclick, ...props },
    text,
  );
}

/** What the bot shows with `show_alert`. */
export function alertBox(text) {
  return sheet(
    t("alert"),
    (close) => [
      h("p", { class: "alert-text" }, text),
      actions(action(t("ok"), () => close(), { primary: true, autofocus: true })),
    ],
    { testid: "alert" },
  );
}

export async function ask(question, yes) {
  const answer = await sheet(yes, (close) => [
    h("p", { class: "alert-text" }, question),
    actions(
      action(t("cancel"), () => close(false)),
      action(yes, () => close(true), { primary: true, autofocus: true, "data-testid": "yes" }),
    ),
  ]);
  return answer === true;
}

/**
 * A form. `fields` are `{name, label, type?, value?, options?, required?, hint?, …attributes}`.
 *
 * Answers the values by name (numbers for numbers, booleans for checkboxes).
 */
export function form(title, fields, submit) {
  return sheet(title, (close) => {
    const inputs = fields.map(control);
    const send = (event) => {
      event.preventDefault();
      close(Object.fromEntries(inputs.map(({ name, read }) => [name, read()])));
    };
    return h(
      "form",
      { class: "form", onsubmit: send },
      inputs.map(({ node }) => node),
      actions(
        action(t("cancel"), () => close()),
        h("button", { class: "button primary", "data-testid": "submit" }, submit),
      ),
    );
  });
}

function control({ name, label, type = "text", value, options, hint, ...rest }) {
  if (type === "checkbox") {
    const input = h("input", { type, name, checked: value });
    const node = h("label", { class: "field check" }, input, h("span", {}, label));
    return { name, node, read: () => input.checked };
  }
  const input =
    type === "select"
      ? h(
          "select",
          { name, ...rest },
          options.map(([id, text]) => h("option", { value: id, selected: id === value }, text)),
        )
      : h(type === "textarea" ? "textarea" : "input", {
          name,
          type: type === "textarea" ? null : type,
          value: value ?? "",
          autocomplete: "off",
          ...rest,
        });
  const node = h(
    "label",
    { class: "field" },
    h("span", { class: "label" }, label),
    input,
    hint && h("span", { class: "hint" }, hint),
  );
  return { name, node, read: () => (type === "number" ? Number(input.value) : input.value.trim()) };
}

/**
 * Let people or chats be picked: options are `{id, title, note?, disabled?}`.
 *
 * Answers the id, or with `most` above 1 a list of ids.
 */
export function pick(title, options, { most = 1, empty = t("nothingFound") } = {}) {
  return sheet(
    title,
    (close) => {
      if (options.length === 0) return h("p", { class: "empty" }, empty);
      const chosen = new Set();
      const done = action(t("done"), () => close([...chosen]), { primary: true, disabled: true });
      const choose = (id, node) => {
        if (most === 1) return close(id);
        if (chosen.has(id)) chosen.delete(id);
        else if (chosen.size < most) chosen.add(id);
        node.setAttribute("aria-pressed", String(chosen.has(id)));
        done.disabled = chosen.size === 0;
        return undefined;
      };
      const list = h(
        "div",
        { class: "picker" },
        options.map(({ id, title: text, note, picture, disabled }) =>
          h(
            "button",
            {
              type: "button",
              class: "pick",
              "data-testid": `pick-${id}`,
              "aria-pressed": most > 1 ? "false" : null,
              disabled,
              onclick: (event) => choose(id, event.currentTarget),
            },
            picture ?? avatar(id, text),
            h("span", { class: "pick-text" }, h("span", {}, text), note && h("small", {}, note)),
          ),
        ),
      );
      return most > 1 ? [list, actions(done)] : list;
    },
    { testid: "picker" },
  );
}

let openMenu = null;

/**
 * A small menu beside a button or at a point: items are `{icon, text, act, danger?, testid?}`.
 *
 * `top` is put above them.
 */
export function menu(at, items, { top, label = "" } = {}) {
  openMenu?.();
  const returnTo = document.activeElement;
  const close = ({ focus = true } = {}) => {
    node.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    openMenu = null;
    if (focus && returnTo?.isConnected) returnTo.focus({ preventScroll: true });
  };
  const node = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, "data-testid": "menu", onkeydown: keys },
    top && h("div", { class: "menu-top", onclick: close }, top),
    items.filter(Boolean).map(({ icon: picture, text, note, act, danger, testid }) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: danger ? "danger" : null,
          "data-testid": testid,
          onclick: () => {
            close();
            act();
          },
        },
        typeof picture === "string" ? icon(picture) : picture,
        h("span", {}, text, note && h("small", {}, note)),
      ),
    ),
  );
  function outside(event) {
    if (!node.contains(event.target)) close({ focus: false });
  }
  function keys(event) {
    const buttons = [...node.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      buttons.at((here + steps[event.key]) % buttons.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }
  document.body.append(node);
  place(node, at);
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  openMenu = close;
  node.querySelector("button")?.focus({ preventScroll: true });
}

function place(node, at) {
  const point = at instanceof Element ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const { width, height } = node.getBoundingClientRect();
  const margin = 8;
  const leftish = point.left + point.width / 2 < innerWidth / 2;
  const wanted = at instanceof Element && !leftish ? point.right - width : point.left;
  const left = Math.min(wanted, innerWidth - width - margin);
  const below = point.bottom + 4;
  const fits = below + height < innerHeight - margin;
  const top = fits ? below : Math.max(margin, point.top - height - 4);
  node.style.left = `${Math.max(margin, left)}px`;
  node.style.top = `${top}px`;
}
