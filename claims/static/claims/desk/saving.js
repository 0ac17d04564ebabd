// A form that saves itself, field by field. Words go to the device first and leave it when the server has them; only
// changed fields are sent, each with the version it is based on; an answer never overwrites newer typing.
import { drop, keep, keyOf, leftBehind } from "./drafts.js";
import { both, removeCard, showCard } from "./meeting.js";
import { secret, signIn } from "./signing_in.js";
import { enqueue, refresh } from "./staying.js";

const WAIT = 800;
const LONGEST = 5000;
const AGAIN = [1000, 2000, 4000, 8000, 15000];

/** @type {Map<string, Saver>} by the draft they save */
const savers = new Map();

export function saving() {
  document.addEventListener("desk:shown", attach);
  document.addEventListener("input", (event) => of(event)?.typed(event.target.name));
  document.addEventListener("change", (event) => of(event)?.soon(0));
  document.addEventListener("focusout", (event) => of(event)?.soon(0));
  document.addEventListener("desk:save", (event) => of(event)?.save(), { capture: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) all((saver) => saver.soon(0)); });
  document.addEventListener("desk:signed-in", () => all((saver) => saver.soon(0)));
  addEventListener("online", () => all((saver) => saver.soon(0)));
  document.addEventListener("live:object", (event) => all((saver) => saver.heard(event.detail)));
  document.addEventListener("desk:pull", () => all((saver) => saver.pull()));
  document.addEventListener("submit", (event) => of(event)?.submitting(event), { capture: true });
  document.addEventListener("formdata", (event) => of(event)?.trim(event.formData), { capture: true });
  addEventListener("beforeunload", (event) => { if ([...savers.values()].some((saver) => saver.onlyHere)) event.preventDefault(); });
}

function of(event) {
  const form = event.target.form || event.target;
  for (const saver of savers.values()) if (saver.form === form) return saver;
  return null;
}

function all(work) {
  for (const saver of savers.values()) if (saver.form.isConnected) work(saver);
}

/** After the page was shown or morphed: find the forms, and take over what the server says the draft is now. */
function attach() {
  for (const saver of savers.values()) if (!saver.form.isConnected) saver.gone();
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const told = JSON.parse(document.getElementById(form.dataset.now)?.textContent || "null");
    if (!told) continue;
    const known = savers.get(told.id);
    if (known && known.form === form) { known.take(told); continue; }
    const saver = new Saver(form, told, known);
    savers.set(told.id, saver);
    saver.bringBack();
  }
}

class Saver {
  constructor(form, told, earlier) {
    this.form = form;
    this.id = told.id;
    this.me = told.me;
    this.version = told.version;
    this.failures = 0;
    this.timer = 0;
    this.since = 0;
    this.queued = false;
    this.keeping = Promise.resolve();
    /** @type {Map<string, {base: string, version: number, met: any, fault: {value: string}|null}>} */
    this.fields = new Map();
    for (const [name, value] of Object.entries(told.fields)) {
      if (this.control(name)) this.fields.set(name, { base: value, version: told.version, met: null, fault: null });
    }
    clearTimeout(earlier?.timer);
    this.mark();
  }

  control(name) { return this.form.elements.namedItem(name); }
  value(name) { return this.control(name)?.value ?? ""; }
  dirty(name) { return this.value(name) !== this.fields.get(name).base; }
  element(name) {
    const control = this.control(name);
    return control instanceof RadioNodeList ? control[0] : control;
  }
  label(name) {
    const id = this.element(name)?.id;
    const label = id && document.querySelector(`label[for="${CSS.escape(id)}"]`);
    return label ? label.firstChild.textContent.trim() : name[0].toUpperCase() + name.slice(1);
  }

  put(name, value) {
    const control = this.control(name);
    if (control.value === value) return;
    if (control instanceof RadioNodeList && !value) for (const radio of control) radio.checked = false;
    else control.value = value;
    this.element(name).dispatchEvent(new CustomEvent("desk:put", { bubbles: true }));
  }

  // ---- typing

  typed(name) {
    const field = this.fields.get(name);
    if (!field) return;
    this.element(name).closest(".field, fieldset")?.querySelector(".fault")?.remove();
    if (field.fault) { field.fault = null; this.element(name).removeAttribute("aria-invalid"); this.note(name, ""); }
    this.keep(name);
    if (field.met) this.card(name);
    this.mark();
    if (this.dirty(name) && !field.met) this.soon(WAIT);
  }

  /** Write the field's words down on the device, or forget them once the server has the same. */
  keep(name) {
    const field = this.fields.get(name);
    const value = this.value(name);
    const key = keyOf(this.me, this.id, name);
    const writing = value === field.base
      ? drop(key)
      : keep({ me: this.me, object: this.id, field: name, value, base: field.base, label: `${this.form.dataset.object}, ${this.label(name).toLowerCase()}`, place: location.pathname });
    this.keeping = Promise.all([this.keeping, writing]);
  }

  soon(wait) {
    if (!this.pending().length) return;
    this.since = this.since || Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(wait, Math.max(0, this.since + LONGEST - Date.now())));
  }

  pending() {
    return [...this.fields].filter(([name, field]) => this.dirty(name) && !field.met && field.fault?.value !== this.value(name)).map(([name]) => name);
  }

  // ---- one request at a time; what is typed meanwhile waits for the next

  save() {
    clearTimeout(this.timer);
    if (this.queued) return;
    this.queued = true;
    enqueue(async () => {
      this.queued = false;
      this.since = 0;
      await this.send();
    });
  }

  async send() {
    const sent = new Map(this.pending().map((name) => [name, this.value(name)]));
    if (!sent.size || !this.form.isConnected) { this.mark(); return; }
    const body = new URLSearchParams({ row_version: String(this.version), me: this.me });
    for (const [name, value] of sent) {
      body.set(name, value);
      body.set(`base.${name}`, String(this.fields.get(name).version));
    }
    this.mark("Saving…");
    await this.keeping;
    const answer = await this.ask(body);
    if (!answer) return;
    const told = answer.told;
    if (answer.status === 200) {
      for (const [name, value] of sent) Object.assign(this.fields.get(name), { base: value, version: told.version, fault: null });
      this.take(told);
      for (const name of sent.keys()) this.keep(name);
      if (!document.querySelector("#gate [data-gap]")) this.clear();
    } else if (answer.status === 412 && Object.keys(told.conflicts).length) {
      for (const [name, met] of Object.entries(told.conflicts)) this.meet(name, met.theirs, told.version, `${met.by || "Somebody else"} changed this while you did`, met.at, met.by);
      this.take(told);
    } else if (answer.status === 422 && Object.keys(told.faults).some((name) => sent.has(name))) {
      for (const name of Object.keys(told.faults)) if (sent.has(name)) this.fault(name, sent.get(name), told.faults[name]);
    } else {
      this.mark(`Needs you: ${told.detail}`);
      if (answer.status === 409 && told.code !== "session.other_person") refresh();
      return;
    }
    this.mark();
    if (this.pending().length) this.soon(answer.status === 200 ? WAIT : 0);
  }

  /** One request; null where nothing came of it. Signing in again, if need be, is part of it. */
  async ask(body) {
    try {
      const answer = await fetch(this.form.dataset.autosave + (body ? "" : `?since=${this.version}`), {
        method: body ? "POST" : "GET",
        body,
        headers: { "HX-Request": "true", Accept: "application/json", "X-CSRFToken": secret() },
        credentials: "same-origin",
        keepalive: Boolean(body && document.hidden && body.toString().length < 60_000),
      });
      if (answer.status === 401) {
        this.mark("Needs you: sign in again. Your words are kept on this device.");
        if (await signIn()) return await this.ask(body);
        return null;
      }
      const json = answer.headers.get("Content-Type")?.includes("json");
      // What says it is well and has no draft in it is not the workbench: a mangled answer, or a portal on the way.
      if (answer.status >= 500 || (answer.ok && !json)) throw new Error(String(answer.status));
      const told = json ? await answer.json() : { detail: "The workbench would not take it.", conflicts: {}, faults: {}, fields: {} };
      this.failures = 0;
      return { status: answer.status, told };
    } catch {
      const wait = AGAIN[Math.min(this.failures++, AGAIN.length - 1)];
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (body ? this.save() : this.pull()), wait);
      this.mark();
      return null;
    }
  }

  /** Take over what the server has: fields nobody is writing in here show it, others keep their words. */
  take(told) {
    if (told.version < this.version) return;
    for (const [name, theirs] of Object.entries(told.fields)) {
      const field = this.fields.get(name);
      if (!field || told.version < field.version) continue;
      const change = told.changed?.[name];
      if (!this.dirty(name) || theirs === this.value(name)) {
        if (field.met) this.decided(name);
        const fresh = theirs !== this.value(name);
        this.put(name, theirs);
        Object.assign(field, { base: theirs, version: told.version });
        if (fresh && change && !change.mine) this.flash(name, change.by);
        this.keep(name);
      } else if (theirs === field.base) {
        field.version = told.version;
      } else if (change && !change.mine) {
        this.meet(name, theirs, told.version, `${change.by} changed this while you did`, change.at, change.by);
      }
    }
    this.version = told.version;
    const gate = document.getElementById("gate");
    if (gate && told.gate) gate.outerHTML = told.gate;
    this.mark();
  }

  heard(object) {
    if (object?.id === this.id && !(object.version <= this.version)) this.pull();
  }

  pull() {
    enqueue(async () => {
      const answer = await this.ask(null);
      if (answer?.status === 200) this.take(answer.told);
    });
  }

  // ---- two people in one field

  meet(name, theirs, version, head, at, by) {
    const field = this.fields.get(name);
    if (!field) return;
    if (theirs === this.value(name)) { Object.assign(field, { base: theirs, version, met: null }); removeCard(name); return; }
    field.met = { theirs, version, head, at, by };
    this.keep(name);
    for (const old of this.form.querySelectorAll(".conf:not([id])")) old.remove();
    this.card(name);
    this.mark();
  }

  card(name) {
    const { met } = this.fields.get(name);
    const radio = this.control(name) instanceof RadioNodeList;
    const shown = (value) => (radio ? this.form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`)?.dataset.label || "none" : value);
    showCard({
      field: this.element(name),
      name,
      head: met.head,
      theirs: shown(met.theirs),
      mine: shown(this.value(name)),
      at: met.at,
      takeWords: met.by ? `Take ${met.by}’s` : "Take what stands now",
      keepWords: met.by ? "Keep mine" : "Put mine back",
      both: !radio && this.element(name).tagName !== "SELECT",
      decide: (what) => this.decide(name, what),
    });
  }

  decide(name, what) {
    const field = this.fields.get(name);
    const { theirs, version } = field.met;
    const element = this.element(name);
    const mine = this.value(name);
    Object.assign(field, { base: theirs, version: Math.max(version, field.version) });
    this.decided(name);
    if (what === "theirs") this.put(name, theirs);
    if (what === "both") this.put(name, both(mine, theirs, element.tagName === "TEXTAREA" && !element.maxLength));
    element.focus();
    if (what === "both") element.setSelectionRange?.(0, mine.length);
    this.keep(name);
    this.mark();
    if (what !== "both") this.soon(0);
    else this.soon(WAIT);
  }

  decided(name) {
    this.fields.get(name).met = null;
    removeCard(name);
  }

  // ---- what an earlier window left on this device

  async bringBack() {
    for (const left of (await leftBehind(this.me, this.id)).reverse()) {
      const field = this.fields.get(left.field);
      if (!field || field.met || this.dirty(left.field)) continue;
      if (left.value !== field.base) {
        const before = field.base;
        this.put(left.field, left.value);
        this.keep(left.field);
        await this.keeping;
        if (left.base === before) this.note(left.field, "Brought back: these words were kept on this device.");
        else this.meet(left.field, before, field.version, "These words of yours were kept on this device; the field has changed since");
      }
      await drop(left.key);
    }
    this.mark();
    this.soon(0);
  }

  /** Nothing is missing any more: what an earlier try to send complained of goes. */
  clear() {
    document.getElementById("verdict-refusal")?.remove();
    for (const name of this.fields.keys()) {
      this.element(name).closest(".field, fieldset")?.querySelector(".fault")?.remove();
      for (const each of this.form.querySelectorAll(`[name="${name}"][aria-invalid]`)) each.removeAttribute("aria-invalid");
    }
  }

  note(name, words) {
    const hold = this.element(name).closest(".field, fieldset");
    hold?.querySelector(".broughtback")?.remove();
    if (words) hold?.append(Object.assign(document.createElement("p"), { className: "hint broughtback", textContent: words }));
  }

  flash(name, by) {
    this.note(name, `${by} wrote this just now.`);
  }

  fault(name, value, words) {
    this.fields.get(name).fault = { value, words };
    this.note(name, words);
    this.element(name).setAttribute("aria-invalid", "true");
  }

  // ---- sending the form itself: what is saved stays out of it, what meets somebody else's words is decided first

  submitting(event) {
    const met = [...this.fields].find(([, field]) => field.met)?.[0];
    if (!met) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const card = document.getElementById(`meeting-${met}`);
    card?.scrollIntoView({ block: "center" });
    card?.querySelector("button")?.focus();
  }

  trim(data) {
    data.set("row_version", String(this.version));
    data.set("me", this.me);
    this.submitted = new Map([...this.fields.keys()].map((name) => [name, this.value(name)]));
    for (const [name, field] of this.fields) {
      if (this.dirty(name)) data.set(`base.${name}`, String(field.version));
      else data.delete(name);
    }
  }

  /** The form is off the page, the draft sent or taken over: what went with it needs no keeping. */
  gone() {
    for (const [name, value] of this.submitted || []) {
      if (value === this.value(name)) drop(keyOf(this.me, this.id, name));
    }
    savers.delete(this.id);
  }

  // ---- the word for how it stands

  get onlyHere() { return this.form.isConnected && this.failures > 0 && [...this.fields.keys()].some((name) => this.dirty(name)) && !indexedDB; }

  mark(words = "") {
    const names = [...this.fields.keys()];
    const dirty = names.some((name) => this.dirty(name));
    this.form.toggleAttribute("data-dirty", dirty);
    const state = document.getElementById("saved");
    if (!state) return;
    const met = names.some((name) => this.fields.get(name).met || this.fields.get(name).fault?.value === this.value(name));
    const said = words || (this.failures && dirty ? "Offline: kept on this device" : met ? "Needs you" : dirty ? "Saving…" : "Saved");
    if (state.textContent.trim() !== said) state.textContent = said;
    state.classList.toggle("bad", said.startsWith("Needs") || said.startsWith("Offline"));
    state.dataset.state = said.split(":")[0];
    document.dispatchEvent(new CustomEvent("desk:saved", { detail: { offline: this.failures > 0, dirty } }));
  }
}
