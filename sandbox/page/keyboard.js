/** The keyboard that a bot puts in place of letters. */

import { post } from "./api.js";
import { ask, attempt, toast } from "./dialogs.js";
import { h, keyed } from "./dom.js";
import { t } from "./words.js";

export class ReplyKeyboard {
  /** `composer` has the chat; `poll` lets a person make one, which a key may ask for. */
  constructor(world, deeds, page, composer, { poll }) {
    Object.assign(this, { world, deeds, page, composer, poll });
    this.hidden = new Map(); // by the place where it is hidden
    this.node = h("div", { class: "reply-keys", hidden: true, "data-testid": "reply-keyboard" });
  }

  get #markup() {
    return this.composer.row?.keyboard ?? null;
  }

  get #mark() {
    return JSON.stringify(this.#markup);
  }

  get exists() {
    return Boolean(this.#markup?.keyboard);
  }

  get shown() {
    return this.exists && this.hidden.get(this.composer.place) !== this.#mark;
  }

  get placeholder() {
    return this.#markup?.input_field_placeholder ?? null;
  }

  get forcesReply() {
    return Boolean(this.#markup?.force_reply);
  }

  toggle(shown = !this.shown) {
    if (shown) this.hidden.delete(this.composer.place);
    else this.hidden.set(this.composer.place, this.#mark);
    this.composer.render();
  }

  render(writable) {
    if (!this.exists) this.hidden.delete(this.composer.place); // what comes anew is shown anew
    this.node.hidden = !this.shown || !writable;
    if (this.node.hidden) return;
    this.node.setAttribute("aria-label", t("keyboard"));
    const lines = this.#markup.keyboard;
    const make = () =>
      h(
        "div",
        {},
        lines.map((line, row) =>
          h(
            "div",
            { class: "keys-row" },
            line.map((key, col) => this.#key(key, row, col)),
          ),
        ),
      );
    keyed(this.node, [{ key: "keys", mark: this.#mark, make }]);
  }

  #key(key, row, col) {
    return h(
      "button",
      {
        type: "button",
        class: ["key", key.style].filter(Boolean).join(" "),
        "data-testid": "reply-key",
        onclick: () => this.#press(key, row, col),
      },
      key.text,
    );
  }

  async #press(key, row, col) {
    const { chat } = this.composer;
    const once = this.#markup.one_time_keyboard;
    const shared = await this.#share(key);
    if (shared === undefined) return;
    const share = shared === null ? {} : { share: shared };
    const body = { person: this.page.me, chat, row, col, ...share };
    const message = await attempt(() => post("/keyboard", body));
    if (!message) return;
    this.world.put(message);
    if (once) this.toggle(false);
  }

  /** What a key shares: ids, null when nothing is to be chosen, undefined when one thinks better. */
  async #share(key) {
    if (key.request_chat) {
      const wanted = key.request_chat;
      const chat = await this.deeds.pickChat((each) => fits(each, wanted));
      const asks = chat !== undefined && wanted.bot_administrator_rights;
      return !asks || (await ask(t("giveRights"), t("giveRightsYes"))) ? chat : undefined;
    }
    if (key.request_users) {
      const { max_quantity: most = 1 } = key.request_users;
      const title = t(most > 1 ? "choosePeople" : "choosePerson");
      const chosen = await this.deeds.pickPeople(title, { most });
      return chosen === undefined ? undefined : [chosen].flat();
    }
    if (key.request_contact) return (await ask(t("shareContact"), t("share"))) ? null : undefined;
    if (key.request_location) return (await ask(t("shareLocation"), t("share"))) ? null : undefined;
    if (key.request_poll) return void (await this.poll());
    if (key.web_app || key.request_managed_bot) return void toast(t("unsupportedButton"));
    return null;
  }
}

/** Whether a chat is of the kind that a `KeyboardButtonRequestChat` wants. */
function fits(chat, wanted) {
  const agrees = (wish, fact) => wish === undefined || wish === Boolean(fact);
  return (
    chat.type !== "private" &&
    wanted.chat_is_channel === (chat.type === "channel") &&
    agrees(wanted.chat_is_forum, chat.is_forum) &&
    agrees(wanted.chat_has_username, chat.username)
  );
}
