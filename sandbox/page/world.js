/** What the page knows of the sandbox: people, chats, messages; kept true by the events. */

import { Events, get } from "./api.js";
import { soon } from "./dom.js";

const PAGE = 50;
const TYPING_MS = 5000; // Telegram shows a chat action for five seconds

/** The loaded part of one chat (or of one topic): from some message on, up to the newest. */
export class History {
  constructor(chat, topic) {
    this.chat = chat;
    this.topic = topic;
    this.messages = new Map();
    this.marks = new Map();
    this.whole = false;
    this.loaded = false;
    this.loading = null;
  }

  /** Load `PAGE` more; one request at a time, however often it is asked for. */
  older() {
    this.loading ??= this.#load().finally(() => (this.loading = null));
    return this.loading;
  }

  async #load() {
    const before = this.list().find((message) => !message.ephemeral_message_id)?.message_id;
    const found = await get(`/chats/${this.chat}/messages`, {
      before,
      limit: PAGE,
      topic: this.topic ?? undefined,
    });
    for (const message of found) {
      // An event may have brought a newer version while this was on its way.
      if (!this.messages.has(message.message_id)) this.put(message);
    }
    this.whole = found.length < PAGE;
    this.loaded = true;
  }

  holds(message) {
    return this.topic === null || (message.message_thread_id ?? null) === this.topic;
  }

  put(message) {
    if (!this.holds(message)) return;
    this.messages.set(message.message_id, message);
    this.touch(message.message_id);
    this.sorted = null;
  }

  /** Something about the message has changed: it is to be shown anew. */
  touch(id) {
    this.marks.set(id, (this.marks.get(id) ?? 0) + 1);
  }

  drop(ids) {
    for (const id of ids) this.messages.delete(id);
    this.sorted = null;
  }

  /** What a person sees of it: what was whispered to others they do not. */
  seenBy(person) {
    return this.list().filter(({ receiver_user: to }) => !to || to.id === person);
  }

  list() {
    this.sorted ??= [...this.messages.values()].sort((a, b) => a.message_id - b.message_id);
    return this.sorted;
  }
}

/**
 * Emits: `people`, `chats` (whose rows: `person`), `message` (`message`, `isNew`), `history`
 * (`chat`), `typing` (`chat`), `bot`, `linked`.
 */
export class World extends EventTarget {
  bot = null;
  people = new Map();
  chats = new Map();
  rows = new Map();
  online = true;
  linked = true;
  #offset = 0;
  #histories = new Map();
  #reactions = new Map();
  #mine = new Map();
  #votes = new Map();
  #typing = new Map();
  #asking = new Map();
  #events;

  constructor() {
    super();
    this.#events = new Events({
      deliver: (event) => this.#take(event),
      linked: (linked) => {
        if (this.linked === linked) return;
        this.linked = linked;
        this.#emit("linked");
      },
    });
  }

  async load() {
    const { bot, people, chats, seq, time, online } = await get("");
    this.bot = bot;
    this.people = new Map(people.map((person) => [person.id, person]));
    this.chats = new Map(chats.map((chat) => [chat.id, chat]));
    this.online = online ?? true;
    this.#offset = time - Date.now() / 1000;
    this.#events.start(seq);
  }

  on(type, act) {
    this.addEventListener(type, ({ detail }) => act(detail ?? {}));
  }

  /** The sandbox's time: it can be moved. */
  now() {
    return Date.now() / 1000 + this.#offset;
  }

  /** The number of the last event that was taken. */
  get seq() {
    return this.#events.since;
  }

  history(chat, topic = null) {
    const key = `${chat}/${topic ?? ""}`;
    if (!this.#histories.has(key)) this.#histories.set(key, new History(chat, topic));
    return this.#histories.get(key);
  }

  /** The reactions to a message as `{emoji, count, mine}`. */
  reactions(chat, message, person) {
    const mine = this.#mine.get(`${person}/${chat}/${message}`);
    const found = this.#reactions.get(`${chat}/${message}`) ?? [];
    return found.map(({ type: { emoji }, total_count: count }) => ({
      emoji,
      count,
      mine: emoji === mine,
    }));
  }

  /** Remember what the person has reacted with: the counts do not say whose they are. */
  reactedWith(person, { chat, message_id: id }, emoji) {
    this.#mine.set(`${person}/${chat.id}/${id}`, emoji);
  }

  /** The options of a poll that the person has chosen on this page. */
  votes(chat, message, person) {
    return this.#votes.get(`${person}/${chat}/${message}`) ?? [];
  }

  votedFor(person, { chat, message_id: id }, options) {
    this.#votes.set(`${person}/${chat.id}/${id}`, options);
  }

  typing(chat) {
    return this.#typing.get(chat)?.action ?? null;
  }

  row(person, chat) {
    return this.rows.get(person)?.find((row) => row.chat.id === chat) ?? null;
  }

  /** Ask for the chats of a person; asked again meanwhile, it asks once more afterwards. */
  async refresh(person) {
    const asking = this.#asking.get(person);
    if (asking) {
      asking.again = true;
      return asking.done;
    }
    const entry = { again: false };
    entry.done = (async () => {
      do {
        entry.again = false;
        const rows = await get(`/people/${person}/chats`);
        for (const row of rows) this.chats.set(row.chat.id, row.chat);
        this.rows.set(person, rows);
        this.#emit("chats", { person });
      } while (entry.again);
    })().finally(() => this.#asking.delete(person));
    this.#asking.set(person, entry);
    return entry.done;
  }

  #renew(person) {
    this.refresh(person).catch(() => {}); // the next event asks again
  }

  /** Take a message that a call has answered with, before its event comes. */
  put(message) {
    this.#message(message, !this.history(message.chat.id).messages.has(message.message_id));
  }

  putPerson(person) {
    this.people.set(person.id, person);
    this.#emit("people");
  }

  #take(event) {
    switch (event.type) {
      case "message":
        return this.#message(event.message, true);
      case "whisper":
        return this.#whispered(event.message);
      case "edited":
        return this.#message(event.message, false);
      case "deleted":
        return this.#deleted(event);
      case "typing":
        return this.#types(event);
      case "reaction":
        return this.#reacted(event);
      case "person":
        return this.putPerson(event.person);
      case "chat":
        return this.#chat(event.chat);
      case "reset": // too long ago, or another sandbox: what is shown may exist no more
        return location.reload();
      case "bot":
        this.online = event.online;
        return this.#emit("bot");
      default: // "answer" is for the one who tapped, and came as the reply to the tap
        return undefined;
    }
  }

  #message(message, isNew) {
    const chat = message.chat.id;
    if (message.chat.type !== "private") this.chats.set(chat, message.chat);
    for (const history of this.#of(chat)) {
      // An edit of a message further up than what is loaded will be loaded with it.
      if (isNew || history.messages.has(message.message_id)) history.put(message);
    }
    if (message.from?.is_bot) this.#stopTyping(chat);
    for (const [person, rows] of this.rows) {
      const row = rows.find((each) => each.chat.id === chat);
      if (!row) continue;
      const newer = (row.last?.message_id ?? 0) <= message.message_id;
      if (newer) row.last = message;
      // The keyboard, the commands and the rights may have changed with it.
      this.#renew(person);
      if (newer) this.#emit("chats", { person });
    }
    this.#emit("history", { chat });
    this.#emit("message", { message, isNew });
  }

  /** A message that one person sees: it has no place of its own, so it goes after the last. */
  #whispered(message) {
    const chat = message.chat.id;
    for (const history of this.#of(chat)) {
      const last = history.list().at(-1)?.message_id ?? 0;
      history.put({ ...message, message_id: last + 2 ** -20 });
    }
    this.#emit("history", { chat });
  }

  #deleted({ chat, messages }) {
    for (const history of this.#of(chat)) history.drop(messages);
    for (const [person, rows] of this.rows) {
      const row = rows.find((each) => each.chat.id === chat);
      if (row?.last && messages.includes(row.last.message_id)) this.#renew(person);
    }
    this.#emit("history", { chat });
  }

  #reacted({ chat, message, reactions }) {
    this.#reactions.set(`${chat}/${message}`, reactions);
    for (const history of this.#of(chat)) history.touch(message);
    this.#emit("history", { chat });
  }

  #chat(chat) {
    this.chats.set(chat.id, chat);
    for (const person of this.rows.keys()) this.#renew(person);
  }

  #types({ chat, action }) {
    this.#stopTyping(chat);
    const timer = setTimeout(() => this.#stopTyping(chat), TYPING_MS);
    this.#typing.set(chat, { action, timer });
    this.#emit("typing", { chat });
  }

  #stopTyping(chat) {
    const typing = this.#typing.get(chat);
    if (!typing) return;
    clearTimeout(typing.timer);
    this.#typing.delete(chat);
    this.#emit("typing", { chat });
  }

  #of(chat) {
    return [...this.#histories.values()].filter((history) => history.chat === chat);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const UNREAD = "sandbox.unread";

/**
 * How many messages each person has not read yet, the same in every tab.
 *
 * `upto` is the number of the last event that was counted or read, so that a message which
 * three tabs hear of counts once, and not at all when one of them shows it.
 */
export class Unread extends EventTarget {
  #changed = soon(() => this.dispatchEvent(new Event("changed")));

  constructor() {
    super();
    addEventListener("storage", ({ key }) => key === UNREAD && this.#changed());
  }

  count(person, chat) {
    return this.#kept()[`${person}/${chat}`]?.n ?? 0;
  }

  total(person) {
    return Object.entries(this.#kept())
      .filter(([key]) => key.startsWith(`${person}/`))
      .reduce((sum, [, { n }]) => sum + n, 0);
  }

  add(person, chat, seq) {
    const { n, upto } = this.#entry(person, chat);
    if (seq > upto) this.#set(person, chat, { n: n + 1, upto: seq });
  }

  read(person, chat, seq) {
    const { n, upto } = this.#entry(person, chat);
    if (n > 0 || seq > upto) this.#set(person, chat, { n: 0, upto: Math.max(seq, upto) });
  }

  #entry(person, chat) {
    return this.#kept()[`${person}/${chat}`] ?? { n: 0, upto: 0 };
  }

  #set(person, chat, entry) {
    const kept = this.#kept();
    kept[`${person}/${chat}`] = entry;
    localStorage.setItem(UNREAD, JSON.stringify(kept));
    this.#changed();
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(UNREAD)) ?? {};
    } catch {
      return {};
    }
  }
}
