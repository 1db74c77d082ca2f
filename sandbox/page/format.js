/** How people, chats, times, sizes and messages are put into words. */

import { h, icon } from "./dom.js";
import { currentLocale, t } from "./words.js";

export function nameOf(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ") || t("deletedPerson");
}

/** A private chat is shown to its person under the bot's name. */
export function titleOf(chat, bot) {
  return chat.type === "private" ? nameOf(bot) : chat.title;
}

/** Who said it, as people see it: a person, the bot, or a chat that speaks for itself. */
export function senderOf(message) {
  if (message.sender_chat) return { id: message.sender_chat.id, name: message.sender_chat.title };
  if (message.from) return { id: message.from.id, name: nameOf(message.from) };
  return { id: message.chat.id, name: message.chat.title };
}

export function originOf(origin) {
  switch (origin.type) {
    case "user":
      return nameOf(origin.sender_user);
    case "hidden_user":
      return origin.sender_user_name || t("hidden");
    case "chat":
      return origin.sender_chat.title;
    default:
      return origin.chat.title;
  }
}

/** One of eight colours; neighbouring ids get different ones (Knuth's multiplicative hash). */
export function hueOf(id) {
  return Math.imul(Number(id), 2_654_435_761) >>> 29;
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  const found = letters.map((word) => [...word][0]).join("");
  return (found || [...name][0] || "?").toUpperCase();
}

/** Initials on the colour that goes with the id. */
export function avatar(id, name, props = {}) {
  const { class: extra = "", ...rest } = props;
  return h(
    "span",
    { class: `avatar hue-${hueOf(id)} ${extra}`, "aria-hidden": "true", ...rest },
    initials(name),
  );
}

export function chatAvatar(chat, bot, props) {
  return chat.type === "private"
    ? avatar(bot.id, nameOf(bot), { class: "bot", ...props })
    : avatar(chat.id, chat.title, props);
}

export function chatIcon(chat) {
  if (chat.type === "channel") return icon("megaphone");
  return chat.type === "private" ? null : icon("group");
}

function dateTime(options) {
  const made = new Map();
  return (unix) => {
    const locale = currentLocale();
    if (!made.has(locale)) made.set(locale, new Intl.DateTimeFormat(locale, options));
    return made.get(locale).format(unix * 1000);
  };
}

export const clock = dateTime({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const shortDate = dateTime({ day: "numeric", month: "short" });
export const fullTime = dateTime({ dateStyle: "full", timeStyle: "medium" });
export const longDate = dateTime({ dateStyle: "long" });
const dayAndMonth = dateTime({ day: "numeric", month: "long" });
const monthName = dateTime({ day: "numeric", month: "long", year: "numeric" });

const DAY_S = 86_400;

/** The day in the viewer's zone, as a key that sorts and compares. */
export function dayKey(unix) {
  const date = new Date(unix * 1000);
  const pad = (n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function dayName(unix, now) {
  const day = dayKey(unix);
  if (day === dayKey(now)) return t("today");
  if (day === dayKey(now - DAY_S)) return t("yesterday");
  return day.slice(0, 4) === dayKey(now).slice(0, 4) ? dayAndMonth(unix) : monthName(unix);
}

/** The clock for today, the date for before. */
export function shortTime(unix, now) {
  return dayKey(unix) === dayKey(now) ? clock(unix) : shortDate(unix);
}

const RELATIVE_UNITS = [
  ["year", 365 * DAY_S],
  ["month", 30 * DAY_S],
  ["week", 7 * DAY_S],
  ["day", DAY_S],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

function relative(unix, now) {
  const difference = unix - now;
  const [unit, seconds] = RELATIVE_UNITS.find(([, s]) => Math.abs(difference) >= s) ?? [
    "second",
    1,
  ];
  const format = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  return format.format(Math.round(difference / seconds), unit);
}

/**
 * A `date_time` entity in the viewer's zone and language; its format is `r|w?[dD]?[tT]?`.
 *
 * Returns null when the text is to be shown as it is.
 */
export function formattedTime(unix, format, now) {
  if (!/^(r|w?[dD]?[tT]?)$/.test(format) || format === "") return null;
  if (format === "r") return relative(unix, now);
  const options = {};
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("d")) {
    Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  }
  if (format.includes("D"))
    Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(currentLocale(), options).format(unix * 1000);
}

/** `3:07`, `1:02:03`. */
export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const pad = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

export function size(bytes) {
  if (bytes < 1024) return t("bytes", { n: bytes });
  if (bytes < 1024 ** 2) return t("kilobytes", { n: Math.round(bytes / 1024) });
  return t("megabytes", { n: Math.round((bytes / 1024 ** 2) * 10) / 10 });
}

/** `⭐ 250`, or an amount in the smallest units of another currency. */
export function money(amount, currency = "XTR") {
  if (currency === "XTR") return `⭐ ${amount.toLocaleString(currentLocale())}`;
  const format = new Intl.NumberFormat(currentLocale(), { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** Message field → the word for it; the first that a message has says what it is. */
const KINDS = [
  ["animation", "animation"],
  ["photo", "photo"],
  ["audio", "audio"],
  ["video", "video"],
  ["voice", "voice"],
  ["video_note", "videoNote"],
  ["sticker", "sticker"],
  ["document", "document"],
  ["venue", "venue"],
  ["location", "location"],
  ["contact", "contact"],
  ["poll", "poll"],
  ["dice", "dice"],
  ["invoice", "invoice"],
  ["paid_media", "paidMedia"],
  ["game", "game"],
  ["story", "story"],
];

export function trackName(audio) {
  return (
    [audio.performer, audio.title].filter(Boolean).join(" – ") || audio.file_name || t("audio")
  );
}

/** One line that stands for the message in lists, quotes and notifications. */
export function summary(message, me) {
  if (message.text) return message.text.replace(/\s+/g, " ");
  const service = serviceText(message, me);
  if (service) return service;
  const [field, word] = KINDS.find(([name]) => message[name]) ?? [null, "message"];
  const caption = message.caption?.replace(/\s+/g, " ");
  if (field === "audio") return `♪ ${trackName(message.audio)}`;
  if (field === "document") return caption || message.document.file_name || t("document");
  if (field === "sticker") return `${message.sticker.emoji ?? ""} ${t("sticker")}`.trim();
  if (field === "dice") return message.dice.emoji;
  if (field === "poll") return `${t("poll")}: ${message.poll.question}`;
  if (field === "venue") return `${t("venue")}: ${message.venue.title}`;
  if (field === "contact") return `${t("contact")}: ${message.contact.first_name}`;
  if (field === "invoice") return message.invoice.title;
  return caption ? `${t(word)}: ${caption}` : t(word);
}

const SERVICE = {
  new_chat_members(message, name) {
    const [who] = message.new_chat_members;
    if (message.new_chat_members.length === 1 && who.id === message.from?.id) {
      return t("joined", { name });
    }
    return t("added", { name, who: message.new_chat_members.map(nameOf).join(", ") });
  },
  left_chat_member(message, name) {
    const who = nameOf(message.left_chat_member);
    if (message.left_chat_member.id === message.from?.id) return t("leftChat", { name: who });
    return t("removed", { name, who });
  },
  group_chat_created: (message, name) => t("groupCreated", { name, title: message.chat.title }),
  supergroup_chat_created: (message) => t("supergroupCreated", { title: message.chat.title }),
  channel_chat_created: (message) => t("channelCreated", { title: message.chat.title }),
  new_chat_title: (message) => t("titleChanged", { title: message.new_chat_title }),
  new_chat_photo: () => t("photoChanged"),
  delete_chat_photo: () => t("photoDeleted"),
  pinned_message: (message, name) =>
    t("pinned", { name, text: shorten(summary(message.pinned_message), 40) }),
  migrate_to_chat_id: () => t("migrated"),
  migrate_from_chat_id: () => t("migrated"),
  forum_topic_created: (message) => t("topicCreated", { title: message.forum_topic_created.name }),
  forum_topic_edited: (message) =>
    t("topicEdited", { title: message.forum_topic_edited.name ?? "" }),
  forum_topic_closed: () => t("topicClosed"),
  forum_topic_reopened: () => t("topicReopened"),
  chat_shared: (message) =>
    t("chatShared", { title: message.chat_shared.title ?? String(message.chat_shared.chat_id) }),
  users_shared: (message) =>
    t("usersShared", {
      who: message.users_shared.users
        .map((user) => user.first_name ?? String(user.user_id))
        .join(", "),
    }),
  write_access_allowed: () => t("writeAllowed"),
  gift: () => t("giftReceived"),
  unique_gift: () => t("giftReceived"),
  boost_added: (message, name) => t("boostAdded", { name }),
  successful_payment: ({ successful_payment: payment, from }, name, me) =>
    t(from?.id === me ? "youPaidService" : "paidService", {
      name,
      amount: money(payment.total_amount, payment.currency),
    }),
  refunded_payment: (message) =>
    t("refundedService", {
      amount: money(message.refunded_payment.total_amount, message.refunded_payment.currency),
    }),
  general_forum_topic_hidden: () => t("topicClosed"),
  general_forum_topic_unhidden: () => t("topicReopened"),
  message_auto_delete_timer_changed: () => t("serviceMessage"),
  chat_background_set: () => t("serviceMessage"),
};

/** The line of a service message as `me` reads it, or null when somebody said something. */
export function serviceText(message, me = null) {
  const field = Object.keys(SERVICE).find((name) => message[name] !== undefined);
  return field ? SERVICE[field](message, senderOf(message).name, me) : null;
}

export function shorten(text, limit) {
  const letters = [...text];
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : text;
}
