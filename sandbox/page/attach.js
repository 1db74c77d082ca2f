/** What can be sent besides words: the menu behind the paper clip. */

import { get } from "./api.js";
import { form, menu } from "./dialogs.js";
import { h } from "./dom.js";
import { length } from "./format.js";
import { t } from "./words.js";

const DICE = ["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"];
/** St Petersburg, until somebody types another place. */
const PLACE = { latitude: 59.9343, longitude: 30.3351 };

export class Attach {
  /**
   * `files(files, {plain})` takes what was chosen on the disk, `song(file)` one that is sent at
   * once, `send(fields)` sends everything else.
   */
  constructor(world, deeds, { files, song, send }) {
    Object.assign(this, { world, deeds, song, send });
    this.input = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "data-testid": "file-input",
      onchange: () => {
        files([...this.input.files], { plain: this.plain });
        this.input.value = "";
      },
    });
    this.plain = false;
  }

  async menu(at) {
    const samples = await get("/samples").catch(() => []);
    const sample = (song) => ({
      icon: "music",
      text: song.title,
      note: `${song.performer} · ${length(song.duration)}`,
      act: () => this.#sample(song),
      testid: `sample-${song.file}`,
    });
    const dice = (emoji) =>
      h(
        "button",
        {
          type: "button",
          "aria-label": `${t("dice")} ${emoji}`,
          onclick: () => this.send({ kind: "dice", emoji }),
        },
        emoji,
      );
    menu(
      at,
      [
        { icon: "image", text: t("attachPhoto"), act: () => this.#choose("image/*,video/*") },
        { icon: "music", text: t("attachAudio"), act: () => this.#choose("audio/*") },
        { icon: "file", text: t("attachFile"), act: () => this.#choose("", { plain: true }) },
        { icon: "location", text: t("attachLocation"), act: () => this.#location() },
        { icon: "person", text: t("attachContact"), act: () => this.#contact() },
        { icon: "poll", text: t("attachPoll"), act: () => this.poll() },
        ...samples.map(sample),
      ],
      { label: t("attach"), top: DICE.map(dice) },
    );
  }

  async poll() {
    const values = await form(
      t("attachPoll"),
      [
        { name: "question", label: t("question"), required: true, maxlength: 300 },
        { name: "options", label: t("options"), type: "textarea", rows: 4, required: true },
      ],
      t("send"),
    );
    if (!values) return;
    const lines = values.options.split("\n").map((line) => line.trim());
    await this.send({ kind: "poll", question: values.question, options: lines.filter(Boolean) });
  }

  #choose(accept, { plain = false } = {}) {
    this.input.accept = accept;
    this.plain = plain;
    this.input.click();
  }

  async #sample({ file }) {
    const reply = await fetch(`/sandbox/samples/${encodeURIComponent(file)}`);
    const blob = await reply.blob();
    await this.song(new File([blob], file, { type: blob.type }));
  }

  async #location() {
    const degrees = (name, most) => ({
      name,
      label: t(name),
      type: "number",
      step: "any",
      required: true,
      value: PLACE[name],
      min: -most,
      max: most,
    });
    const name = (name, label) => ({ name, label: t(label), maxlength: 128 });
    const fields = [
      degrees("latitude", 90),
      degrees("longitude", 180),
      { ...name("title", "venueTitle"), hint: t("venueHint") },
      name("address", "venueAddress"),
    ];
    const values = await form(t("attachLocation"), fields, t("send"));
    if (values) await this.send({ kind: values.title.trim() ? "venue" : "location", ...values });
  }

  async #contact() {
    const id = await this.deeds.pickPeople(t("choosePerson"));
    const person = this.world.people.get(id);
    if (!person) return;
    const { first_name, last_name } = person;
    const phone = { phone_number: `+1555000${id}` };
    await this.send({ kind: "contact", first_name, last_name, user_id: id, ...phone });
  }
}
