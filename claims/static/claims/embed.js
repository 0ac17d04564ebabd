// <claim-card src="https://newsroom/checks/slug-id/">fallback</claim-card>: the check's own card in a shadow root; an
// article's address or that of a list shows their checks. What stands inside the tag stays until the card is there, and
// if it can't be had. No cookies, one request.
const PAGE = /^\/(check|article)s\/(?:[^/]*-)?([a-z0-9]{12})\/?(?:v\/(\d+)\/)?$/;

/** The frame of the page at this address, or nothing. */
function frameOf({ pathname, search }, version) {
  const [, kind, id, n] = PAGE.exec(pathname) || [];
  if (kind === "article") return `/embed/article/${id}/`;
  if (kind) return `/embed/claim/${id}/${version || n ? `v/${version || n}/` : ""}`;
  return pathname === "/checks/" ? `/embed/checks/${search}` : "";
}

class ClaimCard extends HTMLElement {
  static observedAttributes = ["src", "theme", "shape", "version"];

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  /** Once for all attributes that are set together; what was asked for last is shown, whichever answer comes last. */
  async show() {
    const turn = (this.turn = {});
    await null;
    if (turn !== this.turn) return;
    try {
      const address = new URL(this.getAttribute("src") || "", document.baseURI);
      const frame = frameOf(address, Number(this.getAttribute("version")));
      // Only the newsroom that served this script is asked: an address can't bring somebody else's page in.
      if (!frame || address.origin !== new URL(import.meta.url).origin) return;
      const answer = await fetch(address.origin + frame, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== this.turn) return;
      const card = page.querySelector(".cf");
      if (!card) return;
      const sheet = new CSSStyleSheet();
      const shape = this.getAttribute("shape");
      const styles = [...page.querySelectorAll("style")].map((each) => each.textContent).join("");
      sheet.replaceSync(`:host{display:${shape === "text" ? "inline" : "block"}}${styles}`);
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const shown = document.importNode(card, true);
      if (shape === "line") shown.dataset.shape = "line";
      root.replaceChildren(...(shape === "text" ? inTheText(shown) : [shown]));
      const theme = this.getAttribute("theme");
      this.style.colorScheme = theme === "light" || theme === "dark" ? `only ${theme}` : "";
      ({ lang: shown.lang, dir: shown.dir } = page.documentElement);
    } catch {
      // the fallback inside the tag stays
    }
  }
}

/** The host's own words as a button, with the small card above or below them. Escape or a press beside it closes it. */
function inTheText(card) {
  const words = document.createElement("button");
  words.type = "button";
  words.className = "inl";
  words.setAttribute("aria-expanded", "false");
  words.append(document.createElement("slot"));
  card.dataset.shape = "pop";
  card.popover = "auto";
  words.addEventListener("click", () => {
    card.togglePopover();
    if (!card.matches(":popover-open")) return;
    const at = words.getBoundingClientRect();
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const below = at.bottom + card.offsetHeight + 8 < innerHeight;
    card.style.inset = "auto";
    card.style.translate = `${Math.max(8, Math.min(at.x, room))}px ${below ? at.bottom + 6 : Math.max(8, at.y - card.offsetHeight - 6)}px`;
    card.style.insetBlockStart = card.style.insetInlineStart = "0";
  });
  card.addEventListener("toggle", (event) => words.setAttribute("aria-expanded", String(event.newState === "open")));
  return [words, card];
}

if (!customElements.get("claim-card")) customElements.define("claim-card", ClaimCard);
