/* Talks to the site's services over one WebSocket: calls, and subscriptions that are answered again
   whenever the answer changes. docs/services.md has the protocol.

     import { july } from "./july.js";
     const id = july.subscribe({ method: "boards.people", params: [], callback: draw });
     july.unsubscribe(id);
     const person = await july.call("people.get", "octo");
     july.open({ token, callback: read });        // the private channel of a token

   A connection that breaks is made anew and all subscriptions are sent again, so that a page catches
   up by itself. Where WebSockets are blocked, eventstreams.js stands in for it. */

import { EventStreams, post, readPrivately } from "./eventstreams.js";
import { gettext } from "./words.js";

const TIMEOUT = 10_000;         // of a call
const POLL = 30_000;            // how often it is tried whether anybody is there
const FIRST = 1_000, LAST = 30_000;     // between attempts to connect
const LIFE = 55 * 60_000;       // hosts end a connection after an hour: better when it suits us
const BLOCKED = 2;              // attempts in a row without ever an open connection
const RETRY_BLOCKED = 60_000;
const RENEWAL = 60 * 60_000;    // at most until a token is exchanged: it is good for two hours
const SOONEST = 60_000;         // at least until then, and between attempts

const WORDS = {
  connecting: ["off", gettext("connecting")],
  open: ["on", gettext("live")],
  stream: ["on", gettext("live")],
  closed: ["off", gettext("offline, reconnecting")],
};

/* Shows a state on the dots of the page, in words and by colour. */
export function show(state, dots = document.querySelectorAll("[data-live]")) {
  const [look, word] = WORDS[state];
  for (const dot of dots) {
    dot.hidden = false;
    dot.className = `live live-${look}`;
    dot.querySelector(".live-word").textContent = word;
  }
}

/* Fires `open` and `close`, and `state` whenever `state` changes. */
export class July extends EventTarget {
  state = "closed";
  #address;
  #socket = null;
  #streams = null;         // in place of the socket, where WebSockets are blocked
  #subscriptions = new Map();
  #privates = new Map();
  #calls = new Map();
  #number = 0;
  #wait = FIRST;
  #failures = 0;
  #everOpen = false;
  #timers = {};

  constructor(address = new URL("/ws", location.href)) {
    super();
    this.#address = new URL(address, location.href);
    this.#address.protocol = this.#address.protocol.replace("http", "ws");
    addEventListener("online", () => this.#hurry());
    addEventListener("pageshow", (event) => event.persisted && this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#poll());
  }

  /* Calls `callback(data, trigger)` with the answer, and again whenever it changes; `error(text)`
     if there is none. The same `client` again replaces what it subscribed to. Gives the client. */
  subscribe({ method, params, client = `client-${++this.#number}`, callback, error }) {
    const subscription = { method, params, callback, error, seen: undefined };
    this.#subscriptions.set(client, subscription);
    if (this.#isOpen) this.#request(client, subscription);
    this.#streams?.follow();
    this.#connect();
    return client;
  }

  /* Ends the subscription of a client, or of a list of them. */
  unsubscribe(client) {
    for (const each of [client].flat()) this.#subscriptions.delete(each);
    if (this.#isOpen) this.#send({ action: "unsubscribe", client });
    this.#streams?.follow();
  }

  /* The answer of a service, as a promise that fails after ten seconds without one. */
  call(method, ...params) {
    if (this.#streams) return post(method, params);
    const callback = `callback-${++this.#number}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(callback);
        const text = `${method} did not answer within ${TIMEOUT / 1000} s`;
        reject(new DOMException(text, "TimeoutError"));
      }, TIMEOUT);
      const call = { message: { method, params, callback }, sent: false, resolve, reject, timer };
      this.#calls.set(callback, call);
      this.#sendCall(call);
      this.#connect();
    });
  }

  /* Opens the private channel of a token: `callback(message)` gets what is sent there. The token is
     exchanged for a fresh one before it ends; `error(text)` says why there is no channel any more.
     Gives a name for `shut`. */
  open({ token, callback, error }) {
    const name = `private-${++this.#number}`;
    this.#privates.set(name, { token, callback, error, client: undefined, expires: 0, timer: null });
    if (this.#isOpen) this.#show(name);
    else if (this.#streams) this.#readPrivately(name);
    this.#connect();
    return name;
  }

  /* Ends what `open` began. */
  shut(name) {
    const { client, timer, reading } = this.#privates.get(name) ?? {};
    this.#privates.delete(name);
    clearTimeout(timer);
    reading?.abort();
    if (this.#isOpen && client !== undefined) this.#send({ action: "unsubscribe", client });
  }

  /* Ends the connection, until the next call or subscription. */
  close() {
    clearTimeout(this.#timers.connect);
    this.#timers.connect = null;
    this.#stopListening();
    this.#socket?.close(1000);
    this.#leave();
    this.#become("closed");
  }

  get #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #connect() {
    if (this.#socket || this.#timers.connect) return;
    if (!this.#streams) this.#become("connecting");
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    this.#timers.opening = setTimeout(() => socket.close(), TIMEOUT);
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.#socket && this.#lost();
  }

  #opened() {
    clearTimeout(this.#timers.opening);
    this.#everOpen = true;
    this.#failures = 0;
    this.#stopListening();
    this.#timers.poll = setInterval(() => this.#poll(), POLL);
    this.#timers.life = setTimeout(() => this.#again(), LIFE * (0.9 + 0.1 * Math.random()));
    for (const [client, subscription] of this.#subscriptions) this.#request(client, subscription);
    for (const name of this.#privates.keys()) this.#show(name);
    for (const call of this.#calls.values()) this.#sendCall(call);
    this.#become("open");
  }

  #receive({ client, callback, data = null, error, trigger }) {
    this.#wait = FIRST;     // not before: who is accepted and closed at once has to wait longer
    if (this.#privates.has(callback)) {
      this.#admitted(callback, client, data, error);
      return;
    }
    const call = this.#calls.get(callback);
    if (call) {
      this.#settle(callback, call, error, data);
      return;
    }
    for (const [name, channel] of this.#privates) {
      if (client === undefined || channel.client !== client) continue;
      if (error === undefined) channel.callback(data);
      else this.#admitted(name, client, data, error);
    }
    const subscription = this.#subscriptions.get(client);
    if (error !== undefined) subscription?.error?.(error);
    else subscription?.callback?.(data, trigger);
  }

  #settle(callback, call, error, data) {
    clearTimeout(call.timer);
    this.#calls.delete(callback);
    if (error === undefined) call.resolve(data);
    else call.reject(new Error(error));
  }

  #leave() {
    this.#socket = null;
    clearTimeout(this.#timers.opening);
    for (const channel of this.#privates.values()) channel.client = undefined;
    clearInterval(this.#timers.poll);
    clearTimeout(this.#timers.life);
    for (const [callback, call] of this.#calls) {
      if (call.sent) this.#settle(callback, call, "the connection was lost");
    }
  }

  #lost() {
    this.#leave();
    this.#failures += 1;
    const blocked = !this.#everOpen && this.#failures >= BLOCKED;
    if (blocked && !this.#streams) this.#fallBack();
    if (!this.#streams) this.#become("closed");
    const wait = this.#streams ? RETRY_BLOCKED : this.#wait;
    this.#wait = Math.min(2 * this.#wait, LAST);
    // All pages lose a site that stops at the same moment: each comes back at one of its own.
    this.#timers.connect = setTimeout(() => this.#hurry(), wait * Math.random());
  }

  #hurry() {
    clearTimeout(this.#timers.connect);
    this.#timers.connect = null;
    if (this.#subscriptions.size || this.#privates.size || this.#calls.size) this.#connect();
  }

  /* A new connection in place of an old one, without a wait. */
  #again() {
    const old = this.#socket;
    this.#leave();
    old?.close(1000);
    this.#connect();
  }

  #poll() {
    const socket = this.#socket;
    if (!this.#isOpen) return;
    this.call("sideboard.poll").catch((error) => {
      if (error.name === "TimeoutError" && socket === this.#socket) this.#again();
    });
  }

  #request(client, { method, params }) {
    this.#send({ method, params, client });
  }

  #sendCall(call) {
    if (!this.#isOpen || call.sent) return;
    call.sent = true;
    this.#send(call.message);
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #become(state) {
    if (state === this.state) return;
    const before = this.state;
    this.state = state;
    this.dispatchEvent(new Event("state"));
    if (state === "open" || state === "stream") this.dispatchEvent(new Event("open"));
    else if (before === "open" || before === "stream") this.dispatchEvent(new Event("close"));
  }

  #show(name) {
    this.#send({ action: "token", token: this.#privates.get(name).token, callback: name });
  }

  #admitted(name, client, data, error) {
    const channel = this.#privates.get(name);
    if (error !== undefined) {
      this.#privates.delete(name);
      clearTimeout(channel.timer);
      channel.error?.(error);
      return;
    }
    channel.client = client;
    channel.expires = data.expires * 1000;
    this.#renewIn(name, Math.min((channel.expires - Date.now()) / 2, RENEWAL));
  }

  #renewIn(name, wait) {
    const channel = this.#privates.get(name);
    clearTimeout(channel.timer);
    channel.timer = setTimeout(() => this.#renew(name), Math.max(wait, SOONEST));
  }

  /* A token that can't be exchanged is shown once more when it has ended: the site says why. */
  async #renew(name) {
    const channel = this.#privates.get(name);
    try {
      channel.token = await this.call("channel.renew", channel.token);
    } catch {
      if (this.#privates.has(name) && Date.now() < channel.expires) {
        this.#renewIn(name, SOONEST);
        return;
      }
    }
    if (!this.#privates.has(name)) return;
    if (this.#isOpen) this.#show(name);
    else this.#renewIn(name, RENEWAL);
  }


  #fallBack() {
    this.#streams = new EventStreams(this.#subscriptions, (state) => this.#become(state));
    for (const [callback, call] of [...this.#calls]) {
      const { method, params } = call.message;
      this.#calls.delete(callback);
      post(method, params).then(
        (data) => this.#settle(callback, call, undefined, data),
        (error) => this.#settle(callback, call, error.message),
      );
    }
    for (const name of this.#privates.keys()) this.#readPrivately(name);
  }

  #readPrivately(name) {
    const channel = this.#privates.get(name);
    this.#renewIn(name, SOONEST);       // nobody says here how long the token is good
    channel.reading = new AbortController();
    readPrivately(channel, (text) => this.#admitted(name, undefined, null, text));
  }

  #stopListening() {
    this.#streams?.close();
    this.#streams = null;
    for (const channel of this.#privates.values()) channel.reading?.abort();
  }
}

/* The page's own connection, which its dots follow once it is used. */
export const july = new July();
july.addEventListener("state", () => show(july.state));

export const subscribe = (wanted) => july.subscribe(wanted);
export const unsubscribe = (client) => july.unsubscribe(client);
export const call = (method, ...params) => july.call(method, ...params);
