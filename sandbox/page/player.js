/** One player for the whole page: music goes on while chats are switched. */

import { setVars } from "./dom.js";
import { length } from "./format.js";
import { t } from "./words.js";

/**
 * Plays tracks: `{key, src, title, performer, duration, cover, chat}`.
 *
 * Whatever carries `data-track` with a key is painted as playing, with its position.
 */
class Player extends EventTarget {
  track = null;
  queue = [];

  /** Give it the page's audio element. */
  settle(sound) {
    this.sound = sound;
    for (const name of ["play", "pause", "timeupdate", "loadedmetadata", "seeked", "error"]) {
      sound.addEventListener(name, () => this.#changed());
    }
    sound.addEventListener("ended", () => this.skip(1));
    const keys = navigator.mediaSession;
    keys?.setActionHandler("play", () => this.sound.play());
    keys?.setActionHandler("pause", () => this.sound.pause());
    keys?.setActionHandler("nexttrack", () => this.skip(1));
    keys?.setActionHandler("previoustrack", () => this.skip(-1));
  }

  get playing() {
    return this.track !== null && !this.sound.paused;
  }

  plays(key) {
    return this.playing && this.track.key === key;
  }

  get duration() {
    return Number.isFinite(this.sound.duration) ? this.sound.duration : this.track?.duration || 0;
  }

  /** Play or pause a track; `queue` is what comes before and after it. */
  async toggle(track, queue = [track]) {
    if (this.track?.key === track.key) {
      if (this.sound.paused) await this.#play();
      else this.sound.pause();
      return;
    }
    this.queue = queue;
    this.track = track;
    this.sound.src = track.src;
    this.#announce();
    await this.#play();
  }

  seek(fraction) {
    this.sound.currentTime = fraction * this.duration;
  }

  /** Go to the next or the previous track; after the last one, stop. */
  async skip(step) {
    const at = this.queue.findIndex(({ key }) => key === this.track?.key);
    const next = this.queue[at + step];
    if (!next) return this.stop();
    return this.toggle(next, this.queue);
  }

  stop() {
    this.sound.pause();
    this.sound.removeAttribute("src");
    this.sound.load();
    this.track = null;
    this.#changed();
  }

  /** Show how things are in everything below `root` that stands for a track. */
  paint(root) {
    for (const node of root.querySelectorAll("[data-track]")) this.#paintOne(node);
  }

  #paintOne(node) {
    const current = this.track?.key === node.dataset.track;
    const playing = current && this.playing;
    node.classList.toggle("current", current);
    node.classList.toggle("playing", playing);
    const label = t(playing ? "pause" : "play");
    const button = node.querySelector(".play");
    if (button && button.getAttribute("aria-label") !== label) {
      button.setAttribute("aria-label", label);
    }
    const total = Math.round(current ? this.duration : Number(node.dataset.duration));
    const at = current ? this.sound.currentTime : 0;
    const seek = node.querySelector(".seek");
    if (seek && !seek.matches(":active")) seek.value = total ? Math.round((at / total) * 1000) : 0;
    if (seek) setVars(seek, { at: total ? at / total : 0 });
    const time = node.querySelector(".time");
    if (time) time.textContent = current ? `${length(at)} / ${length(total)}` : length(total);
  }

  async #play() {
    try {
      await this.sound.play();
    } catch (error) {
      // Another track was chosen before this one began; or it cannot be played.
      if (error.name !== "AbortError") this.stop();
    }
  }

  #announce() {
    if (!navigator.mediaSession) return;
    const { title, performer, cover } = this.track;
    navigator.mediaSession.metadata = new MediaMetadata({
      title,
      artist: performer ?? "",
      artwork: cover ? [{ src: cover }] : [],
    });
  }

  #changed() {
    this.paint(document);
    this.dispatchEvent(new Event("changed"));
  }
}

export const player = new Player();
