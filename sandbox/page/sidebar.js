/** The left side: who there is to be, and the chats of who one is. */

import { patch, post } from "./api.js";
import { attempt, form, menu } from "./dialogs.js";
import { h, icon, iconButton, keyed, soon } from "./dom.js";
import {
  avatar,
  chatAvatar,
  chatIcon,
  money,
  nameOf,
  senderOf,
  serviceText,
  shortTime,
  shorten,
  summary,
  titleOf,
} from "./format.js";
import { readLink } from "./links.js";
import { LANGUAGES, currentLanguage, t } from "./words.js";

const FIRST_STARS = 500;

export class Sidebar {
  constructor(world, unread, deeds, page) {
    Object.assign(this, { world, unread, deeds, page });
    this.rail = document.getElementById("rail");
    this.list = document.getElementById("list");
    this.render = soon(() => this.#render());
    for (const name of ["people", "chats", "bot", "typing", "linked"]) world.on(name, this.render);
    unread.addEventListener("changed", this.render);
    this.#build();
  }

  #build() {
    this.people = h("div", { class: "people" });
    this.rail.append(this.people);
    this.me = h("header", { class: "me" });
    this.search = h("input", {
      type: "search",
      class: "search",
      autocomplete: "off",
      spellcheck: "false",
      "data-testid": "search",
      oninput: () => this.#render(),
      onkeydown: (event) => {
        if (event.key === "Enter") this.rows.querySelector("a, button")?.click();
        if (event.key === "Escape") this.#clearSearch();
      },
    });
    this.rows = h("div", { class: "chats", "data-testid": "chats" });
    this.foot = h("footer", { class: "list-foot" });
    this.list.append(
      this.me,
      h("div", { class: "search-line" }, icon("search"), this.search),
      this.rows,
      this.foot,
    );
  }

  #render() {
    const language = currentLanguage();
    this.rail.setAttribute("aria-label", t("people"));
    this.list.setAttribute("aria-label", t("chats"));
    this.search.placeholder = t("search");
    this.search.setAttribute("aria-label", t("search"));
    this.#renderPeople(language);
    this.#renderMe(language);
    this.#renderChats(language);
    this.#renderFoot(language);
  }

  #renderPeople(language) {
    const items = [...this.world.people.values()].map((person) => {
      const n = this.unread.total(person.id);
      const current = person.id === this.page.me;
      return {
        key: String(person.id),
        mark: JSON.stringify([nameOf(person), n, current, person.blocked, language]),
        make: () => this.#person(person, n, current),
      };
    });
    const add = () =>
      h(
        "button",
        {
          type: "button",
          class: "rail-person add",
          "data-testid": "new-person",
          onclick: () => this.newPerson(),
        },
        h("span", { class: "avatar plus" }, icon("plus")),
        h("span", { class: "rail-name" }, t("newPerson")),
      );
    keyed(this.people, [...items, { key: "add", mark: language, make: add }]);
  }

  #person(person, n, current) {
    const name = nameOf(person);
    return h(
      "a",
      {
        class: "rail-person",
        href: `?as=${person.id}`,
        title: name,
        "aria-label":
          n > 0 ? `${t("switchTo", { name })}, ${t("unread", { n })}` : t("switchTo", { name }),
        "aria-current": current ? "true" : null,
        "data-testid": `person-${person.id}`,
        "data-spot": "person",
        onclick: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return; // its own tab
          event.preventDefault();
          this.page.be(person.id);
        },
      },
      h("span", { class: "rail-picture" }, avatar(person.id, name), badge(n)),
      h("span", { class: "rail-name" }, person.first_name),
    );
  }

  #renderMe(language) {
    const person = this.world.people.get(this.page.me);
    if (!person) return this.me.replaceChildren(h("h2", { class: "brand" }, t("title")));
    const make = () => {
      const name = nameOf(person);
      return h(
        "div",
        { class: "me-line" },
        avatar(person.id, name),
        h(
          "div",
          { class: "me-text" },
          h("h2", { dir: "auto" }, name),
          h(
            "p",
            {},
            [person.username && `@${person.username}`, person.id, person.language_code]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
        h(
          "button",
          {
            type: "button",
            class: "stars",
            title: t("topUp"),
            "aria-label": `${t("balance")}: ${person.stars}. ${t("topUp")}`,
            "data-testid": "stars",
            "data-spot": "stars",
            onclick: () => this.deeds.topUp(),
          },
          money(person.stars),
        ),
        iconButton(
          "more",
          t("editPerson", { name }),
          (event) => this.#personMenu(event.currentTarget),
          {
            "data-testid": "person-menu",
            "data-spot": "menu",
          },
        ),
      );
    };
    return keyed(this.me, [
      { key: String(person.id), mark: JSON.stringify([person, language]), make },
    ]);
  }

  #personMenu(at) {
    const person = this.world.people.get(this.page.me);
    const name = nameOf(person);
    menu(at, [
      {
        icon: "external",
        text: t("openTab", { name }),
        act: () => window.open(`/?as=${person.id}`, "_blank", "noopener"),
        testid: "open-tab",
      },
      {
        icon: "edit",
        text: t("editPerson", { name }),
        act: () => this.#editPerson(person),
        testid: "edit-person",
      },
      { icon: "plus", text: t("topUp"), act: () => this.deeds.topUp() },
      person.blocked
        ? { icon: "reply", text: t("unblockMenu"), act: () => this.deeds.block(false) }
        : { icon: "block", text: t("block"), act: () => this.deeds.block(true), danger: true },
    ]);
  }

  #renderChats(language) {
    const wanted = this.search.value.trim();
    const found = readLink(wanted);
    if (found) return keyed(this.rows, [this.#linkRow(wanted)]);
    const words = wanted.toLowerCase();
    const rows = this.#sorted().filter(({ chat }) =>
      titleOf(chat, this.world.bot).toLowerCase().includes(words),
    );
    const items = rows.map((row) => {
      const { chat, last } = row;
      const n = this.unread.count(this.page.me, chat.id);
      const typing = this.world.typing(chat.id);
      const current = chat.id === this.page.chat;
      const mark = [
        chat,
        last?.message_id,
        last?.edit_date,
        n,
        typing,
        current,
        language,
        this.page.me,
        this.world.online,
      ];
      return {
        key: String(chat.id),
        mark: JSON.stringify(mark),
        make: () => this.#row(row, n, typing, current),
      };
    });
    const none = {
      key: "none",
      mark: language,
      make: () => h("p", { class: "empty" }, t("nothingFound")),
    };
    return keyed(this.rows, items.length > 0 || !this.page.me ? items : [none]);
  }

  /** The chat with the bot first, then by the last message. */
  #sorted() {
    const rows = this.world.rows.get(this.page.me) ?? [];
    const age = ({ chat, last }) => (chat.type === "private" ? Infinity : (last?.date ?? 0));
    return [...rows].sort((a, b) => age(b) - age(a) || 0);
  }

  #row({ chat, last }, n, typing, current) {
    const { bot } = this.world;
    const title = titleOf(chat, bot);
    return h(
      "button",
      {
        type: "button",
        class: "chat-row",
        "aria-current": current ? "true" : null,
        "data-testid": `chat-${chat.id}`,
        "data-spot": "chat",
        onclick: () => this.page.open(chat.id),
      },
      h(
        "span",
        { class: "row-picture" },
        chatAvatar(chat, bot),
        chat.type === "private" &&
          this.world.online &&
          h("span", { class: "online", title: t("botOnline") }),
      ),
      h(
        "span",
        { class: "row-text" },
        h(
          "span",
          { class: "row-line" },
          chatIcon(chat),
          h("span", { class: "row-title", dir: "auto" }, title),
          last && h("time", {}, shortTime(last.date, this.world.now())),
        ),
        h(
          "span",
          { class: "row-line" },
          h(
            "span",
            { class: typing ? "row-last typing" : "row-last", dir: "auto" },
            typing ? t("typing") : this.#said(chat, last),
          ),
          badge(n),
        ),
      ),
    );
  }

  #said(chat, last) {
    if (!last) return t("emptyChat");
    const text = shorten(summary(last, this.page.me), 80);
    if (serviceText(last) !== null || last.sender_chat || chat.type === "channel") return text;
    if (last.from?.id === this.page.me) return `${t("you")}: ${text}`;
    return chat.type === "private" ? text : `${senderOf(last).name}: ${text}`;
  }

  #linkRow(link) {
    const make = () =>
      h(
        "button",
        {
          type: "button",
          class: "chat-row",
          "data-testid": "open-link",
          onclick: () => {
            this.#clearSearch();
            void this.deeds.openLink(link);
          },
        },
        h("span", { class: "avatar plus" }, icon("link")),
        h(
          "span",
          { class: "row-text" },
          h("span", { class: "row-title" }, t("openLink")),
          h("span", { class: "row-last" }, link),
        ),
      );
    return { key: "link", mark: link, make };
  }

  #clearSearch() {
    this.search.value = "";
    this.#render();
  }

  #renderFoot(language) {
    const make = () =>
      h(
        "div",
        { class: "foot-line" },
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-testid": "new-chat",
            onclick: () => this.#newChat(),
            disabled: !this.page.me,
          },
          icon("plus"),
          t("newChat"),
        ),
        h(
          "div",
          { class: "languages", role: "group", "aria-label": t("pageLanguage") },
          LANGUAGES.map((code) =>
            h(
              "button",
              {
                type: "button",
                class: "chip",
                lang: code,
                "aria-pressed": String(code === language),
                "data-testid": `language-${code}`,
                "data-spot": code,
                onclick: () => this.page.speak(code),
              },
              code.toUpperCase(),
            ),
          ),
        ),
      );
    keyed(this.foot, [{ key: "foot", mark: `${language} ${Boolean(this.page.me)}`, make }]);
  }

  // Dialogs

  async newPerson() {
    const values = await form(
      t("newPerson"),
      personFields({ language_code: currentLanguage(), stars: FIRST_STARS }),
      t("create"),
    );
    if (!values) return;
    const person = await attempt(() => post("/people", given(values)));
    if (!person) return;
    this.world.putPerson(person);
    this.page.be(person.id);
  }

  async #editPerson(person) {
    const values = await form(
      t("editPerson", { name: nameOf(person) }),
      personFields(person),
      t("save"),
    );
    if (!values) return;
    const changes = Object.fromEntries(
      Object.entries(values)
        .map(([name, value]) => [name, value === "" ? null : value])
        .filter(([name, value]) => value !== (person[name] ?? null)),
    );
    const changed = await attempt(() => patch(`/people/${person.id}`, changes));
    if (changed) this.world.putPerson(changed);
  }

  async #newChat() {
    const kinds = ["group", "supergroup", "channel"].map((kind) => [
      kind,
      `${t(kind)} — ${t(`${kind}Hint`)}`,
    ]);
    const values = await form(
      t("newChat"),
      [
        { name: "title", label: t("chatTitle"), required: true, maxlength: 128 },
        { name: "type", label: t("chatKind"), type: "select", options: kinds, value: "supergroup" },
        { name: "username", label: t("username"), pattern: "[A-Za-z][A-Za-z0-9_]{3,31}" },
        { name: "is_forum", label: t("forum"), type: "checkbox", value: false },
        { name: "withBot", label: t("withBot"), type: "checkbox", value: true },
      ],
      t("create"),
    );
    if (!values) return;
    const { withBot, is_forum: forum, ...rest } = given(values);
    const chat = await attempt(() =>
      post("/chats", {
        ...rest,
        owner: this.page.me,
        is_forum: rest.type === "supergroup" && forum ? true : undefined,
      }),
    );
    if (!chat) return;
    if (withBot) await this.deeds.addAdministrator(chat, this.world.bot.id);
    await this.world.refresh(this.page.me);
    this.page.open(chat.id);
  }
}

function badge(n) {
  return n > 0
    ? h("span", { class: "badge-count", "data-testid": "unread" }, n > 99 ? "99+" : n)
    : null;
}

function personFields(person) {
  const languages = [
    ["", t("languageNone")],
    ["ru", t("languageRu")],
    ["en", t("languageEn")],
  ];
  const code = person.language_code ?? "";
  if (!languages.some(([known]) => known === code)) languages.push([code, code]);
  return [
    {
      name: "first_name",
      label: t("firstName"),
      required: true,
      maxlength: 64,
      value: person.first_name,
    },
    { name: "last_name", label: t("lastName"), maxlength: 64, value: person.last_name },
    {
      name: "username",
      label: t("username"),
      pattern: "[A-Za-z][A-Za-z0-9_]{3,31}",
      value: person.username,
    },
    {
      name: "language_code",
      label: t("languageOfPerson"),
      type: "select",
      options: languages,
      value: code,
    },
    {
      name: "stars",
      label: t("starBalance"),
      type: "number",
      min: 0,
      step: 1,
      value: person.stars,
    },
  ];
}

/** Without what was left empty. */
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}
