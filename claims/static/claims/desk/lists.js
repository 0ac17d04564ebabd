// What the list pages have in common: one tab stop per list, and the board of the queue.
import { changed } from "./changed.js";
import { queue } from "./queue.js";
import { roving } from "./roving.js";

export function lists() {
  changed();
  roving();
  queue();
}
