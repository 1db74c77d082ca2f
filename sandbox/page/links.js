/** What a Telegram link leads to, for those that the page can follow itself. */

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/**
 * Read a link.
 *
 * Returns one of `{kind: "start", bot, payload}`, `{kind: "add", bot, where, payload}`,
 * `{kind: "invoice", slug}`, `{kind: "share", text}`, `{kind: "user", id}`,
 * `{kind: "chat", username}`; or null for the rest of the web.
 */
export function readLink(text) {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return fromScheme(url);
  if (!/^https?:$/.test(url.protocol) || !HOSTS.has(url.hostname.toLowerCase())) return null;
  const [first = "", second] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (first.startsWith("$")) return { kind: "invoice", slug: first.slice(1) };
  if (first === "invoice" && second) return { kind: "invoice", slug: second };
  if (first === "share") return share(url.searchParams);
  if (/^[a-z]\w{2,31}$/i.test(first)) return named(first, url.searchParams);
  return null;
}

function fromScheme(url) {
  const query = url.searchParams;
  const action = url.hostname || url.pathname.replace(/^\/+/, "");
  if (action === "user" && query.has("id")) return { kind: "user", id: Number(query.get("id")) };
  if (action === "invoice" && query.has("slug"))
    return { kind: "invoice", slug: query.get("slug") };
  if (action === "msg_url") return share(query);
  if (action === "resolve" && query.has("domain")) return named(query.get("domain"), query);
  return null;
}

function named(username, query) {
  if (query.has("startgroup")) {
    return { kind: "add", bot: username, where: "group", payload: query.get("startgroup") };
  }
  if (query.has("startchannel")) {
    return { kind: "add", bot: username, where: "channel", payload: "" };
  }
  if (query.has("start")) return { kind: "start", bot: username, payload: query.get("start") };
  return { kind: "chat", username };
}

function share(query) {
  const lines = [query.get("url"), query.get("text")].filter(Boolean);
  return { kind: "share", text: lines.join("\n") };
}
