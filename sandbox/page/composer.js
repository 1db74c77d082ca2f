/** The line one writes on, and what is around it. */

import { post, upload } from "./api.js";
import { Attach } from "./attach.js";
import { attempt, reasonOf, toast } from "./dialogs.js";
import { h, icon, iconButton, keyed } from "./dom.js";
import { chatAvatar, nameOf, senderOf, shorten, summary } from "./format.js";
import { InlineMode } from "./inline.js";
import { ReplyKeyboard } from "./keyboard.js";
import { Parcels, acceptDrops, makeAlbum, measure, parcel } from "./parcels.js";
import { Suggestions } from "./suggestions.js";
import { t } from "./words.js";

export class Composer {
  constructor(world, deeds, page) {
    Object.assign(this, { world, deeds, page });
    this.place = null;
    this.chat = null;
    this.topic = null;
    this.payload = null;
    this.replying = null;
    this.editing = null;
    this.#build();
    world.on("chats", ({ person }) => person === page.me && this.render());
    world.on("people", () => this.render());
  }

  #build() {
    this.root = document.getElementById("composer");
    this.context = h("div", { class: "context", hidden: true, "data-testid": "context" });
    this.input = h("textarea", {
      rows: 1,
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
      "data-testid": "composer",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
    });
    this.left = h("div", { class: "composer-tools" });
    this.right = h("div", { class: "composer-tools" });
    this.line = h("div", { class: "composer-line" }, this.left, this.input, this.right);
    this.instead = h("div", { class: "instead", hidden: true });
    this.suggestions = new Suggestions(this.input);
    this.inline = new InlineMode(this.world, this.page, this);
    this.parcels = new Parcels(() => this.render());
    this.attach = new Attach(this.world, this.deeds, {
      files: (files, how) => this.#take(files, how),
      song: (file) => this.#sendParcels([parcel(file)]),
      send: (fields) => this.#send(fields),
    });
    this.keyboard = new ReplyKeyboard(this.world, this.deeds, this.page, this, {
      poll: () => this.attach.poll(),
    });
    this.root.append(
      this.suggestions.node,
      this.context,
      this.parcels.node,
      this.line,
      this.instead,
      this.keyboard.node,
      this.attach.input,
    );
    const pane = document.getElementById("chat");
    acceptDrops(
      pane,
      () => this.#writable,
      (files) => this.#take(files),
    );
  }

  /** The chat as the person has it: rights, commands, keyboard. */
  get row() {
    return this.world.row(this.page.me, this.chat);
  }

  get #writable() {
    return !this.root.hidden && !this.line.hidden;
  }

  // What is being written, and where

  /** Write into another chat, or as another person; what was begun there comes back. */
  show(chat, topic, { payload, text } = {}) {
    const place = chat === null ? null : `${this.page.me}/${chat}`;
    if (place !== this.place) this.#move(place, chat);
    this.topic = topic;
    if (payload !== undefined) this.payload = payload;
    if (text !== undefined) this.#write(text);
    this.render();
    const typed = text !== undefined || matchMedia("(pointer: fine)").matches;
    if (chat !== null && typed) this.focus();
  }

  #move(place, chat) {
    this.#keepDraft();
    this.place = null; // what follows is no draft of either place
    this.#quit();
    this.parcels.clear();
    this.suggestions.hide();
    this.place = place;
    this.chat = chat;
    this.payload = null;
    this.input.value = place ? (sessionStorage.getItem(`draft ${place}`) ?? "") : "";
  }

  focus() {
    const button = this.instead.querySelector("button");
    if (!this.instead.hidden && button) button.focus({ preventScroll: true });
    else if (!this.line.hidden) this.input.focus({ preventScroll: true });
  }

  reply(message) {
    this.#quit();
    this.replying = message;
    this.render();
    this.focus();
  }

  edit(message) {
    this.#quit();
    this.editing = message;
    this.input.value = message.text ?? message.caption ?? "";
    this.render();
    this.focus();
  }

  /** Forget what was being written. */
  clear() {
    this.input.value = "";
    this.replying = null;
    this.editing = null;
    this.#keepDraft();
    this.suggestions.hide();
    this.render();
  }

  /** Neither reply nor edit any more. */
  #quit() {
    if (this.editing) this.input.value = "";
    this.replying = null;
    this.editing = null;
    this.render();
  }

  #take(files, how) {
    if (this.editing) this.#quit();
    this.parcels.add(files, how);
    this.focus();
  }

  #keepDraft() {
    if (!this.place || this.editing) return;
    if (this.input.value) sessionStorage.setItem(`draft ${this.place}`, this.input.value);
    else sessionStorage.removeItem(`draft ${this.place}`);
  }

  #write(text) {
    this.input.value = text;
    this.input.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  // Rendering

  render() {
    const { row } = this;
    this.root.hidden = this.chat === null || !row;
    if (this.root.hidden) return;
    const instead = this.#insteadOf(row);
    this.instead.hidden = instead === null;
    this.line.hidden = instead !== null;
    if (instead) keyed(this.instead, [instead]);
    this.input.placeholder = this.#placeholder(row);
    this.input.setAttribute("aria-label", t("write"));
    this.#renderContext();
    this.#renderTools(row);
    this.keyboard.render(this.#writable);
    this.#fit();
    this.#followForceReply(row);
  }

  #placeholder({ chat }) {
    if (this.parcels.any) return t("caption");
    return this.keyboard.placeholder ?? t(chat.type === "channel" ? "broadcast" : "write");
  }

  /** What stands where one would write: START, UNBLOCK, or why not. */
  #insteadOf({ chat, last, can_post: can }) {
    const { blocked } = this.world.people.get(this.page.me);
    if (chat.type === "private") {
      if (this.payload !== null || (!last && !blocked)) {
        return wideButton("start", t("start"), () => this.#start());
      }
      if (blocked) return wideButton("unblock", t("unblock"), () => this.deeds.block(false));
    }
    if (can) return null;
    return { key: "read-only", mark: t("readOnly"), make: () => h("p", {}, t("readOnly")) };
  }

  #renderContext() {
    const message = this.editing ?? this.replying;
    this.context.hidden = !message;
    if (!message) return;
    const title = this.editing ? t("editing") : t("replyTo", { name: senderOf(message).name });
    this.context.replaceChildren(
      icon(this.editing ? "edit" : "reply"),
      h("div", {}, h("strong", {}, title), h("span", {}, shorten(summary(message), 120))),
      iconButton("close", t("cancel"), () => this.#quit()),
    );
  }

  #renderTools({ commands }) {
    const filled = this.input.value.trim() !== "" || this.parcels.any;
    const tool = (key, sign, label, act, props) => ({
      key,
      mark: label,
      make: () => iconButton(sign, label, act, { "data-testid": key, ...props }),
    });
    const { shown, exists } = this.keyboard;
    keyed(this.left, [
      tool("attach", "attach", t("attach"), (event) => this.attach.menu(event.currentTarget)),
    ]);
    keyed(
      this.right,
      [
        commands.length > 0 &&
          !filled &&
          tool("commands", "slash", t("commands"), () => this.#toggleCommands()),
        exists &&
          tool("keyboard-toggle", "keyboard", t(shown ? "keyboardHide" : "keyboardShow"), () =>
            this.keyboard.toggle(),
          ),
        tool("send", "send", t("send"), () => this.#submit(), { class: "icon-button send" }),
      ].filter(Boolean),
    );
    this.right.lastElementChild.disabled = !filled;
  }

  /** As high as its text, up to what app.css allows. */
  #fit() {
    if (this.line.hidden) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  /** The bot asked for a reply: answer the message that asked, once. */
  #followForceReply({ last }) {
    if (!this.keyboard.forcesReply || last?.from?.id !== this.world.bot.id) return;
    const asked = `${this.place} ${last.message_id}`;
    if (this.asked === asked || this.editing) return;
    this.asked = asked;
    this.reply(last);
  }

  // Sending

  async #start() {
    const body = { person: this.page.me, payload: this.payload || undefined };
    const message = await attempt(() => post("/start", body));
    if (!message) return;
    this.payload = null;
    this.world.put(message);
    await attempt(() => this.world.refresh(this.page.me));
    this.focus();
  }

  #send(fields) {
    return this.deeds.send(this.chat, { topic: this.topic ?? undefined, ...fields });
  }

  async #submit() {
    const text = this.input.value.trim();
    const reply = this.replying?.message_id;
    if (this.editing) {
      await this.#sendEdit(text);
    } else if (this.parcels.any) {
      const parcels = this.parcels.take();
      this.clear();
      await this.#sendParcels(parcels, { caption: text || undefined, reply_to: reply });
    } else if (text) {
      this.clear();
      const sent = await this.#send({ text, reply_to: reply });
      if (!sent && !this.input.value) this.#write(text);
    }
  }

  async #sendEdit(text) {
    if (!text) return;
    const { chat, message_id: message } = this.editing;
    const body = { person: this.page.me, chat: chat.id, message, text };
    if (await attempt(() => post("/edit", body))) this.clear();
  }

  /** Send files one after another; the first one carries the caption and the reply. */
  async #sendParcels(parcels, first = {}) {
    const album = makeAlbum(parcels) ? String(Date.now()) : undefined;
    const where = { person: this.page.me, chat: this.chat, topic: this.topic };
    for (const [at, each] of parcels.entries()) {
      const { file, kind, url } = each;
      const facts = { kind, media_group_id: album, ...(await measure(each)) };
      URL.revokeObjectURL(url);
      try {
        const fields = { ...where, ...facts, ...(at === 0 ? first : {}) };
        this.world.put(await upload("/send", fields, file));
      } catch (error) {
        toast(t("uploadFailed", { name: file.name, reason: reasonOf(error) }), { kind: "bad" });
      }
    }
  }

  // Typing

  #typed() {
    this.render();
    this.#keepDraft();
    if (this.editing) return;
    const { value } = this.input;
    const command = /^\/(\w*)$/.exec(value);
    if (command) this.#suggestCommands(command[1].toLowerCase());
    else if (/^@\w*$/.test(value)) this.#suggestBot(value.slice(1).toLowerCase());
    else if (this.inline.query === null) this.suggestions.hide();
    this.inline.typed();
  }

  #key(event) {
    if (event.isComposing || this.suggestions.takes(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#submit();
    } else if (event.key === "Escape" && (this.editing || this.replying)) {
      event.stopPropagation();
      this.#quit();
    } else if (event.key === "ArrowUp" && this.input.value === "") {
      const own = this.page.lastOwn();
      if (!own) return;
      event.preventDefault();
      this.edit(own);
    }
  }

  #paste(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.#take(files);
  }

  #toggleCommands() {
    this.focus();
    if (this.suggestions.open) this.suggestions.hide();
    else this.#suggestCommands("");
  }

  #suggestCommands(begin) {
    const { chat, commands } = this.row;
    // In a group several bots may know the command.
    const whose = chat.type === "private" ? "" : `@${this.world.bot.username}`;
    const items = commands
      .filter(({ command }) => command.startsWith(begin))
      .map(({ command, description }) => ({
        key: command,
        content: () => [h("strong", {}, `/${command}`), h("span", {}, description)],
        choose: () => {
          this.clear();
          void this.#send({ text: `/${command}${whose}` });
        },
      }));
    this.suggestions.show(items, { label: t("commands") });
  }

  #suggestBot(begin) {
    const { bot } = this.world;
    const item = {
      key: "bot",
      content: () => [
        chatAvatar({ type: "private" }, bot),
        h("strong", {}, `@${bot.username}`),
        h("span", {}, nameOf(bot)),
      ],
      choose: () => this.#write(`@${bot.username} `),
    };
    const fits = bot.username.toLowerCase().startsWith(begin);
    this.suggestions.show(fits ? [item] : [], { label: t("commands") });
  }
}

function wideButton(testid, text, onclick) {
  const props = { type: "button", class: "button primary wide", "data-testid": testid, onclick };
  return { key: testid, mark: text, make: () => h("button", props, text) };
}
