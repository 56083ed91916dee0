/* Scrolling charts on canvas, drawn by uPlot in the colours of the page. */

import { number } from "./words.js";
import uPlot from "../vendor/uplot-1.6.32/uPlot.esm.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const contrast = matchMedia("(prefers-contrast: more)");
const FONT = "12px system-ui, sans-serif";
const INCREMENTS = [10, 15, 30, 60, 300, 600, 900, 1_800, 21_600, 43_200];
const STILL = 1_000;            // ms between two pictures for who wants no motion

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(options) {
  return {
    stroke: colour("--soft"),
    font: FONT,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    ...options,
  };
}

const whole = (_plot, values) =>
  values.map((value) => (Number.isInteger(value) ? number(value) : ""));

const atLeast = (least) => (_plot, _low, high) => [0, Math.max(least, (high ?? 0) * 1.1)];

/* A chart in `place` that is made anew, by `options()`, when it has another width or colours. */
class Chart {
  #place;
  #plot = null;
  #data;

  constructor(place, data) {
    this.#place = place;
    this.#data = data;
    new ResizeObserver(() => this.#resize()).observe(place);
    for (const scheme of [dark, contrast]) scheme.addEventListener("change", () => this.rebuild());
  }

  /* Pixels from left to right, none while it can't be seen. */
  get width() {
    return this.#place.clientWidth;
  }

  draw(data, from, to) {
    this.#data = data;
    if (!this.width) return;
    this.#plot ??= this.#make();
    this.#plot.batch(() => {
      this.#plot.setData(data, false);
      this.#plot.setScale("x", { min: from, max: to });
    });
  }

  rebuild() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #make() {
    const size = { width: this.width, height: this.#place.clientHeight };
    const common = { legend: { show: false }, cursor: { show: false }, padding: [8, 0, 0, 0] };
    return new uPlot({ ...size, ...common, ...this.options() }, this.#data, this.#place);
  }

  #resize() {
    const size = { width: this.width, height: this.#place.clientHeight };
    if (size.width) this.#plot?.setSize(size);
  }
}

/* Bars of commits with a line of points, on a scale each. */
export class PulseChart extends Chart {
  #clock;

  constructor(place, clock) {
    super(place, [[], [], []]);
    this.#clock = clock;
  }

  options() {
    const times = (_plot, values) => values.map((value) => this.#clock(value));
    const bars = uPlot.paths.bars({ size: [0.72, 28], align: 1 });
    return {
      scales: { x: { time: false }, commits: { range: atLeast(4) }, points: { range: atLeast(40) } },
      series: [
        {},
        { scale: "commits", fill: colour("--sun"), width: 0, paths: bars, points: { show: false } },
        { scale: "points", stroke: colour("--link"), width: 1.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } },
      ],
      axes: [
        axis({ size: 28, space: 80, values: times, incrs: INCREMENTS }),
        axis({ scale: "commits", size: 44, stroke: colour("--sun-ink"), values: whole }),
        axis({ scale: "points", side: 1, size: 52, stroke: colour("--link"), values: whole, grid: { show: false } }),
      ],
    };
  }
}

/* One line of readings. */
export class ReadingChart extends Chart {
  #colour;

  constructor(place, colourName) {
    super(place, [[], []]);
    this.#colour = colourName;
  }

  options() {
    return {
      scales: { x: { time: false } },
      series: [{}, { stroke: colour(this.#colour), width: 1.5, points: { show: false } }],
      axes: [
        axis({ size: 8, values: (_plot, values) => values.map(() => "") }),
        axis({ size: 52, space: 32 }),
      ],
    };
  }
}

/* Calls `draw()` as often as the screen shows a new picture, or once a second for who wants no
   motion; not at all while the page is hidden. */
export function everyFrame(draw) {
  let last = 0;
  function frame(time) {
    if (!still.matches || time - last >= STILL) {
      last = time;
      draw();
    }
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
}
