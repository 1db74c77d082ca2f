/**
 * Bot API text and entities → DOM.
 *
 * Offsets count UTF-16 units, as JavaScript strings do. People's text becomes text nodes only.
 */

import { h } from "./dom.js";
import { formattedTime, fullTime } from "./format.js";
import { t } from "./words.js";

const FOLLOWED = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** The address when it is one we would follow; `javascript:` and the like are none. */
export function safeUrl(text) {
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return FOLLOWED.has(new URL(absolute).protocol) ? absolute : null;
  } catch {
    return null;
  }
}

/** A link; the page itself opens what leads into a chat, everything else gets a new tab. */
export function link(url, props, ...children) {
  const href = safeUrl(url);
  if (href === null) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...props }, ...children);
}

/**
 * Build the text.
 *
 * `now` is the chat's time for relative dates; `command` and `mention` are called with the text
 * of what was pressed.
 */
export function rich(text, entities, { now, command, mention }) {
  const sorted = (entities ?? [])
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, { now, command, mention });
}

function build(text, from, to, entities, context) {
  const fragment = document.createDocumentFragment();
  const waiting = [...entities];
  let at = from;
  while (waiting.length > 0) {
    const entity = waiting.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    const inner = [];
    while (waiting.length > 0 && waiting[0].offset < end) {
      const next = waiting.shift();
      inner.push(next);
      const rest = next.offset + next.length - end;
      // Telegram never overlaps entities; a half that sticks out is still formatted.
      if (rest > 0) waiting.unshift({ ...next, offset: end, length: rest });
      if (rest > 0) break;
    }
    fragment.append(text.slice(at, start));
    const content = build(text, start, end, inner, context);
    fragment.append(wrap(entity, text.slice(start, end), content, context));
    at = end;
    // A block ends its line itself; the newline after it would show as an empty one.
    if (BLOCKS.has(entity.type) && at < to && text[at] === "\n") at += 1;
  }
  fragment.append(text.slice(at, to));
  return fragment;
}

function wrap(entity, text, content, context) {
  switch (entity.type) {
    case "bold":
      return h("strong", {}, content);
    case "italic":
      return h("em", {}, content);
    case "underline":
      return h("u", {}, content);
    case "strikethrough":
      return h("s", {}, content);
    case "spoiler":
      return spoiler(content);
    case "code":
      return h("code", { class: "copyable", "data-copy": text, title: t("copyCode") }, content);
    case "pre":
      return pre(entity, text, content);
    case "blockquote":
      return h("blockquote", {}, content);
    case "expandable_blockquote":
      return expandable(content);
    case "url":
      return link(text, {}, content);
    case "text_link":
      return link(entity.url, { title: entity.url }, content);
    case "email":
      return link(`mailto:${text}`, {}, content);
    case "phone_number":
      return link(`tel:${text}`, {}, content);
    case "mention":
      return press("mention", () => context.mention(text), content);
    case "text_mention":
      return press("mention", () => context.mention(entity.user), content);
    case "bot_command":
      return press("command", () => context.command(text), content);
    case "hashtag":
    case "cashtag":
      return h("span", { class: "tag" }, content);
    case "date_time":
      return dateTime(entity, content, context.now);
    default: // custom_emoji is shown as the emoji it stands for; so is what came after this page
      return h("span", {}, content);
  }
}

function press(kind, onclick, content) {
  return h("button", { type: "button", class: `inline-link ${kind}`, onclick }, content);
}

function spoiler(content) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: 0, title: t("spoiler") });
  node.append(h("span", { class: "spoiler-text" }, content));
  const show = (event) => {
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("tabindex");
    node.removeAttribute("title");
  };
  node.addEventListener("click", show, { capture: true });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show(event);
  });
  return node;
}

function pre(entity, text, content) {
  const block = h("pre", { class: "copyable", "data-copy": text, title: t("copyCode") });
  if (entity.language) block.append(h("span", { class: "pre-language" }, entity.language));
  block.append(h("code", {}, content));
  return block;
}

function expandable(content) {
  const quote = h("blockquote", { class: "expandable" }, h("div", { class: "folded" }, content));
  const toggle = h("button", { type: "button", class: "fold", "aria-expanded": "false" });
  const label = () => {
    const open = quote.classList.contains("open");
    toggle.textContent = t(open ? "showLess" : "showMore");
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => {
    quote.classList.toggle("open");
    label();
  });
  label();
  quote.append(toggle);
  return quote;
}

function dateTime(entity, content, now) {
  const shown = formattedTime(entity.unix_time, entity.date_time_format ?? "", now);
  const datetime = new Date(entity.unix_time * 1000).toISOString();
  return h("time", { datetime, title: fullTime(entity.unix_time) }, shown ?? content);
}
