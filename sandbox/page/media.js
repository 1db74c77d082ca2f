/** What a message carries besides text, as it is seen and heard. */

import { fileUrl } from "./api.js";
import { h, icon, setVars } from "./dom.js";
import { avatar, length, money, size, trackName } from "./format.js";
import { sheet } from "./dialogs.js";
import { rich } from "./entities.js";
import { player } from "./player.js";
import { t } from "./words.js";

/** Field of a message → its view. `context` is `{message, queue, pay, votes, vote}`. */
const VIEWS = {
  animation: (animation, context) => movie(animation, context, { loop: true }),
  photo: photo,
  audio: audio,
  video: (video, context) => movie(video, context, { controls: true }),
  voice: voice,
  video_note: (note, context) => movie(note, context, { controls: true, round: true }),
  sticker: sticker,
  document: file,
  venue: venue,
  location: (location) => map(location),
  contact: contact,
  poll: poll,
  dice: dice,
  invoice: invoice,
};

/** Kinds that need no bubble around them. */
const BARE = new Set(["sticker", "dice", "video_note"]);

/** Kinds that fill the bubble to its edges. */
const FILLING = new Set(["photo", "video", "animation", "location", "venue"]);

export function mediaOf(message) {
  return Object.keys(VIEWS).find((field) => message[field] !== undefined) ?? null;
}

export function isBare(field) {
  return BARE.has(field);
}

export function fills(field) {
  return FILLING.has(field);
}

export function mediaView(field, context) {
  return VIEWS[field](context.message[field], context);
}

/** The file that can be saved, as `{id, name}`. */
export function savedFile(message) {
  const field = mediaOf(message);
  if (field === "photo") return { id: message.photo.at(-1).file_id, name: "photo.jpg" };
  const found = message[field];
  if (!found?.file_id) return null;
  return { id: found.file_id, name: found.file_name ?? field };
}

function image(fileId, keep, props = {}) {
  const node = h("img", { src: fileUrl(fileId), alt: "", decoding: "async", ...props });
  if (keep) node.dataset.keep = keep;
  node.addEventListener("error", () => node.classList.add("broken"));
  return node;
}

/** Reserve the place of a picture before it is there, so that nothing jumps. */
function frame(node, width, height) {
  if (!width || !height) return;
  setVars(node, { width, height });
  node.classList.add("framed");
}

function photo(sizes, { message }) {
  const best = sizes.at(-1);
  const node = h(
    "button",
    {
      type: "button",
      class: spoiled("photo", message),
      "aria-label": t("openPhoto"),
      "data-testid": "photo",
      onclick: () => unveil(node) || lightbox(best.file_id, message.caption),
    },
    image(best.file_id, best.file_unique_id),
  );
  frame(node, best.width, best.height);
  return node;
}

function spoiled(name, message) {
  return message.has_media_spoiler ? `${name} veiled` : name;
}

function unveil(node) {
  const veiled = node.classList.contains("veiled");
  node.classList.remove("veiled");
  return veiled;
}

function lightbox(fileId, caption) {
  return sheet(
    t("photo"),
    (close) => [
      h(
        "button",
        { type: "button", class: "lightbox", "aria-label": t("close"), onclick: () => close() },
        image(fileId, null, { alt: caption ?? "" }),
      ),
      caption && h("p", { class: "lightbox-caption" }, caption),
    ],
    { wide: true, testid: "lightbox" },
  );
}

function movie(video, { message }, { controls = false, loop = false, round = false }) {
  const element = h("video", {
    src: fileUrl(video.file_id),
    preload: "metadata",
    playsinline: true,
    controls,
    loop,
    autoplay: loop,
    poster: video.thumbnail && fileUrl(video.thumbnail.file_id),
    "data-keep": video.file_unique_id,
    "aria-label": t(round ? "videoNote" : loop ? "animation" : "video"),
  });
  element.muted = loop;
  element.addEventListener("play", () => {
    if (!element.muted && player.playing) player.sound.pause();
  });
  const node = h("div", { class: spoiled(round ? "movie round" : "movie", message) }, element);
  if (loop) node.append(h("span", { class: "badge" }, t("animation")));
  node.addEventListener("click", (event) => unveil(node) && event.preventDefault());
  if (round) frame(node, video.length, video.length);
  else frame(node, video.width, video.height);
  return node;
}

/** What the player needs to know of a message with sound in it; null for others. */
export function trackOf(message) {
  const sound = message.audio ?? message.voice;
  if (!sound) return null;
  return {
    key: `${message.chat.id}/${message.message_id}`,
    chat: message.chat.id,
    message: message.message_id,
    src: fileUrl(sound.file_id),
    duration: sound.duration,
    title: message.audio ? sound.title || sound.file_name || t("audio") : t("voice"),
    performer: sound.performer ?? null,
    cover: sound.thumbnail ? fileUrl(sound.thumbnail.file_id) : null,
  };
}

export function seekBar() {
  return h("input", {
    type: "range",
    class: "seek",
    min: 0,
    max: 1000,
    value: 0,
    "aria-label": t("position"),
    oninput: (event) => player.seek(event.target.value / 1000),
  });
}

function playButton(track, queue, cover) {
  return h(
    "button",
    {
      type: "button",
      class: "play",
      "aria-label": t("play"),
      "data-testid": "play",
      "data-spot": "play",
      onclick: () => player.toggle(track, queue()),
    },
    cover,
    h("span", { class: "play-icon" }, icon("play"), icon("pause")),
  );
}

function audio(sound, { message, queue }) {
  const track = trackOf(message);
  const cover = sound.thumbnail && image(sound.thumbnail.file_id, sound.thumbnail.file_unique_id);
  return h(
    "div",
    {
      class: cover ? "track covered" : "track",
      role: "group",
      "aria-label": trackName(sound),
      "data-testid": "track",
      "data-track": track.key,
      "data-duration": sound.duration,
    },
    playButton(track, queue, cover),
    h(
      "div",
      { class: "track-info" },
      h("span", { class: "track-title" }, track.title),
      h("span", { class: "track-performer" }, sound.performer ?? size(sound.file_size ?? 0)),
      seekBar(),
      h("span", { class: "time" }, length(sound.duration)),
    ),
  );
}

function voice(sound, { message, queue }) {
  const track = trackOf(message);
  return h(
    "div",
    {
      class: "track voice",
      role: "group",
      "aria-label": t("voice"),
      "data-testid": "track",
      "data-track": track.key,
      "data-duration": sound.duration,
    },
    playButton(track, queue, null),
    h(
      "div",
      { class: "track-info" },
      seekBar(),
      h("span", { class: "time" }, length(sound.duration)),
    ),
  );
}

function sticker(found) {
  if (found.is_animated || found.is_video)
    return h("span", { class: "big-emoji" }, found.emoji ?? "❔");
  const node = image(found.file_id, found.file_unique_id, {
    class: "sticker",
    alt: found.emoji ?? "",
  });
  frame(node, found.width, found.height);
  return node;
}

function file(found, { message }) {
  const name = found.file_name ?? t("document");
  const inside = [
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-text" },
      h("span", { class: "file-name" }, name),
      h("small", {}, size(found.file_size ?? 0)),
    ),
  ];
  if (message.has_protected_content) return h("div", { class: "file" }, inside);
  return h(
    "a",
    {
      class: "file",
      href: fileUrl(found.file_id),
      download: name,
      "aria-label": t("download", { name }),
      "data-testid": "file",
    },
    inside,
  );
}

/** No map comes with the page; a drawn one shows where and leads to a real one. */
function map({ latitude, longitude }, title, address) {
  const at = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return h(
    "a",
    {
      class: "map",
      href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": `${t("openMap")}: ${title ?? at}`,
    },
    h("span", { class: "map-picture" }, icon("location")),
    h(
      "span",
      { class: "map-text" },
      title && h("strong", {}, title),
      address && h("span", {}, address),
      h("small", {}, at),
    ),
  );
}

function venue(found) {
  return map(found.location, found.title, found.address);
}

function contact(found) {
  const name = [found.first_name, found.last_name].filter(Boolean).join(" ");
  return h(
    "div",
    { class: "contact" },
    avatar(found.user_id ?? name.length, name),
    h("span", { class: "file-text" }, h("strong", {}, name), h("small", {}, found.phone_number)),
  );
}

function poll(found, { votes, vote }) {
  const kind = found.type === "quiz" ? "quiz" : found.is_anonymous ? "anonymousPoll" : "publicPoll";
  const option = (each, at) => {
    const share = found.total_voter_count ? each.voter_count / found.total_voter_count : 0;
    const row = h(
      "button",
      {
        type: "button",
        class: "option",
        "aria-pressed": String(votes.includes(at)),
        "data-testid": "option",
        "data-spot": `option ${at}`,
        disabled: found.is_closed,
        onclick: () => vote(at),
      },
      h("span", { class: "poll-share" }, `${Math.round(share * 100)}%`),
      h("span", {}, each.text),
      h("span", { class: "poll-bar" }),
    );
    setVars(row, { share });
    return row;
  };
  return h(
    "div",
    { class: "poll" },
    h("strong", {}, found.question),
    h("small", {}, t(found.is_closed ? "closedPoll" : kind)),
    h("div", { class: "options" }, found.options.map(option)),
    h("small", {}, t("votes", { n: found.total_voter_count })),
  );
}

function dice(found) {
  return h(
    "span",
    { class: "dice" },
    h("span", { class: "big-emoji" }, found.emoji),
    h("span", { class: "dice-value" }, found.value),
  );
}

function invoice(found, { message, pay }) {
  const keys = message.reply_markup?.inline_keyboard.flat() ?? [];
  return h(
    "div",
    { class: "invoice", "data-testid": "invoice" },
    h("strong", {}, found.title),
    h("p", {}, found.description),
    h("span", { class: "price" }, money(found.total_amount, found.currency)),
    // Telegram adds the button itself when the bot has sent none.
    !keys.some((key) => key.pay) &&
      h(
        "button",
        { type: "button", class: "button primary pay", "data-testid": "pay", onclick: pay },
        t("pay", { amount: money(found.total_amount, found.currency) }),
      ),
  );
}

/** A caption or text, formatted, with what the page does on a command or a mention. */
export function textOf(message, context) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return rich(text, message.entities ?? message.caption_entities, context);
}
