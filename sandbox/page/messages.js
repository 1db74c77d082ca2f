/** Messages as rows of the chat: bubbles, albums, service lines, days, and the keys below. */

import { h, icon, iconButton, setVars } from "./dom.js";
import {
  avatar,
  clock,
  dayKey,
  dayName,
  fullTime,
  hueOf,
  longDate,
  originOf,
  senderOf,
  serviceText,
  shorten,
  summary,
} from "./format.js";
import { fills, isBare, mediaOf, mediaView, textOf } from "./media.js";
import { player } from "./player.js";
import { t } from "./words.js";

/** A message after a pause of this long begins a group of its own. */
const GROUP_S = 15 * 60;

const HOLD_MS = 450;

const EMOJI_ONLY = /^(\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?|\u200d){1,8}$/u;

/**
 * Rows for `keyed`: the messages of a history, albums together, days between.
 *
 * `context` is `{me, bot, now, mark, reactions, votes, act, queue}`; `act` are the things one can do
 * with a message.
 */
export function rows(messages, context) {
  const found = [];
  let day = null;
  for (const group of albums(messages)) {
    const [first] = group;
    const today = dayKey(first.date);
    if (today !== day) {
      day = today;
      const name = dayName(first.date, context.now);
      found.push({ key: `day ${today}`, mark: name, make: () => h("div", { class: "day" }, name) });
    }
    const mark = group.map(({ message_id: id }) => `${id}:${context.mark(id)}`).join();
    found.push({ key: String(first.message_id), mark, make: () => row(group, context), group });
  }
  return found;
}

/** Put the messages of one album together. */
function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) {
      last.push(message);
    } else {
      groups.push([message]);
    }
  }
  return groups;
}

/** Tell each row whether it begins or ends what one sender said at once. */
export function joinRows(log, items) {
  items.forEach((item, at) => {
    if (!item.group) return;
    const node = log.children[at];
    node.classList.toggle("first", !together(items[at - 1], item));
    node.classList.toggle("last", !together(item, items[at + 1]));
  });
}

function together(before, after) {
  if (!before?.group || !after?.group) return false;
  const [a, b] = [before.group.at(-1), after.group[0]];
  if (serviceText(a) !== null || serviceText(b) !== null) return false;
  return senderOf(a).id === senderOf(b).id && b.date - a.date < GROUP_S;
}

function row(group, context) {
  const [message] = group;
  const said = serviceText(message, context.me);
  return said === null ? bubbleRow(group, context) : serviceRow(message, said, context);
}

function serviceRow(message, said, context) {
  const payment = message.successful_payment;
  const until = payment?.subscription_expiration_date;
  const pinned = message.pinned_message;
  return h(
    "article",
    {
      class: payment || message.refunded_payment ? "service paid" : "service",
      "data-testid": "service",
      "data-ids": message.message_id,
    },
    h(
      pinned ? "button" : "span",
      {
        type: pinned && "button",
        class: "service-text",
        title: fullTime(message.date),
        onclick: pinned && (() => context.act.jump(pinned.message_id)),
      },
      payment && h("span", { class: "tick" }, "✓"),
      said,
      until && h("small", {}, t("subscriptionUntil", { date: longDate(until) })),
    ),
  );
}

function bubbleRow(group, context) {
  const [message] = group;
  const { me, act } = context;
  const sender = senderOf(message);
  const out = !message.sender_chat && message.from?.id === me;
  const keys = message.reply_markup?.inline_keyboard;
  const more = iconButton(
    "more",
    t("messageMenu"),
    (event) => act.menu(message, event.currentTarget),
    {
      class: "icon-button message-more",
      "data-testid": "message-menu",
      "data-spot": "menu",
    },
  );
  const stack = h(
    "div",
    { class: keys ? "stack keyed" : "stack" },
    bubble(group, context, out),
    keys && keyboard(message, keys, context),
    reactions(message, context),
  );
  const node = h(
    "article",
    {
      class: `row ${out ? "out" : "in"}`,
      "data-testid": "message",
      "data-ids": group.map(({ message_id: id }) => id).join(" "),
      "aria-label": `${sender.name}, ${clock(message.date)}`,
    },
    out
      ? null
      : avatar(sender.id, sender.name, { class: sender.id === context.bot.id ? "bot" : "" }),
    stack,
    more,
  );
  onHold(node, (point) => act.menu(message, point));
  player.paint(node);
  return node;
}

/** The right button of a mouse, or a finger that stays. */
function onHold(node, act) {
  let timer;
  const drop = () => clearTimeout(timer);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    // Not every browser tells of a finger that stays: the timer below does, for all of them.
    if (event.pointerType !== "touch") act({ x: event.clientX, y: event.clientY });
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    const { clientX: x, clientY: y } = event;
    timer = setTimeout(() => act({ x, y }), HOLD_MS);
  });
  for (const name of ["pointerup", "pointermove", "pointercancel"])
    node.addEventListener(name, drop);
}

function bubble(group, context, out) {
  const [message] = group;
  const { act } = context;
  const field = group.length > 1 ? "album" : mediaOf(message);
  const captioned = group.find((each) => each.caption) ?? message;
  const words = textOf(captioned, {
    now: context.now,
    command: (text) => act.command(text),
    mention: (who) => act.mention(who),
  });
  const bare = field !== null && isBare(field) && !words;
  const filling = field === "album" ? fills(mediaOf(message)) : field !== null && fills(field);
  const big = !field && EMOJI_ONLY.test(message.text ?? "");
  const stamp = meta(group);
  const media = field && view(field, group, context);
  const above = captioned.show_caption_above_media === true;
  const unknown = !field && !words && h("p", { class: "unsupported" }, unsupported(message));
  const text = words && h("div", { class: big ? "text big" : "text", dir: "auto" }, words, stamp);
  const classes = ["bubble"];
  if (bare || (big && !message.reply_to_message)) classes.push("bare");
  if (filling) classes.push("filled");
  if (!text) classes.push("wordless");
  const head = [
    author(message, context, out),
    via(message),
    whispered(message),
    forwarded(message),
    quote(message, act),
  ];
  return h(
    "div",
    { class: classes.join(" ") },
    head.some(Boolean) && h("div", { class: "head" }, head),
    above && text,
    media,
    unknown,
    !above && text,
    !text && stamp,
  );
}

function view(field, group, context) {
  const one = (message) =>
    mediaView(mediaOf(message), {
      message,
      queue: context.queue,
      pay: () => context.act.pay(message),
      votes: context.votes(message.message_id),
      vote: (option) => context.act.vote(message, option),
    });
  if (field !== "album") return one(group[0]);
  const node = h(
    "div",
    { class: fills(mediaOf(group[0])) ? "album grid" : "album list" },
    group.map(one),
  );
  setVars(node, { columns: group.length === 2 || group.length === 4 ? 2 : 3 });
  return node;
}

function author(message, { me, bot }, out) {
  if (out || message.chat.type === "private") return null;
  const sender = senderOf(message);
  const note =
    message.author_signature ?? (sender.id === bot.id && sender.id !== me ? t("bot") : null);
  return h(
    "div",
    { class: `author hue-${hueOf(sender.id)}` },
    h("span", {}, sender.name),
    note && h("small", {}, note),
  );
}

function via({ via_bot: bot }) {
  return bot ? h("div", { class: "via" }, t("viaBot", { name: bot.username })) : null;
}

function whispered({ ephemeral_message_id: id }) {
  return id ? h("div", { class: "via", "data-testid": "whisper" }, t("onlyYou")) : null;
}

function forwarded({ forward_origin: origin }) {
  if (!origin) return null;
  return h(
    "div",
    { class: "forwarded" },
    icon("forward"),
    t("forwardedFrom", { name: originOf(origin) }),
  );
}

function quote(message, act) {
  const replied = message.reply_to_message;
  if (!replied || replied.forum_topic_created) return null;
  return h(
    "button",
    {
      type: "button",
      class: `quote hue-${hueOf(senderOf(replied).id)}`,
      "data-testid": "quote",
      onclick: () => act.jump(replied.message_id),
    },
    h("strong", {}, senderOf(replied).name),
    h("span", {}, message.quote?.text ?? shorten(summary(replied), 120)),
  );
}

function meta(group) {
  const last = group.at(-1);
  // A bot's menu changes with every press: clients mark only what reads as an edited text.
  const edited = group.some((message) => message.edit_date && !message.reply_markup);
  return h(
    "span",
    { class: "meta" },
    edited && h("span", { class: "edited" }, t("edited")),
    h(
      "time",
      { datetime: new Date(last.date * 1000).toISOString(), title: fullTime(last.date) },
      clock(last.date),
    ),
  );
}

const PLAIN_FIELDS = new Set([
  "message_id",
  "from",
  "chat",
  "date",
  "sender_chat",
  "reply_markup",
  "edit_date",
  "via_bot",
  "forward_origin",
  "message_thread_id",
  "is_topic_message",
  "has_protected_content",
  "entities",
]);

function unsupported(message) {
  const kind = Object.keys(message).find((field) => !PLAIN_FIELDS.has(field)) ?? "?";
  return t("unsupportedMessage", { kind });
}

function reactions(message, context) {
  const found = context.reactions(message.message_id);
  if (found.length === 0) return null;
  return h(
    "div",
    { class: "reactions" },
    found.map(({ emoji, count, mine }) =>
      h(
        "button",
        {
          type: "button",
          class: mine ? "reaction mine" : "reaction",
          "aria-pressed": String(mine),
          "data-testid": "reaction",
          onclick: () => context.act.react(message, mine ? "" : emoji),
        },
        `${emoji} ${count}`,
      ),
    ),
  );
}

/** Key field → the sign in its corner. */
const SIGNS = [
  ["url", "external"],
  ["login_url", "external"],
  ["web_app", "external"],
  ["switch_inline_query", "inline"],
  ["switch_inline_query_chosen_chat", "inline"],
  ["switch_inline_query_current_chat", "inline"],
  ["copy_text", "copy"],
];

function keyboard(message, lines, context) {
  return h(
    "div",
    { class: "keys", "data-testid": "keyboard" },
    lines.map((line, y) =>
      h(
        "div",
        { class: "keys-row" },
        line.map((key, x) => {
          const sign = SIGNS.find(([field]) => key[field] !== undefined)?.[1];
          return h(
            "button",
            {
              type: "button",
              class: ["key", key.style, key.pay && "pay"].filter(Boolean).join(" "),
              "data-testid": key.pay ? "pay" : "key",
              "data-spot": `${y}/${x}`,
              disabled: key.disabled !== undefined,
              onclick: (event) => context.act.press(message, key, [y, x], event.currentTarget),
            },
            h("span", {}, key.text),
            sign && icon(sign),
          );
        }),
      ),
    ),
  );
}

export function replyTarget(message) {
  return { name: senderOf(message).name, text: shorten(summary(message), 120) };
}
