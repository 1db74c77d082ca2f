/** What people do with messages, buttons and links. */

import { fileUrl, get, patch, post } from "./api.js";
import {
  action,
  actions,
  alertBox,
  ask,
  attempt,
  menu,
  pick,
  reasonOf,
  sheet,
  toast,
} from "./dialogs.js";
import { h } from "./dom.js";
import { safeUrl } from "./entities.js";
import { avatar, chatAvatar, money, nameOf, titleOf } from "./format.js";
import { readLink } from "./links.js";
import { savedFile } from "./media.js";
import { t } from "./words.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "😢", "👎"];
/** What an administrator made on this page may do. */
const ADMIN_RIGHTS = [
  "can_manage_chat",
  "can_change_info",
  "can_delete_messages",
  "can_invite_users",
  "can_restrict_members",
  "can_promote_members",
  "can_manage_video_chats",
];
const CHANNEL_RIGHTS = ["can_post_messages", "can_edit_messages"];
const GROUP_RIGHTS = ["can_pin_messages", "can_manage_topics"];
const TOP_UPS = [50, 250, 1000];

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(t("copied"));
}

export class Deeds {
  /** `page` knows who acts and what is shown: `me`, `open(chat, …)`, `reply`, `edit`, `jump`. */
  constructor(world, page) {
    this.world = world;
    this.page = page;
  }

  get #person() {
    return this.world.people.get(this.page.me);
  }

  // Buttons

  async press(message, key, [row, col], button) {
    if (key.callback_data !== undefined) return this.#tap(message, row, col, button);
    if (key.pay) return this.pay(message);
    if (key.url !== undefined) return this.openLink(key.url);
    if (key.copy_text) return copy(key.copy_text.text);
    if (key.switch_inline_query_current_chat !== undefined) {
      return this.page.open(message.chat.id, {
        text: this.#inline(key.switch_inline_query_current_chat),
      });
    }
    if (key.switch_inline_query !== undefined)
      return this.#share(this.#inline(key.switch_inline_query));
    const chosen = key.switch_inline_query_chosen_chat;
    if (chosen) return this.#share(this.#inline(chosen.query ?? ""), (chat) => fits(chat, chosen));
    return toast(t("unsupportedButton"));
  }

  #inline(query) {
    return `@${this.world.bot.username} ${query}`;
  }

  async #tap(message, row, col, button) {
    if (button.classList.contains("busy")) return;
    button.classList.add("busy");
    button.setAttribute("aria-busy", "true");
    const body = {
      person: this.page.me,
      chat: message.chat.id,
      ...(message.ephemeral_message_id
        ? { whisper: message.ephemeral_message_id }
        : { message: message.message_id }),
      row,
      col,
    };
    const answer = await attempt(() => post("/tap", body));
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
    if (answer) await this.#answered(answer);
  }

  async #answered({ answered, text, show_alert: alert, url }) {
    if (!answered) toast(t("noAnswer"));
    else if (url) await this.openLink(url);
    else if (text && alert) await alertBox(text);
    else if (text) toast(text, { kind: "answer" });
  }

  // Links

  /** Follow a link as the person who pressed it. */
  async openLink(url) {
    const found = readLink(url);
    const { bot } = this.world;
    if (found?.bot && found.bot.toLowerCase() !== bot.username.toLowerCase()) return openTab(url);
    switch (found?.kind) {
      case "start":
        return this.page.open(this.page.me, { start: found.payload });
      case "add":
        return this.#addBot(found, url);
      case "invoice":
        return this.#payLink(found.slug);
      case "share":
        return this.#share(found.text);
      case "user":
        return this.mention({ id: found.id });
      case "chat":
        return this.#openNamed(found.username, url);
      default:
        return openTab(url);
    }
  }

  /** Go where a mention leads: `@name`, or a user. */
  async mention(who) {
    if (typeof who === "string") return this.#openNamed(who.slice(1));
    if (who.id === this.world.bot.id) return this.page.open(this.page.me);
    const known = this.world.people.get(who.id);
    return toast(known ? nameOf(known) : t("deletedPerson"));
  }

  async #openNamed(username, url) {
    const name = username.toLowerCase();
    if (name === this.world.bot.username.toLowerCase()) return this.page.open(this.page.me);
    const chat = [...this.world.chats.values()].find(
      (each) => each.type !== "private" && each.username?.toLowerCase() === name,
    );
    if (chat) return this.#enter(chat);
    const person = [...this.world.people.values()].find(
      (each) => each.username?.toLowerCase() === name,
    );
    if (person) return toast(nameOf(person));
    return url ? openTab(url) : toast(t("nothingFound"));
  }

  async #enter(chat) {
    if (!this.world.row(this.page.me, chat.id)) {
      if (!(await ask(t("joinQuestion", { title: chat.title }), t("join")))) return;
      const body = { user: this.page.me, status: "member" };
      if (!(await attempt(() => post(`/chats/${chat.id}/members`, body)))) return;
      await this.world.refresh(this.page.me);
    }
    this.page.open(chat.id);
  }

  /** Make somebody an administrator with every right that kind of chat has. */
  addAdministrator(chat, user) {
    const rights = rightsIn(chat);
    const body = { user, status: "administrator", rights, by: this.page.me };
    return attempt(() => post(`/chats/${chat.id}/members`, body));
  }

  /** Follow a link that adds the bot to a chat, with the rights that it asks for. */
  async #addBot({ where }, url) {
    const wanted = (chat) => (chat.type === "channel") === (where === "channel");
    const chat = await this.pickChat((each) => each.type !== "private" && wanted(each));
    if (chat === undefined) return;
    const added = await attempt(() => post("/add", { person: this.page.me, chat, url }));
    if (added) this.page.open(chat);
  }

  async #share(text, wanted = () => true) {
    const chat = await this.pickChat(wanted);
    if (chat !== undefined) this.page.open(chat, { text });
  }

  /** Let one of the person's chats be chosen; the chat's id, or undefined. */
  async pickChat(wanted = () => true) {
    await this.world.refresh(this.page.me);
    const rows = this.world.rows.get(this.page.me).filter(({ chat }) => wanted(chat));
    const options = rows.map(({ chat, can_post: can }) => ({
      id: chat.id,
      title: titleOf(chat, this.world.bot),
      note: chat.type === "private" ? t("bot") : t(chat.type),
      picture: chatAvatar(chat, this.world.bot),
      disabled: !can,
    }));
    return pick(t("chooseChat"), options, { empty: t("noSuchChats") });
  }

  pickPeople(title, { most = 1, wanted = () => true } = {}) {
    const options = [...this.world.people.values()].filter(wanted).map((person) => ({
      id: person.id,
      title: nameOf(person),
      note: person.username && `@${person.username}`,
      picture: avatar(person.id, nameOf(person)),
    }));
    return pick(title, options, { most, empty: t("noPeople") });
  }

  // Messages

  async send(chat, fields) {
    const message = await attempt(() => post("/send", { person: this.page.me, chat, ...fields }));
    if (message) this.world.put(message);
    return message;
  }

  /** React with an emoji; with none, take the reaction back. */
  async react(message, emoji) {
    this.world.reactedWith(this.page.me, message, emoji);
    await attempt(() =>
      post("/react", {
        person: this.page.me,
        chat: message.chat.id,
        message: message.message_id,
        emoji,
      }),
    );
  }

  /** Choose an option of a poll, or take the choice back. */
  async vote(message, option) {
    const { me } = this.page;
    const before = this.world.votes(message.chat.id, message.message_id, me);
    const others = message.poll.allows_multiple_answers
      ? before.filter((each) => each !== option)
      : [];
    const options = before.includes(option) ? others : [...others, option];
    const body = { person: me, chat: message.chat.id, message: message.message_id, options };
    this.world.votedFor(me, message, options);
    if (!(await attempt(() => post("/vote", body)))) this.world.votedFor(me, message, before);
  }

  async forward(message) {
    const chat = await this.pickChat();
    if (chat === undefined) return;
    const sent = await attempt(() =>
      post("/forward", {
        person: this.page.me,
        from_chat: message.chat.id,
        message: message.message_id,
        to_chat: chat,
      }),
    );
    if (!sent) return;
    this.world.put(sent);
    this.page.open(chat);
  }

  async remove(message) {
    await attempt(() =>
      post("/delete", {
        person: this.page.me,
        chat: message.chat.id,
        messages: [message.message_id],
      }),
    );
  }

  menu(message, at) {
    const text = message.text ?? message.caption;
    const free = !message.has_protected_content;
    const own = message.from?.id === this.page.me && !message.sender_chat;
    const canPost = this.world.row(this.page.me, message.chat.id)?.can_post ?? false;
    const editable = own && text !== undefined && !message.forward_origin && !message.via_bot;
    const deletable = own || message.chat.type === "private" || message.sender_chat !== undefined;
    const file = free && savedFile(message);
    menu(
      at,
      [
        canPost && {
          icon: "reply",
          text: t("reply"),
          act: () => this.page.reply(message),
          testid: "reply",
        },
        free && {
          icon: "forward",
          text: t("forward"),
          act: () => this.forward(message),
          testid: "forward",
        },
        free && text && { icon: "copy", text: t("copyText"), act: () => copy(text) },
        ...this.#linkItems(message),
        file && { icon: "save", text: t("saveFile"), act: () => save(file), testid: "save-file" },
        editable && {
          icon: "edit",
          text: t("edit"),
          act: () => this.page.edit(message),
          testid: "edit",
        },
        deletable &&
          canPost && {
            icon: "trash",
            text: t("delete"),
            act: () => this.remove(message),
            danger: true,
            testid: "delete",
          },
      ],
      { label: t("messageMenu"), top: canPost && this.#reactionBar(message) },
    );
  }

  #reactionBar(message) {
    return REACTIONS.map((emoji) =>
      h(
        "button",
        {
          type: "button",
          "aria-label": t("react", { emoji }),
          onclick: () => this.react(message, emoji),
        },
        emoji,
      ),
    );
  }

  /** A link that starts the bot can be opened as any other person, in a tab of their own. */
  #linkItems(message) {
    const url = linksOf(message).find((each) => readLink(each)?.kind === "start");
    if (!url) return [];
    const { payload } = readLink(url);
    const others = [...this.world.people.values()].filter(({ id }) => id !== this.page.me);
    return [
      { icon: "link", text: t("copyLink"), act: () => copy(url) },
      ...others.slice(0, 4).map((person) => ({
        icon: "external",
        text: t("openLinkAs", { name: nameOf(person) }),
        act: () => openTab(`/?${new URLSearchParams({ as: person.id, start: payload })}`),
      })),
    ];
  }

  // Money

  async pay(message) {
    const { title, description, currency, total_amount: amount } = message.invoice;
    const source = { chat: message.chat.id, message: message.message_id };
    await this.#paySheet({ title, description, currency, amount }, source);
  }

  async #payLink(slug) {
    const invoice = await attempt(() => get(`/invoices/${encodeURIComponent(slug)}`));
    if (invoice) await this.#paySheet(invoice, { slug });
  }

  async #paySheet({ title, description, currency, amount, subscription_period: period }, source) {
    const price = money(amount, currency);
    const paid = await sheet(
      t("payTitle"),
      (close) => {
        const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
        const balance = h("dd", {});
        const rest = h("dd", {});
        const confirm = action(
          t("pay", { amount: price }),
          () => this.#confirm(source, confirm, trouble, close),
          {
            primary: true,
            autofocus: true,
            "data-testid": "pay-confirm",
          },
        );
        const say = (text) => {
          trouble.textContent = text;
          trouble.hidden = !text;
        };
        const refresh = () => {
          const { stars } = this.#person;
          balance.textContent = money(stars);
          rest.textContent = money(stars - amount);
          confirm.disabled = stars < amount;
          say(stars < amount ? t("notEnough") : "");
        };
        refresh();
        return [
          h("div", { class: "bill" }, h("strong", {}, title), h("p", {}, description)),
          h(
            "dl",
            { class: "sums" },
            h("dt", {}, t("toPay")),
            h("dd", { class: "price" }, price),
            period && [h("dt", {}), h("dd", {}, t("perMonth", { n: Math.round(period / 86_400) }))],
            h("dt", {}, t("balance")),
            balance,
            h("dt", {}, t("balanceAfter")),
            rest,
          ),
          trouble,
          this.#topUps(refresh),
          actions(
            action(t("cancel"), () => close(false)),
            confirm,
          ),
        ];
      },
      { testid: "pay-sheet" },
    );
    if (paid) toast(t("paid", { amount: price }), { kind: "good" });
  }

  async #confirm(source, confirm, trouble, close) {
    confirm.disabled = true;
    confirm.classList.add("busy");
    trouble.hidden = true;
    let reason;
    try {
      const { paid, error } = await post("/pay", { person: this.page.me, ...source });
      if (paid) return close(true);
      reason = error;
    } catch (error) {
      reason = reasonOf(error);
    }
    confirm.disabled = false;
    confirm.classList.remove("busy");
    trouble.textContent = t("payFailed", { reason });
    trouble.hidden = false;
    return undefined;
  }

  #topUps(done = () => {}) {
    return h(
      "div",
      { class: "top-ups" },
      TOP_UPS.map((n) =>
        action(
          `+ ${money(n)}`,
          async () => {
            const { id, stars } = this.#person;
            const person = await attempt(() => patch(`/people/${id}`, { stars: stars + n }));
            if (!person) return;
            this.world.putPerson(person);
            done();
          },
          { "aria-label": t("topUpBy", { n }), "data-testid": `top-up-${n}` },
        ),
      ),
    );
  }

  /** Give the person more play stars. */
  topUp() {
    return sheet(t("topUp"), (close) => {
      const sum = h("p", { class: "price big" }, money(this.#person.stars));
      const shown = () => (sum.textContent = money(this.#person.stars));
      return [
        sum,
        this.#topUps(shown),
        actions(action(t("done"), () => close(), { primary: true })),
      ];
    });
  }

  async block(blocked) {
    const person = await attempt(() => patch(`/people/${this.page.me}`, { blocked }));
    if (person) this.world.putPerson(person);
  }
}

function rightsIn(chat) {
  const names = [...ADMIN_RIGHTS, ...(chat.type === "channel" ? CHANNEL_RIGHTS : GROUP_RIGHTS)];
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** `SwitchInlineQueryChosenChat`: what kinds of chats may be chosen. */
function fits(chat, chosen) {
  if (chat.type === "private")
    return chosen.allow_bot_chats === true || chosen.allow_user_chats === true;
  return chat.type === "channel"
    ? chosen.allow_channel_chats === true
    : chosen.allow_group_chats === true;
}

/** Every address in a message: written, linked, under a button. */
function linksOf(message) {
  const text = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const written = entities
    .filter(({ type }) => type === "url")
    .map(({ offset, length }) => text.slice(offset, offset + length));
  const linked = entities.filter(({ type }) => type === "text_link").map(({ url }) => url);
  const keys = message.reply_markup?.inline_keyboard.flat() ?? [];
  return [...written, ...linked, ...keys.flatMap(({ url, copy_text: c }) => [url, c?.text])].filter(
    Boolean,
  );
}

/** Open a link of somebody's, or a place of this page, in a tab that knows nothing of this one. */
function openTab(url) {
  const href = url.startsWith("/?") ? url : safeUrl(url);
  if (href) window.open(href, "_blank", "noopener");
}

function save({ id, name }) {
  const link = h("a", { href: fileUrl(id), download: name });
  link.click();
}
