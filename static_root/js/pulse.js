/* The pulse: the heartbeat of everything or of one thing, and the raw streams below it. */

import { asked, onFlip } from "./flips.js";
import { countWatchers } from "./following.js";
import { nextSpan, show } from "./heartbeat.js";
import { begin } from "./streams.js";

onFlip(show, { s: nextSpan });
show(asked());
begin();
countWatchers();
