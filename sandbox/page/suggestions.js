/** The list above the line one writes on: commands, inline results. */

import { h, keyed } from "./dom.js";

/** More is asked for when fewer pixels than this are left below. */
const AHEAD_PX = 200;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class Suggestions {
  /** `input` keeps the focus; its arrow keys choose here. */
  constructor(input) {
    this.input = input;
    this.items = [];
    this.more = null;
    this.node = h("div", {
      class: "suggestions",
      id: "suggestions",
      role: "listbox",
      hidden: true,
      "data-testid": "suggestions",
      onscroll: () => this.#scrolled(),
    });
    input.setAttribute("aria-controls", this.node.id);
    input.setAttribute("aria-autocomplete", "list");
  }

  get open() {
    return this.items.length > 0;
  }

  /**
   * Show `{key, content, choose, testid?}`, of which the one at `active` is chosen by Enter.
   *
   * `more` is called once, near the end of the list.
   */
  show(items, { label, active = 0, more = null }) {
    this.node.setAttribute("aria-label", label);
    this.active = active;
    this.#render(items, more);
  }

  append(items, more) {
    this.#render([...this.items, ...items], more);
  }

  hide() {
    this.#render([], null);
  }

  /** Whether the key was for this list. */
  takes(event) {
    if (!this.open) return false;
    if (event.key in STEPS) {
      this.active = (this.active + STEPS[event.key] + this.items.length) % this.items.length;
      this.#mark();
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.items[this.active].choose();
    } else if (event.key === "Escape") {
      this.hide();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #render(items, more) {
    this.items = items;
    this.more = more;
    this.node.hidden = items.length === 0;
    keyed(
      this.node,
      items.map(({ key, content, choose, testid = "suggestion" }) => ({
        key,
        mark: key,
        make: () =>
          h(
            "div",
            {
              class: "suggestion",
              role: "option",
              id: `suggestion-${key}`,
              "data-testid": testid,
              onclick: choose,
            },
            content(),
          ),
      })),
    );
    this.#mark();
  }

  #mark() {
    [...this.node.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.active));
    });
    const node = this.node.children[this.active];
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (scrollHeight - scrollTop - clientHeight > AHEAD_PX) return;
    const { more } = this;
    this.more = null;
    more?.();
  }
}
