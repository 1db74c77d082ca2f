/** Writing: text, files, commands, inline queries, and the bot's reply keyboard. */

import { fileUrl, get, post, upload } from "./api.js";
import { ask, attempt, form, menu, reasonOf, toast } from "./dialogs.js";
import { h, icon, iconButton, keyed, later } from "./dom.js";
import { chatAvatar, length, nameOf, senderOf, shorten, size, summary } from "./format.js";
import { t } from "./words.js";

const INLINE_PAUSE_MS = 250;
const PLACE = { latitude: 59.9343, longitude: 30.3351 };
const DICE = ["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"];
const VISUAL = new Set(["photo", "video"]);

/** A file's kind by its type, as Telegram clients choose. */
function kindOf({ type }) {
  if (type === "image/gif") return "animation";
  const [family] = type.split("/");
  return { image: "photo", audio: "audio", video: "video" }[family] ?? "document";
}

export class Composer {
  constructor(world, deeds, page) {
    Object.assign(this, { world, deeds, page });
    this.chat = null;
    this.files = [];
    this.payload = null;
    this.keyboardHidden = new Set();
    this.#build();
    this.query = later(() => this.#inlineQuery(), INLINE_PAUSE_MS);
    world.on("chats", ({ person }) => person === page.me && this.render());
    world.on("people", () => this.render());
  }

  #build() {
    this.root = document.getElementById("composer");
    this.suggestions = h("div", {
      class: "suggestions",
      id: "suggestions",
      role: "listbox",
      hidden: true,
      "data-testid": "suggestions",
    });
    this.context = h("div", { class: "context", hidden: true, "data-testid": "context" });
    this.tray = h("div", { class: "tray", hidden: true, "data-testid": "tray" });
    this.input = h("textarea", {
      rows: 1,
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
      "aria-controls": "suggestions",
      "data-testid": "composer",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
    });
    this.picker = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "data-testid": "file-input",
      onchange: () => {
        this.attach([...this.picker.files], { plain: this.picker.dataset.plain === "true" });
        this.picker.value = "";
      },
    });
    this.left = h("div", { class: "composer-tools" });
    this.right = h("div", { class: "composer-tools" });
    this.line = h(
      "div",
      { class: "composer-line" },
      this.left,
      this.input,
      this.right,
      this.picker,
    );
    this.instead = h("div", { class: "instead", hidden: true });
    this.keys = h("div", { class: "reply-keys", hidden: true, "data-testid": "reply-keyboard" });
    this.root.append(this.suggestions, this.context, this.tray, this.line, this.instead, this.keys);
    this.#acceptDrops(document.getElementById("chat"));
  }

  get person() {
    return this.world.people.get(this.page.me);
  }

  get row() {
    return this.world.row(this.page.me, this.chat);
  }

  // What is being written where

  /** Write into another chat, or as another person; what was begun there comes back. */
  show(chat, topic, { payload, text } = {}) {
    const place = chat === null ? null : `${this.page.me}/${chat}`;
    if (place !== this.place) {
      this.#keepDraft();
      this.place = place;
      this.chat = chat;
      this.files = [];
      this.#quit();
      this.#suggest([]);
      this.input.value = place ? (sessionStorage.getItem(`draft ${place}`) ?? "") : "";
      this.payload = null;
    }
    this.topic = topic;
    if (payload !== undefined) this.payload = payload;
    if (text !== undefined) this.#write(text);
    this.render();
    if (chat !== null && (text !== undefined || matchMedia("(pointer: fine)").matches))
      this.focus();
  }

  focus() {
    const button = this.instead.querySelector("button");
    if (!this.instead.hidden && button) button.focus({ preventScroll: true });
    else if (!this.line.hidden) this.input.focus({ preventScroll: true });
  }

  reply(message) {
    this.#quit();
    this.replying = message;
    this.#renderContext();
    this.focus();
  }

  edit(message) {
    this.#quit();
    this.editing = message;
    this.input.value = message.text ?? message.caption ?? "";
    this.#renderContext();
    this.#fit();
    this.focus();
  }

  attach(files, { plain = false } = {}) {
    if (this.editing) this.#quit();
    for (const file of files) {
      this.files.push({
        file,
        kind: plain ? "document" : kindOf(file),
        url: URL.createObjectURL(file),
      });
    }
    this.#renderTray();
    this.#renderTools();
    this.focus();
  }

  #quit() {
    const edited = this.editing;
    this.replying = null;
    this.editing = null;
    if (edited) this.input.value = "";
    this.#renderContext();
    this.#fit();
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
    const channel = row.chat.type === "channel";
    const wanted = row.keyboard?.input_field_placeholder;
    this.input.placeholder = this.files.length
      ? t("caption")
      : wanted || t(channel ? "broadcast" : "write");
    this.input.setAttribute("aria-label", t("write"));
    this.#renderTools();
    this.#renderTray();
    this.#renderKeyboard();
    this.#fit();
    this.#followForceReply();
  }

  /** What stands where one would write: START, UNBLOCK, or why not. */
  #insteadOf({ chat, last, can_post: can }) {
    const button = (key, text, act) => ({
      key,
      mark: text,
      make: () =>
        h(
          "button",
          { type: "button", class: "button primary wide", "data-testid": key, onclick: act },
          text,
        ),
    });
    if (chat.type === "private") {
      if (this.payload !== null || (!last && !this.person.blocked)) {
        return button("start", t("start"), () => this.#start());
      }
      if (this.person.blocked)
        return button("unblock", t("unblock"), () => this.deeds.block(false));
    }
    if (can) return null;
    return { key: "read-only", mark: t("readOnly"), make: () => h("p", {}, t("readOnly")) };
  }

  async #start() {
    const payload = this.payload || undefined;
    const message = await attempt(() => post("/start", { person: this.page.me, payload }));
    if (!message) return;
    this.payload = null;
    this.world.put(message);
    await attempt(() => this.world.refresh(this.page.me));
    this.focus();
  }

  #renderTools() {
    const filled = this.input.value.trim() !== "" || this.files.length > 0;
    const commands = this.row?.commands.length > 0 && !filled;
    const keyboard = this.row?.keyboard?.keyboard;
    const tool = (key, name, label, act, props) => ({
      key,
      mark: `${name} ${label}`,
      make: () => iconButton(name, label, act, { "data-testid": key, ...props }),
    });
    keyed(this.left, [
      tool("attach", "attach", t("attach"), (event) => this.#attachMenu(event.currentTarget)),
    ]);
    keyed(this.right, [
      ...(commands ? [tool("commands", "slash", t("commands"), () => this.#toggleCommands())] : []),
      ...(keyboard
        ? [
            tool(
              "keyboard-toggle",
              "keyboard",
              t(this.#keyboardShown() ? "keyboardHide" : "keyboardShow"),
              () => this.#toggleKeyboard(),
            ),
          ]
        : []),
      {
        ...tool("send", "send", t("send"), () => this.send(), { class: "icon-button send" }),
      },
    ]);
    this.right.lastElementChild.disabled = !filled;
  }

  #renderContext() {
    const message = this.editing ?? this.replying;
    this.context.hidden = !message;
    if (!message) return;
    const title = this.editing ? t("editing") : t("replyTo", { name: senderOf(message).name });
    this.context.replaceChildren(
      icon(this.editing ? "edit" : "reply"),
      h("div", {}, h("strong", {}, title), h("span", {}, shorten(summary(message), 120))),
      iconButton("close", t("cancel"), () => {
        this.#quit();
        this.#renderTools();
      }),
    );
  }

  #renderTray() {
    this.tray.hidden = this.files.length === 0;
    this.tray.replaceChildren(
      ...this.files.map((entry) => {
        const { file, kind, url } = entry;
        const natural = kindOf(file);
        return h(
          "div",
          { class: "parcel" },
          kind === "photo"
            ? h("img", { src: url, alt: "" })
            : h(
                "span",
                { class: "file-icon" },
                icon(kind === "audio" ? "music" : kind === "video" ? "image" : "file"),
              ),
          h(
            "span",
            { class: "file-text" },
            h("span", { class: "file-name" }, file.name),
            h("small", {}, `${t(kind)} · ${size(file.size)}`),
          ),
          natural !== "document" &&
            h(
              "button",
              {
                type: "button",
                class: "chip",
                onclick: () => {
                  entry.kind = kind === "document" ? natural : "document";
                  this.#renderTray();
                },
              },
              t(kind === "document" ? "asMedia" : "asFile"),
            ),
          iconButton("close", t("removeFile", { name: file.name }), () => {
            this.files = this.files.filter((each) => each !== entry);
            URL.revokeObjectURL(url);
            this.render();
          }),
        );
      }),
    );
  }

  #fit() {
    if (this.line.hidden) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  // Sending

  async send() {
    const text = this.input.value.trim();
    if (this.editing) return this.#sendEdit(text);
    if (this.files.length > 0) return this.#sendFiles(text);
    if (!text) return undefined;
    const reply = this.replying?.message_id;
    this.#clear();
    const sent = await this.deeds.send(this.chat, {
      text,
      reply_to: reply,
      topic: this.topic ?? undefined,
    });
    if (!sent && !this.input.value) this.#write(text);
    return sent;
  }

  async #sendEdit(text) {
    const message = this.editing;
    if (!text) return;
    const changed = await attempt(() =>
      post("/edit", {
        person: this.page.me,
        chat: message.chat.id,
        message: message.message_id,
        text,
      }),
    );
    if (changed) this.#clear();
  }

  async #sendFiles(caption) {
    const { chat, topic } = this;
    const files = this.files.splice(0);
    const reply = this.replying?.message_id;
    this.#clear();
    const together =
      files.length > 1 &&
      new Set(files.map(({ kind }) => (VISUAL.has(kind) ? "visual" : kind))).size === 1;
    const album = together ? String(Date.now()) : undefined;
    for (const [at, { file, kind, url }] of files.entries()) {
      const fields = {
        person: this.page.me,
        chat,
        kind,
        caption: at === 0 ? caption || undefined : undefined,
        reply_to: at === 0 ? reply : undefined,
        topic: topic ?? undefined,
        media_group_id: album,
        ...(await measure(kind, url)),
      };
      URL.revokeObjectURL(url);
      try {
        this.world.put(await upload("/send", fields, file));
      } catch (error) {
        toast(t("uploadFailed", { name: file.name, reason: reasonOf(error) }), { kind: "bad" });
      }
    }
  }

  #clear() {
    this.input.value = "";
    this.replying = null;
    this.editing = null;
    this.#keepDraft();
    this.#renderContext();
    this.#suggest([]);
    this.render();
  }

  #sendThing(fields) {
    return this.deeds.send(this.chat, { topic: this.topic ?? undefined, ...fields });
  }

  // Attaching

  async #attachMenu(at) {
    const choose = (accept, plain) => {
      this.picker.accept = accept;
      this.picker.dataset.plain = String(plain);
      this.picker.click();
    };
    const samples = await get("/samples").catch(() => []);
    menu(
      at,
      [
        {
          icon: "image",
          text: t("attachPhoto"),
          act: () => choose("image/*,video/*", false),
          testid: "attach-photo",
        },
        {
          icon: "music",
          text: t("attachAudio"),
          act: () => choose("audio/*", false),
          testid: "attach-audio",
        },
        { icon: "file", text: t("attachFile"), act: () => choose("", true), testid: "attach-file" },
        { icon: "location", text: t("attachLocation"), act: () => this.#attachLocation() },
        { icon: "person", text: t("attachContact"), act: () => this.#attachContact() },
        { icon: "poll", text: t("attachPoll"), act: () => this.#attachPoll() },
        ...samples.map((sample) => ({
          icon: "music",
          text: sample.title,
          note: [sample.performer, sample.duration && length(sample.duration)]
            .filter(Boolean)
            .join(" · "),
          act: () => this.#attachSample(sample),
          testid: `sample-${sample.file}`,
        })),
      ],
      {
        label: t("attach"),
        top: DICE.map((emoji) =>
          h(
            "button",
            {
              type: "button",
              "aria-label": `${t("dice")} ${emoji}`,
              onclick: () => this.#sendThing({ kind: "dice", emoji }),
            },
            emoji,
          ),
        ),
      },
    );
  }

  async #attachSample({ file }) {
    const reply = await fetch(`/sandbox/samples/${encodeURIComponent(file)}`);
    const blob = await reply.blob();
    this.attach([new File([blob], file, { type: blob.type })]);
    await this.send();
  }

  async #attachLocation() {
    const number = { type: "number", step: "any", required: true };
    const values = await form(
      t("attachLocation"),
      [
        {
          name: "latitude",
          label: t("latitude"),
          value: PLACE.latitude,
          min: -90,
          max: 90,
          ...number,
        },
        {
          name: "longitude",
          label: t("longitude"),
          value: PLACE.longitude,
          min: -180,
          max: 180,
          ...number,
        },
      ],
      t("send"),
    );
    if (values) await this.#sendThing({ kind: "location", ...values });
  }

  async #attachContact() {
    const id = await this.deeds.pickPeople(t("choosePerson"));
    const person = this.world.people.get(id);
    if (!person) return;
    const { first_name, last_name } = person;
    await this.#sendThing({
      kind: "contact",
      first_name,
      last_name,
      user_id: id,
      phone_number: `+1555000${id}`,
    });
  }

  async #attachPoll() {
    const values = await form(
      t("attachPoll"),
      [
        { name: "question", label: t("question"), required: true, maxlength: 300 },
        { name: "options", label: t("options"), type: "textarea", rows: 4, required: true },
      ],
      t("send"),
    );
    if (!values) return;
    const options = values.options
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    await this.#sendThing({ kind: "poll", question: values.question, options });
  }

  #paste(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.attach(files);
  }

  #acceptDrops(pane) {
    const cover = h("div", { class: "drop-cover", hidden: true });
    pane.append(cover);
    const able = (event) =>
      event.dataTransfer.types.includes("Files") && !this.root.hidden && !this.line.hidden;
    pane.addEventListener("dragover", (event) => {
      if (!able(event)) return;
      event.preventDefault();
      cover.textContent = t("dropHere");
      cover.hidden = false;
    });
    pane.addEventListener("dragleave", (event) => {
      if (!pane.contains(event.relatedTarget)) cover.hidden = true;
    });
    pane.addEventListener("drop", (event) => {
      if (!able(event)) return;
      event.preventDefault();
      cover.hidden = true;
      this.attach([...event.dataTransfer.files]);
    });
  }

  // The reply keyboard

  #keyboardMark() {
    return `${this.place} ${JSON.stringify(this.row?.keyboard)}`;
  }

  #keyboardShown() {
    return !this.keyboardHidden.has(this.#keyboardMark());
  }

  #toggleKeyboard(hide = this.#keyboardShown()) {
    if (hide) this.keyboardHidden.add(this.#keyboardMark());
    else this.keyboardHidden.delete(this.#keyboardMark());
    this.#renderTools();
    this.#renderKeyboard();
  }

  #renderKeyboard() {
    const keyboard = this.row?.keyboard;
    this.keys.hidden = !keyboard?.keyboard || this.line.hidden || !this.#keyboardShown();
    if (this.keys.hidden) return;
    this.keys.setAttribute("aria-label", t("keyboard"));
    const make = () =>
      h(
        "div",
        {},
        keyboard.keyboard.map((line, row) =>
          h(
            "div",
            { class: "keys-row" },
            line.map((key, col) => {
              const { text, style } = typeof key === "string" ? { text: key } : key;
              return h(
                "button",
                {
                  type: "button",
                  class: ["key", style].filter(Boolean).join(" "),
                  "data-testid": "reply-key",
                  onclick: () => this.#pressKey(key, row, col),
                },
                text,
              );
            }),
          ),
        ),
      );
    keyed(this.keys, [{ key: "keys", mark: this.#keyboardMark(), make }]);
  }

  async #pressKey(key, row, col) {
    const share = await this.#shared(key);
    if (share === undefined) return;
    const { keyboard } = this.row;
    const body = { person: this.page.me, chat: this.chat, row, col };
    if (share !== null) body.share = share;
    const message = await attempt(() => post("/keyboard", body));
    if (!message) return;
    this.world.put(message);
    if (keyboard.one_time_keyboard) this.#toggleKeyboard(true);
  }

  /** What a key shares: ids, null when nothing is to be chosen, undefined when one thinks better. */
  async #shared(key) {
    if (key.request_chat) {
      const wanted = key.request_chat;
      return this.deeds.pickChat((chat) => fitsRequest(chat, wanted));
    }
    if (key.request_users) {
      const { max_quantity: most = 1 } = key.request_users;
      const chosen = await this.deeds.pickPeople(t(most > 1 ? "choosePeople" : "choosePerson"), {
        most,
      });
      return chosen === undefined ? undefined : [chosen].flat();
    }
    if (key.request_contact) return (await ask(t("shareContact"), t("share"))) ? null : undefined;
    if (key.request_location) return (await ask(t("shareLocation"), t("share"))) ? null : undefined;
    if (key.request_poll) {
      await this.#attachPoll();
      return undefined;
    }
    if (key.web_app || key.request_managed_bot) {
      toast(t("unsupportedButton"));
      return undefined;
    }
    return null;
  }

  /** The bot asked for a reply: answer the message that asked, once. */
  #followForceReply() {
    const { row } = this;
    if (!row.keyboard?.force_reply || !row.last || row.last.from?.id !== this.world.bot.id) return;
    const asked = `${this.place} ${row.last.message_id}`;
    if (this.asked === asked || this.editing) return;
    this.asked = asked;
    this.reply(row.last);
  }

  // Commands and inline queries

  #typed() {
    this.#fit();
    this.#renderTools();
    this.#keepDraft();
    if (this.editing) return;
    const text = this.input.value;
    const command = /^\/(\w*)$/.exec(text);
    if (command) this.#suggestCommands(command[1].toLowerCase());
    else if (this.#inlineText() !== null) this.query();
    else if (/^@\w*$/.test(text)) this.#suggestBot(text.slice(1).toLowerCase());
    else this.#suggest([]);
    if (this.#inlineText() === null) this.asking?.abort();
  }

  #toggleCommands() {
    this.focus();
    if (this.suggestions.hidden) this.#suggestCommands("");
    else this.#suggest([]);
  }

  #suggestCommands(begin) {
    const group = this.row.chat.type !== "private";
    const found = this.row.commands.filter(({ command }) => command.startsWith(begin));
    this.#suggest(
      found.map(({ command, description }) => ({
        key: command,
        node: () => [h("strong", {}, `/${command}`), h("span", {}, description)],
        choose: () => {
          const text = group ? `/${command}@${this.world.bot.username}` : `/${command}`;
          this.#clear();
          return this.#sendThing({ text });
        },
      })),
    );
  }

  #suggestBot(begin) {
    const { bot } = this.world;
    const fits = bot.username.toLowerCase().startsWith(begin);
    this.#suggest(
      fits
        ? [
            {
              key: "bot",
              node: () => [
                chatAvatar({ type: "private" }, bot),
                h("strong", {}, `@${bot.username}`),
                h("span", {}, nameOf(bot)),
              ],
              choose: () => this.#write(`@${bot.username} `),
            },
          ]
        : [],
    );
  }

  /** The query after `@bot `, or null when this is no inline query. */
  #inlineText() {
    const begin = `@${this.world.bot.username} `.toLowerCase();
    const text = this.input.value;
    return text.toLowerCase().startsWith(begin) ? text.slice(begin.length) : null;
  }

  async #inlineQuery(offset = "") {
    const query = this.#inlineText();
    if (query === null || this.chat === null) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.root.classList.add("asking");
    try {
      const body = { person: this.page.me, chat: this.chat, query, offset };
      const found = await post("/inline", body, { signal: asking.signal });
      if (this.#inlineText() === query) this.#showResults(found, offset !== "");
    } catch (error) {
      if (error.name !== "AbortError")
        toast(t("failed", { reason: reasonOf(error) }), { kind: "bad" });
    } finally {
      if (this.asking === asking) this.root.classList.remove("asking");
    }
  }

  #showResults({ query_id: query, results, next_offset: next, button }, more) {
    const items = results.map((result) => ({
      key: `${query} ${result.id}`,
      node: () => inlineResult(result),
      choose: () => this.#choose(query, result),
      testid: "inline-result",
    }));
    const head = button && {
      key: "button",
      node: () => h("span", { class: "inline-button" }, button.text),
      choose: () => this.#inlineButton(button),
      testid: "inline-button",
    };
    if (more) {
      this.#suggest([...this.items, ...items], { keepActive: true });
    } else {
      const note = results.length === 0 &&
        !head && {
          key: "none",
          node: () => h("span", { class: "hint" }, t("inlineEmpty")),
          choose: () => {},
        };
      this.#suggest([head, ...items, note].filter(Boolean), {
        label: t("inlineResults", { name: this.world.bot.username }),
      });
    }
    this.more = next ? () => this.#inlineQuery(next) : null;
  }

  #inlineButton({ start_parameter: payload, web_app: app }) {
    if (app) return toast(t("unsupportedButton"));
    this.#clear();
    return this.page.open(this.page.me, { start: payload ?? "" });
  }

  async #choose(query, result) {
    const { chat } = this;
    this.#clear();
    const message = await attempt(() =>
      post("/inline/choose", { person: this.page.me, chat, query_id: query, result_id: result.id }),
    );
    if (message) this.world.put(message);
  }

  // The list above the line

  #suggest(items, { label = t("commands"), keepActive = false } = {}) {
    this.items = items;
    this.more = null;
    this.active = keepActive
      ? this.active
      : Math.max(
          0,
          items.findIndex(({ testid }) => testid === "inline-result"),
        );
    this.suggestions.hidden = items.length === 0;
    this.suggestions.setAttribute("aria-label", label);
    keyed(
      this.suggestions,
      items.map(({ key, node, choose, testid = "suggestion" }) => ({
        key,
        mark: key,
        make: () =>
          h(
            "div",
            {
              class: "suggestion",
              role: "option",
              id: `option ${key}`.replaceAll(" ", "-"),
              "data-testid": testid,
              onclick: choose,
            },
            node(),
          ),
      })),
    );
    this.suggestions.onscroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = this.suggestions;
      if (scrollHeight - scrollTop - clientHeight > 200 || !this.more) return;
      const { more } = this;
      this.more = null;
      void more();
    };
    this.#markActive();
  }

  #markActive() {
    [...this.suggestions.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.active));
    });
    const node = this.suggestions.children[this.active];
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (!this.suggestions.hidden && event.key in steps) {
      event.preventDefault();
      this.active = (this.active + steps[event.key] + this.items.length) % this.items.length;
      this.#markActive();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!this.suggestions.hidden) this.items[this.active].choose();
      else void this.send();
    } else if (event.key === "Escape") {
      if (!this.suggestions.hidden) this.#suggest([]);
      else this.#quit();
    } else if (event.key === "ArrowUp" && this.input.value === "" && !this.editing) {
      const own = this.page.lastOwn();
      if (own) {
        event.preventDefault();
        this.edit(own);
      }
    }
  }
}

/** Which of `KeyboardButtonRequestChat`'s wishes the page can see in a chat. */
function fitsRequest(chat, wanted) {
  if (chat.type === "private") return false;
  if (wanted.chat_is_channel !== (chat.type === "channel")) return false;
  if (wanted.chat_is_forum !== undefined && wanted.chat_is_forum !== Boolean(chat.is_forum))
    return false;
  return (
    wanted.chat_has_username === undefined || wanted.chat_has_username === Boolean(chat.username)
  );
}

/** The size and length of a picture or a film, which the sender's client knows. */
async function measure(kind, url) {
  if (kind !== "video" && kind !== "animation") return {};
  const film = document.createElement("video");
  film.preload = "metadata";
  film.src = url;
  return new Promise((resolve) => {
    film.onloadedmetadata = () =>
      resolve({
        width: film.videoWidth,
        height: film.videoHeight,
        duration: Math.round(film.duration),
      });
    film.onerror = () => resolve({});
  });
}

/** A result as a line; one that is already on the server comes with its `file`. */
function inlineResult(result) {
  const file = result.file ?? {};
  const thumbnail = file.thumbnail ?? (Array.isArray(file) ? file[0] : undefined);
  const picture =
    result.thumbnail_url ?? result.photo_url ?? (thumbnail && fileUrl(thumbnail.file_id));
  const title =
    result.title ?? file.title ?? result.caption ?? file.file_name ?? t(wordOf(result.type));
  const note = result.description ?? result.performer ?? file.performer ?? result.address ?? "";
  const img = picture && h("img", { src: picture, alt: "", loading: "lazy" });
  img?.addEventListener("error", () => img.replaceWith(sign(result)));
  return [
    img || sign(result),
    h(
      "span",
      { class: "pick-text" },
      h("span", { dir: "auto" }, title),
      note && h("small", { dir: "auto" }, note),
    ),
  ];
}

function sign({ type }) {
  const name = {
    audio: "music",
    voice: "music",
    photo: "image",
    gif: "image",
    video: "image",
    location: "location",
    venue: "location",
    contact: "person",
  }[type];
  return h("span", { class: "file-icon" }, icon(name ?? "topic"));
}

function wordOf(type) {
  const words = { gif: "animation", mpeg4_gif: "animation" };
  const known = [
    "audio",
    "voice",
    "photo",
    "video",
    "document",
    "sticker",
    "location",
    "venue",
    "contact",
    "game",
  ];
  return words[type] ?? (known.includes(type) ? type : "message");
}
