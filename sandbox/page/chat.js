/** The open chat: its head, its messages, the player above them. */

import { get, patch, post } from "./api.js";
import { h, icon, iconButton, keyed, soon } from "./dom.js";
import { attempt, form, menu, sheet } from "./dialogs.js";
import { avatar, chatAvatar, nameOf, titleOf } from "./format.js";
import { seekBar, trackOf } from "./media.js";
import { joinRows, rows } from "./messages.js";
import { player } from "./player.js";
import { currentLanguage, t } from "./words.js";

/** Closer to the end than this counts as being at the end. */
const NEAR_PX = 80;
/** Older messages are loaded when fewer pixels than this are left above. */
const AHEAD_PX = 600;
const JUMP_PAGES = 20;

const STATUSES = ["administrator", "member", "left", "kicked"];

export class Chat {
  constructor(world, unread, deeds, page) {
    Object.assign(this, { world, unread, deeds, page });
    this.chat = null;
    this.stuck = true;
    this.top = 0;
    this.missed = 0;
    this.render = soon(() => this.#render());
    this.renderHead = soon(() => this.#renderHead());
    this.#build();
    this.#listen();
  }

  #build() {
    this.head = document.getElementById("chat-head");
    this.topics = document.getElementById("topics");
    this.banner = document.getElementById("banner");
    this.mini = document.getElementById("player");
    this.log = document.getElementById("log");
    this.inner = h("div", { class: "log-inner", "data-testid": "messages" });
    this.note = h("p", { class: "log-note" });
    this.log.append(this.note, this.inner);
    this.toEnd = document.getElementById("to-end");
    this.toEnd.append(icon("down"), h("span", { class: "badge-count" }));
    this.toEnd.addEventListener("click", () => this.#goToEnd(true));
  }

  #listen() {
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const resized = new ResizeObserver(() => this.stuck && this.#goToEnd());
    resized.observe(this.inner);
    resized.observe(this.log);
    this.world.on("history", ({ chat }) => chat === this.chat && this.render());
    this.world.on("message", ({ message, isNew }) => this.#arrived(message, isNew));
    this.world.on("typing", ({ chat }) => chat === this.chat && this.renderHead());
    this.world.on("chats", ({ person }) => person === this.page.me && this.#changed());
    this.world.on("people", () => this.renderHead());
    for (const name of ["bot", "linked"]) this.world.on(name, () => this.#renderBanner());
    player.addEventListener("changed", () => this.#renderPlayer());
    document.addEventListener("visibilitychange", () => this.#read());
    // Two tabs that count at once overwrite each other: what is in sight is read, whoever was last.
    this.unread.addEventListener("changed", () => this.#read());
    this.inner.addEventListener("click", (event) => {
      const code = event.target.closest("[data-copy]");
      if (code && getSelection().isCollapsed) this.page.copy(code.dataset.copy);
    });
  }

  get history() {
    return this.world.history(this.chat, this.topic);
  }

  get row() {
    return this.world.row(this.page.me, this.chat);
  }

  /** Show a chat as the person who is on the page now; null shows none. */
  async show(chat, topic = null) {
    const same = this.chat === chat && this.topic === topic && this.shownTo === this.page.me;
    this.chat = chat;
    this.topic = topic;
    this.shownTo = this.page.me;
    this.renderHead();
    this.#renderBanner();
    this.#renderPlayer();
    if (same || chat === null) return this.render();
    this.stuck = true;
    this.missed = 0;
    this.members = null;
    this.inner.replaceChildren();
    this.render();
    void this.#loadAbout();
    const { history } = this;
    // Nobody wants to hear a whole chat read aloud; only what comes later.
    this.log.setAttribute("aria-busy", "true");
    if (!history.loaded) await attempt(() => history.older());
    this.#render();
    this.log.setAttribute("aria-busy", "false");
    return undefined;
  }

  /** Bring a message into sight, loading what lies between. */
  async jump(id) {
    const { history } = this;
    for (
      let page = 0;
      !history.messages.has(id) && !history.whole && page < JUMP_PAGES;
      page += 1
    ) {
      await attempt(() => history.older());
    }
    this.#render();
    const node = this.inner.querySelector(`[data-ids~="${id}"]`);
    if (!node) return;
    this.stuck = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("flash");
    node.addEventListener("animationend", () => node.classList.remove("flash"), { once: true });
  }

  #changed() {
    this.renderHead();
    this.render();
  }

  // Messages

  #render() {
    const { chat, history } = this;
    document.getElementById("chat").classList.toggle("empty-pane", chat === null);
    if (chat === null) {
      this.inner.replaceChildren();
      this.note.hidden = false;
      this.note.textContent = t(this.world.people.size ? "welcome" : "noPeople");
      this.toEnd.hidden = true;
      return;
    }
    const items = rows(history.seenBy(this.page.me), {
      me: this.page.me,
      bot: this.world.bot,
      now: this.world.now(),
      mark: (id) => history.marks.get(id),
      reactions: (id) => this.world.reactions(chat, id, this.page.me),
      votes: (id) => this.world.votes(chat, id, this.page.me),
      act: this.#acts(),
      queue: () => history.list().map(trackOf).filter(Boolean),
    });
    const anchor = this.stuck ? null : this.#anchor();
    keyed(this.inner, items);
    joinRows(this.inner, items);
    this.#renderNote(items.length === 0);
    if (this.stuck) this.#goToEnd();
    else if (anchor?.node.isConnected) {
      this.log.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    }
    this.#renderToEnd();
    this.#read();
    this.#wantMore();
  }

  #acts() {
    const { deeds } = this;
    return {
      menu: (message, at) => deeds.menu(message, at),
      react: (message, emoji) => deeds.react(message, emoji),
      press: (...args) => deeds.press(...args),
      pay: (message) => deeds.pay(message),
      vote: (message, option) => deeds.vote(message, option),
      mention: (who) => deeds.mention(who),
      command: (text) => deeds.send(this.chat, { text, topic: this.topic ?? undefined }),
      jump: (id) => this.jump(id),
    };
  }

  /** The first row in sight and where it is: what is above it may change. */
  #anchor() {
    const { top: edge } = this.log.getBoundingClientRect();
    const place = (row) => row.getBoundingClientRect();
    const node = [...this.inner.children].find((row) => place(row).bottom > edge);
    return node ? { node, top: place(node).top } : null;
  }

  #renderNote(empty) {
    const { history } = this;
    this.note.hidden = history.whole && !empty;
    if (!history.loaded || !history.whole) this.note.textContent = t("loading");
    else if (this.world.chats.get(this.chat)?.type !== "private")
      this.note.textContent = t("emptyChat");
    else this.note.textContent = t("emptyBot", { name: nameOf(this.world.bot) });
  }

  #renderToEnd() {
    this.toEnd.hidden = this.stuck;
    this.toEnd.querySelector(".badge-count").textContent = this.missed || "";
    this.toEnd.setAttribute("aria-label", t("newMessages", { n: this.missed }));
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Growth below moves the end away without anybody scrolling: only going up lets go of it.
    if (near) this.stuck = true;
    else if (scrollTop < this.top - 1) this.stuck = false;
    this.top = scrollTop;
    if (this.stuck) this.missed = 0;
    this.#renderToEnd();
    this.#read();
    this.#wantMore();
  }

  #goToEnd(smooth = false) {
    this.stuck = true;
    const still = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: still ? "instant" : "smooth" });
  }

  #wantMore() {
    const { history } = this;
    if (!history.loaded || history.whole || history.loading) return;
    if (this.log.scrollTop > AHEAD_PX) return;
    // When it fails, the next scroll asks again.
    history.older().then(this.render, () => {});
  }

  #arrived(message, isNew) {
    if (message.chat.id !== this.chat || !isNew) return;
    if (message.from?.id === this.page.me && !message.sender_chat) this.stuck = true;
    else if (!this.stuck) this.missed += 1;
    this.render();
    if (message.new_chat_members || message.left_chat_member) void this.#loadAbout();
  }

  #read() {
    if (this.chat === null || document.hidden || !this.stuck || !this.page.chatInSight()) return;
    this.unread.read(this.page.me, this.chat, this.world.seq);
  }

  // Head

  async #loadAbout() {
    const { chat } = this;
    const found = this.world.chats.get(chat);
    if (!found || found.type === "private") return;
    const members = await get(`/chats/${chat}/members`).catch(() => null);
    const topics = found.is_forum ? await get(`/chats/${chat}/topics`).catch(() => []) : [];
    if (chat !== this.chat) return;
    this.members = members?.filter(({ status }) => status !== "left" && status !== "kicked");
    this.forum = topics;
    this.renderHead();
  }

  #renderHead() {
    const chat = this.world.chats.get(this.chat);
    this.head.hidden = !chat;
    this.topics.hidden = !chat?.is_forum;
    if (!chat) return;
    const { bot } = this.world;
    const title = titleOf(chat, bot);
    const about = this.#about(chat);
    const typing = this.world.typing(this.chat) !== null;
    const part = (key, mark, make) => ({ key, mark: `${mark} ${currentLanguage()}`, make });
    keyed(this.head, [
      part("back", "", () =>
        iconButton("back", t("back"), () => this.page.showList(), {
          class: "icon-button back",
          "data-testid": "back",
        }),
      ),
      part("avatar", `${chat.id} ${title}`, () => chatAvatar(chat, bot)),
      part("text", `${title} ${about}`, () =>
        h(
          "div",
          { class: "head-text" },
          h("h1", { "data-testid": "chat-title", dir: "auto" }, title),
          h("p", { class: typing ? "typing" : null, "data-testid": "chat-note" }, about),
        ),
      ),
      part("menu", chat.id, () =>
        iconButton("more", t("chatMenu"), (event) => this.#menu(event.currentTarget), {
          "data-testid": "chat-menu",
        }),
      ),
    ]);
    if (chat.is_forum) this.#renderTopics(chat);
  }

  #about(chat) {
    const action = this.world.typing(this.chat);
    if (action) return t(action === "typing" ? "typing" : "typingAction");
    const blocked = chat.type === "private" && this.world.people.get(this.page.me)?.blocked;
    if (blocked) return t("blockedLabel");
    if (chat.type === "private") return `@${this.world.bot.username} · ${t("bot")}`;
    if (!this.members) return t(chat.type);
    return t(chat.type === "channel" ? "subscribers" : "members", { n: this.members.length });
  }

  #renderTopics(chat) {
    const choose = (topic) => this.page.open(chat.id, { topic });
    const chip = (topic, name) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(this.topic === topic),
          onclick: () => choose(topic),
        },
        name,
      );
    this.topics.setAttribute("aria-label", t("topics"));
    this.topics.replaceChildren(
      chip(null, t("allTopics")),
      ...(this.forum ?? []).map((topic) => chip(topic.message_thread_id, topic.name)),
      iconButton("plus", t("newTopic"), () => this.#newTopic(chat)),
    );
  }

  async #newTopic(chat) {
    const fields = [{ name: "name", label: t("topicName"), required: true, maxlength: 128 }];
    const values = await form(t("newTopic"), fields, t("create"));
    if (!values) return;
    const topic = await attempt(() =>
      post(`/chats/${chat.id}/topics`, { ...values, by: this.page.me }),
    );
    await this.#loadAbout();
    if (topic) this.page.open(chat.id, { topic: topic.message_thread_id });
  }

  #menu(at) {
    const chat = this.world.chats.get(this.chat);
    const person = this.world.people.get(this.page.me);
    if (chat.type === "private") {
      const { blocked } = person;
      return menu(at, [
        blocked
          ? {
              icon: "reply",
              text: t("unblockMenu"),
              act: () => this.deeds.block(false),
              testid: "unblock",
            }
          : {
              icon: "block",
              text: t("block"),
              act: () => this.deeds.block(true),
              danger: true,
              testid: "block",
            },
      ]);
    }
    const topic = this.forum?.find(({ message_thread_id: id }) => id === this.topic);
    return menu(at, [
      {
        icon: "group",
        text: t("membersTitle"),
        act: () => this.#showMembers(chat),
        testid: "members",
      },
      {
        icon: "plus",
        text: t("addPeople"),
        act: () => this.#addPeople(chat),
        testid: "add-people",
      },
      !this.#has(this.world.bot.id) && {
        icon: "plus",
        text: t("addBot"),
        act: () =>
          this.#setStatus(
            chat,
            this.world.bot.id,
            chat.type === "channel" ? "administrator" : "member",
          ),
        testid: "add-bot",
      },
      topic && {
        icon: "topic",
        text: t(topic.closed ? "reopenTopic" : "closeTopic"),
        act: () => this.#closeTopic(chat, topic),
      },
    ]);
  }

  #has(user) {
    return this.members?.some((member) => member.user.id === user) ?? false;
  }

  async #closeTopic(chat, { message_thread_id: id, closed }) {
    await attempt(() =>
      patch(`/chats/${chat.id}/topics/${id}`, { closed: !closed, by: this.page.me }),
    );
    await this.#loadAbout();
  }

  async #addPeople(chat) {
    const people = await this.deeds.pickPeople(t("addPeople"), {
      most: this.world.people.size,
      wanted: ({ id }) => !this.#has(id),
    });
    for (const user of people ?? []) await this.#setStatus(chat, user, "member");
  }

  async #setStatus(chat, user, status) {
    const body = { user, status, by: this.page.me };
    if (status === "administrator") await this.deeds.addAdministrator(chat, user);
    else await attempt(() => post(`/chats/${chat.id}/members`, body));
    await this.#loadAbout();
  }

  async #showMembers(chat) {
    await this.#loadAbout();
    const list = (this.members ?? []).map(({ user, status }) => {
      const choices = STATUSES.includes(status) ? STATUSES : [status, ...STATUSES];
      return h(
        "li",
        { class: "member" },
        avatar(user.id, nameOf(user), { class: user.is_bot ? "bot" : "" }),
        h(
          "span",
          { class: "pick-text" },
          h("span", {}, nameOf(user)),
          user.username && h("small", {}, `@${user.username}`),
        ),
        status === "creator"
          ? h("small", {}, t("creator"))
          : h(
              "select",
              {
                "aria-label": t("status", { name: nameOf(user) }),
                onchange: (event) => this.#setStatus(chat, user.id, event.target.value),
              },
              choices.map((each) =>
                h("option", { value: each, selected: each === status }, t(each)),
              ),
            ),
      );
    });
    await sheet(t("membersTitle"), () => h("ul", { class: "members" }, list));
  }

  // Above the messages

  #renderBanner() {
    const text = !this.world.linked ? t("unlinked") : !this.world.online ? t("botOffline") : "";
    this.banner.textContent = text;
    this.banner.hidden = !text;
    this.banner.classList.toggle("bad", !this.world.linked);
  }

  #renderPlayer() {
    const { track } = player;
    this.mini.hidden = track === null;
    if (track === null || this.mini.dataset.track === track.key) return;
    this.mini.dataset.track = track.key;
    this.mini.dataset.duration = track.duration;
    this.mini.setAttribute("aria-label", t("nowPlaying"));
    this.mini.replaceChildren(
      iconButton("previous", t("previous"), () => player.skip(-1)),
      h(
        "button",
        {
          type: "button",
          class: "play",
          "aria-label": t("pause"),
          onclick: () => player.toggle(track, player.queue),
        },
        h("span", { class: "play-icon" }, icon("play"), icon("pause")),
      ),
      iconButton("next", t("next"), () => player.skip(1)),
      h(
        "button",
        { type: "button", class: "mini-text", onclick: () => this.#goToTrack(track) },
        h("strong", {}, track.title),
        track.performer && h("span", {}, track.performer),
      ),
      seekBar(),
      h("span", { class: "time" }),
      iconButton("close", t("stop"), () => player.stop(), { "data-testid": "player-stop" }),
    );
    player.paint(this.mini.parentElement);
  }

  async #goToTrack({ chat, message }) {
    if (!this.world.row(this.page.me, chat)) return;
    await this.page.open(chat);
    await this.jump(message);
  }
}
