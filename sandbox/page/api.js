/** The sandbox's control API: calls, and the live events. */

import { later } from "./dom.js";

/** What the sandbox refused, in its own words; status 0 when it did not answer at all. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options) {
  let reply;
  try {
    reply = await fetch(`/sandbox${path}`, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("", 0);
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Refused(body.error ?? reply.statusText, reply.status);
  return body;
}

export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given);
  return call(given.length > 0 ? `${path}?${search}` : path);
}

export function post(path, body, { signal, method = "POST" } = {}) {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method, headers, signal, body: JSON.stringify(body) });
}

export function patch(path, body) {
  return post(path, body, { method: "PATCH" });
}

/** The same as `post`, with a file beside the fields. */
export function upload(path, fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) form.append(name, String(value));
  }
  form.append("file", file, file.name);
  return call(path, { method: "POST", body: form });
}

export function fileUrl(fileId) {
  return `/sandbox/files/${encodeURIComponent(fileId)}`;
}

const RETRY_MS = 1000;
const STREAM = "sandbox.events";

/**
 * The sandbox's events, each delivered once and in order.
 *
 * A browser allows six connections to a host, and every tab may be another person: so one tab
 * of the browser holds the stream and passes it on; when it closes, another takes over. `since`
 * is the number of the last event that what is shown already contains.
 */
export class Events {
  constructor({ deliver, linked }) {
    this.deliver = deliver;
    this.linked = linked;
    this.since = null;
    this.early = [];
    this.channel = new BroadcastChannel(STREAM);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    this.retry = later(() => this.#connect(), RETRY_MS);
  }

  /** Deliver everything after `since`, also what came while that was being asked for. */
  start(since) {
    this.since = since;
    for (const said of this.early.splice(0)) this.#hear(said);
    // Where there are no locks (no secure context) each tab fends for itself.
    if (!navigator.locks) this.#connect();
    else navigator.locks.request(STREAM, () => new Promise(() => this.#connect()));
  }

  #tell(said) {
    this.channel.postMessage(said);
    this.#hear(said);
  }

  #hear(said) {
    if (this.since === null) {
      this.early.push(said);
    } else if (said.event !== undefined) {
      if (said.seq <= this.since) return;
      this.since = said.seq;
      this.deliver(said.event);
    } else {
      this.linked(said.linked);
    }
  }

  #connect() {
    const source = new EventSource(`/sandbox/events?since=${this.since}`);
    source.onopen = () => this.#tell({ linked: true });
    source.onmessage = ({ data, lastEventId }) => {
      this.#tell({ seq: Number(lastEventId), event: JSON.parse(data) });
    };
    source.onerror = () => {
      source.close();
      this.#tell({ linked: false });
      this.retry();
    };
  }
}
