// The desk's script: each behaviour is a module of its own. Every page works without any of it.
import { arriving } from "./arriving.js";
import { bench } from "./bench.js";
import { board } from "./board.js";
import { company } from "./company.js";
import { connection } from "./connection.js";
import { gutter } from "./gutter.js";
import { keeping } from "./keeping.js";
import { keys } from "./keys.js";
import { lists } from "./lists.js";
import { live } from "./live.js";
import { news } from "./news.js";
import { palette } from "./palette.js";
import { pasting } from "./pasting.js";
import { saving } from "./saving.js";
import { selecting } from "./selecting.js";
import { presence } from "./presence.js";
import { reveal, staying } from "./staying.js";
import { toasts } from "./toasts.js";
import { typing } from "./typing.js";
import { undoing } from "./undoing.js";
import { verdict } from "./verdict.js";

for (const start of [bench, live, presence, arriving, undoing, staying, news, saving, typing, keeping, connection, board, verdict, company, selecting, keys, palette, pasting, toasts, gutter, lists]) start();
document.dispatchEvent(new CustomEvent("desk:shown"));
reveal(location.hash);
performance.mark("desk:usable");
