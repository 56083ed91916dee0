/* Commits and points, second by second, of the last hour.

   What the site tells of the past is trusted for all seconds that were over when it said so. Later
   ones are counted from the commits as they come, which is whole for seconds that began after this
   page had begun to follow. */

export const HOUR = 3_600;
const SETTLED = 2;              // seconds within which a commit is told, mostly

export class Beats {
  #past = new Map();            // [commits, points] by second, as told
  #own = new Map();             // the same as counted here
  #ids = new Set();
  #settled = 0;
  #ahead = 0;                   // how much the site's clock is ahead of this one, in seconds

  /* Seconds since 1970, by the site's clock. */
  get now() {
    return Date.now() / 1000 + this.#ahead;
  }

  /* Takes what `pulse.history` told. */
  remember({ until, beats }) {
    if (Math.abs(until + 0.5 - this.now) > 1) this.#ahead = until + 0.5 - Date.now() / 1000;
    this.#settled = until - SETTLED;
    this.#past = new Map(beats.map(([second, commits, points]) => [second, [commits, points]]));
  }

  /* Counts a commit; false if the past as told is too old to say whether it is in there. */
  count({ id, points }) {
    if (this.#ids.has(id)) return true;
    this.#ids.add(id);
    const second = Math.floor(Number(id.split("-")[0]) / 1000);
    const [commits, sum] = this.#own.get(second) ?? [0, 0];
    this.#own.set(second, [commits + 1, sum + (points ?? 0)]);
    return second > this.#settled;
  }

  /* Forgets what is older than an hour. */
  forget() {
    const before = this.now - HOUR - 60;
    for (const counted of [this.#past, this.#own]) {
      for (const second of counted.keys()) if (second < before) counted.delete(second);
    }
    for (const id of this.#ids) if (Number(id.split("-")[0]) < before * 1000) this.#ids.delete(id);
  }

  /* [commits, points] of one second. */
  at(second) {
    const past = this.#past.get(second), own = this.#own.get(second);
    if (second <= this.#settled || !own) return past ?? NOTHING;
    return past && past[0] > own[0] ? past : own;
  }

  /* [commits, points] of the seconds after `since` up to `until`. */
  between(since, until) {
    const sum = [0, 0];
    for (const second of this.#seconds()) {
      if (second <= since || second > until) continue;
      const [commits, points] = this.at(second);
      sum[0] += commits;
      sum[1] += points;
    }
    return sum;
  }

  /* [times, commits, points], each a list as charts want it: `size` seconds to a bar, and only
     seconds after `after` counted. */
  columns(since, until, size, after = 0) {
    const first = Math.floor(since / size), length = Math.floor(until / size) - first + 1;
    const times = Array.from({ length }, (_, index) => (first + index) * size);
    const commits = new Array(length).fill(0), points = new Array(length).fill(0);
    for (const second of this.#seconds()) {
      const index = Math.floor(second / size) - first;
      if (index < 0 || index >= length || second <= after) continue;
      const counted = this.at(second);
      commits[index] += counted[0];
      points[index] += counted[1];
    }
    return [times, commits, points];
  }

  #seconds() {
    return new Set([...this.#past.keys(), ...this.#own.keys()]);
  }
}

/* Commits and points, hour by hour, of the last two days: as `pulse.hours` told, and since then as
   the beats have it. */
export class Hours {
  #told = new Map();
  #until = 0;
  #since = 0;

  /* Takes what `pulse.hours` told. */
  remember({ until, since, beats }) {
    this.#until = until;
    this.#since = since;
    this.#told = new Map(beats.map(([second, commits, points]) => [second, [commits, points]]));
  }

  /* Whether it has been told, and so lately that beats still know what came since then. */
  isFresh(now) {
    return now - this.#until < HOUR / 2;
  }

  /* Whether hours after `since` may have had more than is known. */
  lacks(since) {
    return this.#since > Math.ceil(since / HOUR) * HOUR;
  }

  /* [times, commits, points] as those of `Beats`. */
  columns(beats, since, until) {
    const [times, commits, points] = beats.columns(since, until, HOUR, this.#until);
    times.forEach((time, index) => {
      const [more, sum] = this.#told.get(time) ?? NOTHING;
      commits[index] += more;
      points[index] += sum;
    });
    return [times, commits, points];
  }
}

const NOTHING = [0, 0];
