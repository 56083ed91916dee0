/* What july.js does where WebSockets are blocked: calls go over HTTP, and event streams say when to
   call again. */

const POLL = 30_000;            // how often everything is asked for in any case
const AGAIN = 1_000;            // at least, until a stream that broke is opened anew
const SOON = 500;               // at most, between a message and the calls that it causes
const TIMEOUT = 10_000;         // of a call
const RAW = "streams.watch";    // the service that passes on what is said on a raw stream

const someTime = () => AGAIN + 2 * AGAIN * Math.random();

/* Calls a service over HTTP; fails with its error, or after ten seconds without an answer. */
export async function post(method, params) {
  const given = typeof params === "object" ? params : [params].filter((each) => each !== undefined);
  const answer = await fetch("/jsonrpc", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: given ?? [] }),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const { result = null, error } = await answer.json();
  if (error) throw new Error(error.message ?? String(error));
  return result;
}

/* Reads the private channel of `channel.token` until `channel.reading` is aborted, which takes a
   header that browsers' own event streams can't send; `refused(text)` if the token is none. */
export async function readPrivately(channel, refused) {
  const { signal } = channel.reading;
  while (!signal.aborted) {
    try {
      const headers = { Authorization: `Bearer ${channel.token}` };
      const answer = await fetch("/events", { headers, signal });
      if (answer.status === 401) return refused((await answer.json()).error.message);
      if (answer.ok) await readMessages(answer.body, channel.callback);
    } catch {
      // it is tried again
    }
    await new Promise((resolve) => setTimeout(resolve, someTime()));
  }
}

/* Calls `take(message)` for each `message` event of a stream, until that ends. */
async function readMessages(body, take) {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split("\n\n");
    text = events.pop();
    for (const event of events) {
      const lines = event.split("\n");
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (lines.includes("event: message")) take(JSON.parse(data.join("\n")));
    }
  }
}

/* The event stream of one channel, opened anew whenever it breaks. */
class EventStream {
  #address;
  #hear;
  #source;
  #timer;

  /* `hear` has a function for each sort of event, `open` and `error` included. */
  constructor(channel, hear) {
    this.#address = `/events?${new URLSearchParams({ channel })}`;
    this.#hear = hear;
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source.close();
  }

  #open() {
    const source = this.#source = new EventSource(this.#address);
    for (const [event, heard] of Object.entries(this.#hear)) source.addEventListener(event, heard);
    source.addEventListener("error", () => {
      // Browsers give up on an answer that is no stream, which a site that restarts gives.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#timer = setTimeout(() => this.#open(), someTime());
    });
  }
}

/* Keeps subscriptions answered: each is called again when a commit was counted, and at intervals;
   each raw stream has an event stream of its own. `become(state)` hears how the connection is. */
export class EventStreams {
  #subscriptions;
  #commits;
  #raw = new Map();
  #closed = false;
  #interval;
  #soon;

  constructor(subscriptions, become) {
    this.#subscriptions = subscriptions;
    this.#commits = new EventStream("commits", {
      open: () => {
        become("stream");
        this.#refreshSoon();
      },
      error: () => become("closed"),
      commit: () => this.#refreshSoon(),
      reset: () => this.#refreshSoon(),
    });
    this.#interval = setInterval(() => this.#refresh(), POLL);
    this.follow();
  }

  /* Subscriptions have come or gone. */
  follow() {
    const wanted = new Set([...this.#subscriptions.values()].filter(isRaw).map(keyOf));
    for (const [key, stream] of this.#raw) {
      if (wanted.has(key)) continue;
      stream.close();
      this.#raw.delete(key);
    }
    for (const key of wanted) {
      if (this.#raw.has(key)) continue;
      const stream = (event) => this.#pass(key, JSON.parse(event.data));
      this.#raw.set(key, new EventStream(key, { stream }));
    }
    this.#refreshSoon(0);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#interval);
    clearTimeout(this.#soon);
    for (const stream of [this.#commits, ...this.#raw.values()]) stream.close();
  }

  #pass(key, data) {
    for (const subscription of this.#subscriptions.values()) {
      if (isRaw(subscription) && keyOf(subscription) === key) subscription.callback?.(data, "manual");
    }
  }

  #refreshSoon(longest = SOON) {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#refresh(), longest * Math.random());
  }

  async #refresh() {
    for (const [client, subscription] of [...this.#subscriptions]) {
      const trigger = subscription.seen === undefined ? "subscribe" : "manual";
      try {
        const data = await post(subscription.method, subscription.params);
        const seen = JSON.stringify(data);
        if (this.#closed) return;       // a WebSocket tells it, and what it told is newer
        if (seen === subscription.seen || this.#subscriptions.get(client) !== subscription) continue;
        subscription.seen = seen;
        subscription.callback?.(data, trigger);
      } catch (error) {
        subscription.error?.(error.message);
      }
    }
  }
}

const isRaw = ({ method }) => method === RAW;

const keyOf = ({ params }) => String(Array.isArray(params) ? params[0] : params?.key ?? params);
