/** Inline mode: `@bot words`, written in any chat. */

import { fileUrl, post } from "./api.js";
import { attempt, reasonOf, toast } from "./dialogs.js";
import { h, icon, later } from "./dom.js";
import { t } from "./words.js";

const PAUSE_MS = 250;

export class InlineMode {
  /** `composer` has the chat and the line; results go into its `suggestions`. */
  constructor(world, page, composer) {
    Object.assign(this, { world, page, composer });
    this.soon = later(() => this.#ask(), PAUSE_MS);
  }

  /** The query in the line, or null when it holds none. */
  get query() {
    const begin = `@${this.world.bot.username} `.toLowerCase();
    const { value } = this.composer.input;
    return value.toLowerCase().startsWith(begin) ? value.slice(begin.length) : null;
  }

  /** The line has changed: ask the bot after a pause, if it is asked at all. */
  typed() {
    if (this.query === null) this.asking?.abort();
    else this.soon();
  }

  async #ask(offset = "") {
    const { query } = this;
    const { chat, root } = this.composer;
    if (query === null || chat === null) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    root.classList.add("asking");
    try {
      const body = { person: this.page.me, chat, query, offset };
      const found = await post("/inline", body, { signal: asking.signal });
      if (this.query === query) this.#show(found, offset !== "");
    } catch (error) {
      if (error.name === "AbortError") return; // something else has been typed
      toast(t("failed", { reason: reasonOf(error) }), { kind: "bad" });
    } finally {
      if (this.asking === asking) root.classList.remove("asking");
    }
  }

  #show({ query_id: id, results, next_offset: next, button }, isMore) {
    const { suggestions } = this.composer;
    const more = next ? () => this.#ask(next) : null;
    const items = results.map((result) => ({
      key: `${id}-${result.id}`,
      content: () => line(result),
      choose: () => this.#choose(id, result),
      testid: "inline-result",
    }));
    if (isMore) {
      suggestions.append(items, more);
      return;
    }
    const above = button && {
      key: "button",
      content: () => h("span", { class: "inline-button" }, button.text),
      choose: () => this.#follow(button),
      testid: "inline-button",
    };
    const none = {
      key: "none",
      content: () => h("span", { class: "hint" }, t("inlineEmpty")),
      choose: () => {},
    };
    const shown = above ? [above, ...items] : items;
    suggestions.show(shown.length > 0 ? shown : [none], {
      label: t("inlineResults", { name: this.world.bot.username }),
      active: above && items.length > 0 ? 1 : 0,
      more,
    });
  }

  #follow({ start_parameter: payload, web_app: app }) {
    if (app) return toast(t("unsupportedButton"));
    this.composer.clear();
    return this.page.open(this.page.me, { start: payload ?? "" });
  }

  async #choose(id, result) {
    const { chat } = this.composer;
    this.composer.clear();
    const body = { person: this.page.me, chat, query_id: id, result_id: result.id };
    const message = await attempt(() => post("/inline/choose", body));
    if (message) this.world.put(message);
  }
}

/** A result as a line; one that is on the server already comes with its `file`. */
function line(result) {
  const file = result.file ?? {};
  const thumbnail = file.thumbnail ?? (Array.isArray(file) ? file[0] : undefined);
  const address =
    result.thumbnail_url ?? result.photo_url ?? (thumbnail && fileUrl(thumbnail.file_id));
  const picture = address && h("img", { src: address, alt: "", loading: "lazy" });
  picture?.addEventListener("error", () => picture.replaceWith(sign(result)));
  const title = result.title ?? file.title ?? result.caption ?? file.file_name ?? kind(result);
  const note = result.description ?? result.performer ?? file.performer ?? result.address;
  return [
    picture || sign(result),
    h(
      "span",
      { class: "pick-text" },
      h("span", { dir: "auto" }, title),
      note && h("small", { dir: "auto" }, note),
    ),
  ];
}

/** Type of result → its icon and its word. */
const KINDS = {
  audio: ["music", "audio"],
  voice: ["music", "voice"],
  photo: ["image", "photo"],
  gif: ["image", "animation"],
  mpeg4_gif: ["image", "animation"],
  video: ["image", "video"],
  sticker: ["image", "sticker"],
  document: ["file", "document"],
  location: ["location", "location"],
  venue: ["location", "venue"],
  contact: ["person", "contact"],
};

function sign({ type }) {
  return h("span", { class: "file-icon" }, icon(KINDS[type]?.[0] ?? "topic"));
}

function kind({ type }) {
  return t(KINDS[type]?.[1] ?? "message");
}
