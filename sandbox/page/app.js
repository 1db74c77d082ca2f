/** The page: who one is, which chat is open, and the parts that show it. */

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Deeds, copy } from "./deeds.js";
import { attempt, toast } from "./dialogs.js";
import { chatAvatar, nameOf, shorten, summary, titleOf } from "./format.js";
import { readLink } from "./links.js";
import { player } from "./player.js";
import { Sidebar } from "./sidebar.js";
import { chooseLanguage, settleLanguage, t } from "./words.js";
import { Unread, World } from "./world.js";

/** Below this width the list and the chat take turns; app.css says the same. */
const NARROW = matchMedia("(max-width: 760px)");
/** Another tab may be showing the message: let it say so before this one announces it. */
const NOTICE_PAUSE_MS = 300;

class Page {
  me = null;
  chat = null;
  topic = null;

  constructor() {
    this.world = new World();
    this.unread = new Unread();
    this.deeds = new Deeds(this.world, this);
    this.chatView = new Chat(this.world, this.unread, this.deeds, this);
    this.composer = new Composer(this.world, this.deeds, this);
    this.sidebar = new Sidebar(this.world, this.unread, this.deeds, this);
  }

  async begin() {
    player.settle(document.getElementById("sound"));
    await this.world.load();
    this.world.on("message", ({ message, isNew }) => isNew && this.#notice(message));
    this.world.on("people", () => this.me === null && this.#follow());
    this.unread.addEventListener("changed", () => this.#renderTitle());
    addEventListener("popstate", () => this.#follow());
    NARROW.addEventListener("change", () => this.#follow());
    document.addEventListener("click", (event) => this.#followLink(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    await this.#follow();
  }

  // Where one is: the address says it, so that a tab can be opened anywhere and go back

  /** Be another person in this tab. */
  be(person) {
    this.#go({ as: person });
  }

  /** Open a chat; `start` waits with a START button, `text` begins a message. */
  open(chat, { topic = null, start, text } = {}) {
    return this.#go({ as: this.me, chat, topic }, { start, text });
  }

  showList() {
    this.#go({ as: this.me });
  }

  #go(place, extra) {
    const query = new URLSearchParams(
      Object.entries(place).filter(([, value]) => value !== null && value !== undefined),
    );
    if (`?${query}` !== location.search) history.pushState(null, "", `?${query}`);
    return this.#follow(extra);
  }

  /** Show what the address says. */
  async #follow({ start, text } = {}) {
    const query = new URLSearchParams(location.search);
    const payload = start ?? query.get("start") ?? undefined;
    const { people } = this.world;
    const asked = Number(query.get("as"));
    this.me = people.has(asked) ? asked : (people.keys().next().value ?? null);
    const inChat = query.has("chat") || query.has("start");
    document.body.dataset.screen = inChat ? "chat" : "list";
    this.chat = query.has("chat")
      ? Number(query.get("chat"))
      : NARROW.matches && !inChat
        ? null
        : this.me;
    this.topic = query.has("topic") ? Number(query.get("topic")) : null;
    if (query.has("start")) {
      query.delete("start");
      query.set("as", this.me);
      query.set("chat", this.me);
      history.replaceState(null, "", `?${query}`);
    }
    if (this.me !== null && !this.world.rows.has(this.me)) {
      await attempt(() => this.world.refresh(this.me));
    }
    if (this.chat !== null && !this.world.row(this.me, this.chat)) this.chat = this.me;
    this.sidebar.render();
    this.#renderTitle();
    this.composer.show(this.chat, this.topic, { payload, text });
    await this.chatView.show(this.chat, this.topic);
  }

  chatInSight() {
    return !NARROW.matches || document.body.dataset.screen === "chat";
  }

  speak(language) {
    chooseLanguage(language);
    // Words are everywhere: all there is, anew.
    location.reload();
  }

  // What parts ask of one another

  reply(message) {
    this.composer.reply(message);
  }

  edit(message) {
    this.composer.edit(message);
  }

  copy(text) {
    return copy(text);
  }

  lastOwn() {
    return this.chatView.history
      .list()
      .findLast(
        ({ from, text, via_bot: via, forward_origin: origin }) =>
          from?.id === this.me && text && !via && !origin,
      );
  }

  // News of chats that are not in sight

  #notice(message) {
    const { chat } = message;
    const seq = this.world.seq;
    if (chat.type === "private") {
      if (!this.world.people.has(chat.id)) return; // one of a crowd
      if (message.from.id !== chat.id) this.#count(chat.id, message, seq);
    } else if (this.world.row(this.me, chat.id) && message.from?.id !== this.me) {
      this.#count(this.me, message, seq);
    }
  }

  #count(person, message, seq) {
    const { chat } = message;
    const seen =
      person === this.me && chat.id === this.chat && !document.hidden && this.chatInSight();
    if (seen) return; // the chat reads it when it shows it
    this.unread.add(person, chat.id, seq);
    setTimeout(() => {
      if (this.unread.count(person, chat.id) > 0) this.#announce(person, message);
    }, NOTICE_PAUSE_MS);
  }

  #announce(person, message) {
    const { bot } = this.world;
    const title = titleOf(message.chat, bot);
    const to =
      person === this.me
        ? ""
        : ` · ${t("forUser", { name: nameOf(this.world.people.get(person)) })}`;
    toast([strong(`${title}${to}`), shorten(summary(message), 100)], {
      kind: "notice",
      picture: chatAvatar(message.chat, bot),
      onclick: () => this.#go({ as: person, chat: message.chat.id }),
    });
  }

  #renderTitle() {
    const n = this.me === null ? 0 : this.unread.total(this.me);
    const who = this.me === null ? "" : `${nameOf(this.world.people.get(this.me))} · `;
    document.title = `${n > 0 ? `(${n}) ` : ""}${who}${t("title")}`;
  }

  // Links and keys

  #followLink(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || readLink(link.href) === null) return;
    event.preventDefault();
    void this.deeds.openLink(link.href);
  }

  #key(event) {
    if (event.key !== "Escape" || document.querySelector("dialog, .menu")) return;
    if (NARROW.matches && document.body.dataset.screen === "chat") this.showList();
  }
}

function strong(text) {
  const node = document.createElement("strong");
  node.textContent = text;
  return node;
}

settleLanguage();
document.title = t("title");
const page = new Page();
try {
  await page.begin();
  document.body.dataset.ready = "true";
} catch (error) {
  document.getElementById("banner").textContent = t("failed", { reason: t("noConnection") });
  document.getElementById("banner").hidden = false;
  throw error;
}
