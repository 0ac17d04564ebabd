// Names of keys: what a press is called, and how it is written on the screen. Pure, so that Node can test it.

/** Whether this machine's own modifier is ⌘. */
export const isMac = (platform) => /mac|iphone|ipad/i.test(platform || "");

/** Chords that belong to the browser or to a screen reader; nobody may bind them. */
const TAKEN = ["ctrl+w", "ctrl+l", "ctrl+t", "ctrl+n", "ctrl+r", "ctrl+f", "ctrl+p", "ctrl+a", "ctrl+c", "ctrl+x", "ctrl+d", "ctrl+h", "ctrl+shift+t", "ctrl+shift+n", "ctrl+tab", "tab", "shift+tab", "alt+arrowleft", "alt+arrowright"];

export const isTaken = (name) => TAKEN.includes(name) || /(^|\+)(insert|capslock|f\d+)$/.test(name);

/** Whether it is one character, perhaps with Shift: such keys act outside fields only, and can be changed. */
export const isSingle = (name) => name.replace(/^shift\+/, "").length === 1 || name.includes(">");

/**
 * What a press may be called, the likeliest first: by what it types, so that every layout has its own “?” and “[”;
 * for letters of another script, and for digits that need Shift, also by where the key is.
 * @param {{key: string, code?: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, shiftKey?: boolean, isComposing?: boolean, keyCode?: number, getModifierState?: (name: string) => boolean}} event
 */
export function namesOf(event, mac = false) {
  if (event.isComposing || event.keyCode === 229 || ["Dead", "Process", "Unidentified"].includes(event.key)) return [];
  const typing = Boolean(event.getModifierState && event.getModifierState("AltGraph"));
  const main = !typing && (mac ? event.metaKey : event.ctrlKey);
  const other = !typing && (mac ? event.ctrlKey : event.metaKey);
  if (other) return [];
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const code = event.code || "";
  const letter = /^[a-z]$/.test(key);
  const sign = key.length === 1 && !letter && /^[\x21-\x7e]$/.test(key);
  const made = (name, alt, shift) => (main ? "ctrl+" : "") + (alt ? "alt+" : "") + (shift ? "shift+" : "") + name;
  const alt = Boolean(event.altKey) && !typing;
  if (sign) {
    const found = [made(key, alt && !mac, false)];
    if (/^Digit\d$/.test(code) && !/\d/.test(key) && !event.shiftKey) found.push(made(code.slice(5), alt, false));
    return found;
  }
  if (key.length === 1 && !letter) {
    if (/^Digit\d$/.test(code) && !event.shiftKey) return [made(code.slice(5), alt, false)];
    return /^Key[A-Z]$/.test(code) ? [made(code.slice(3).toLowerCase(), alt, event.shiftKey)] : [];
  }
  return [made(key, alt, event.shiftKey)];
}

const WORDS = { arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→", escape: "Esc", enter: "Enter", shift: "Shift", alt: "Alt", space: "Space", delete: "Del" };

/** The parts of a key as they are written: `ctrl+shift+z` is [“Ctrl Shift Z”], `g>t` is [“G”, “T”]. */
export function written(name, mac = false) {
  return name.split(">").map((one) => {
    const parts = one === "+" ? ["+"] : one.split("+");
    return parts.map((part) => (part === "ctrl" ? (mac ? "⌘" : "Ctrl") : mac && part === "alt" ? "⌥" : WORDS[part] || part.toUpperCase())).join(" ");
  });
}

/** From what was pressed to the key of the table that it means for this person; empty where it means nothing. */
export function meant(name, { off = false, own = {} } = {}) {
  if (!isSingle(name)) return name;
  if (off) return "";
  const shift = name.startsWith("shift+") ? "shift+" : "";
  const bare = name.slice(shift.length);
  const found = Object.keys(own).find((key) => own[key] === bare);
  if (found) return shift + found;
  return own[bare] ? "" : name;
}

/** From a key of the table to what this person presses for it; empty where it is switched off. */
export function pressed(name, { off = false, own = {} } = {}) {
  if (!isSingle(name)) return name;
  if (off) return "";
  const shift = name.startsWith("shift+") ? "shift+" : "";
  const [bare, then] = name.slice(shift.length).split(">");
  return shift + (own[bare] || bare) + (then ? `>${then}` : "");
}
