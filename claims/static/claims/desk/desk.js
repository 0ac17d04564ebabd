// The desk's script: each behaviour is a module of its own. Every page works without any of it.
import { gutter } from "./gutter.js";
import { keys } from "./keys.js";
import { news } from "./news.js";
import { pasting } from "./pasting.js";
import { selecting } from "./selecting.js";
import { reveal, staying } from "./staying.js";
import { toasts } from "./toasts.js";
import { typing } from "./typing.js";

for (const start of [staying, news, typing, selecting, keys, pasting, toasts, gutter]) start();
document.dispatchEvent(new CustomEvent("desk:shown"));
reveal(location.hash);
