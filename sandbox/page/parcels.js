/** Files that wait to be sent. */

import { h, icon, iconButton } from "./dom.js";
import { size } from "./format.js";
import { t } from "./words.js";

const ALBUM_OF = { photo: "visual", video: "visual", audio: "audio", document: "document" };
const ICONS = { audio: "music", video: "image", animation: "image" };

export class Parcels {
  /** `changed` is called when there are more, fewer or other ones. */
  constructor(changed) {
    this.changed = changed;
    this.list = [];
    this.node = h("div", { class: "tray", hidden: true, "data-testid": "tray" });
  }

  get any() {
    return this.list.length > 0;
  }

  /** Take files in; `plain` ones go as they are, whatever is in them. */
  add(files, { plain = false } = {}) {
    for (const file of files) this.list.push(parcel(file, { plain }));
    this.#render();
  }

  /** Hand them over, leaving none. */
  take() {
    const taken = this.list.splice(0);
    this.#render();
    return taken;
  }

  clear() {
    for (const { url } of this.take()) URL.revokeObjectURL(url);
  }

  #render() {
    this.node.hidden = !this.any;
    this.node.replaceChildren(...this.list.map((each) => this.#row(each)));
    this.changed();
  }

  #row(each) {
    const { file, kind, url } = each;
    const natural = kindOf(file);
    const turn = () => {
      each.kind = kind === "document" ? natural : "document";
      this.#render();
    };
    const remove = () => {
      this.list = this.list.filter((other) => other !== each);
      URL.revokeObjectURL(url);
      this.#render();
    };
    return h(
      "div",
      { class: "parcel" },
      kind === "photo"
        ? h("img", { src: url, alt: "" })
        : h("span", { class: "file-icon" }, icon(ICONS[kind] ?? "file")),
      h(
        "span",
        { class: "file-text" },
        h("span", { class: "file-name" }, file.name),
        h("small", {}, `${t(kind)} · ${size(file.size)}`),
      ),
      natural !== "document" &&
        h(
          "button",
          { type: "button", class: "chip", onclick: turn },
          t(kind === "document" ? "asMedia" : "asFile"),
        ),
      iconButton("close", t("removeFile", { name: file.name }), remove),
    );
  }
}

/** A file with the kind it goes as and an address to look at it. */
export function parcel(file, { plain = false } = {}) {
  return { file, kind: plain ? "document" : kindOf(file), url: URL.createObjectURL(file) };
}

/** A file's kind by its type, as Telegram clients choose. */
function kindOf({ type }) {
  if (type === "image/gif") return "animation";
  const [family] = type.split("/");
  return { image: "photo", audio: "audio", video: "video" }[family] ?? "document";
}

/** Whether Telegram shows these as one album. */
export function makeAlbum(parcels) {
  const kinds = new Set(parcels.map(({ kind }) => ALBUM_OF[kind]));
  return parcels.length > 1 && kinds.size === 1 && !kinds.has(undefined);
}

/** The size and length of a film, which the sender's client tells the server. */
export function measure({ kind, url }) {
  if (kind !== "video") return {};
  const film = h("video", { preload: "metadata", src: url });
  return new Promise((resolve) => {
    film.onloadedmetadata = () => {
      const { videoWidth: width, videoHeight: height, duration } = film;
      resolve({ width, height, duration: Math.round(duration) });
    };
    film.onerror = () => resolve({});
  });
}

/** Let files be dropped on a pane while `able` says so. */
export function acceptDrops(pane, able, take) {
  const cover = h("div", { class: "drop-cover", hidden: true });
  pane.append(cover);
  const carries = (event) => event.dataTransfer.types.includes("Files") && able();
  pane.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    cover.textContent = t("dropHere");
    cover.hidden = false;
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget)) cover.hidden = true;
  });
  pane.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    cover.hidden = true;
    take([...event.dataTransfer.files]);
  });
}
