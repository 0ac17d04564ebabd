// <claim-card src="https://newsroom/checks/slug-id/">fallback</claim-card>: the check's own card in a shadow root.
// What stands inside the tag stays until the card is there, and if it can't be had. No cookies, one request.
const ID = /([a-z0-9]{12})\/?$/;

class ClaimCard extends HTMLElement {
  static observedAttributes = ["src", "theme", "shape", "version"];

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  async show() {
    const address = new URL(this.getAttribute("src") || "", document.baseURI);
    const id = ID.exec(address.pathname);
    // Only the newsroom that served this script is asked: an address can't bring somebody else's page in.
    if (!id || address.origin !== new URL(import.meta.url).origin) return;
    const version = /^[1-9]\d*$/.exec(this.getAttribute("version") || "");
    const path = `/embed/claim/${id[1]}/${version ? `v/${version[0]}/` : ""}`;
    try {
      const answer = await fetch(address.origin + path, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const card = page.querySelector(".cf");
      if (!card) return;
      const sheet = new CSSStyleSheet();
      const shape = this.getAttribute("shape");
      sheet.replaceSync(`:host{display:${shape === "text" ? "inline" : "block"}}${page.querySelector("style").textContent}`);
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const shown = document.importNode(card, true);
      if (shape === "line") shown.dataset.shape = "line";
      root.replaceChildren(...(shape === "text" ? inTheText(shown) : [shown]));
      const theme = this.getAttribute("theme");
      this.style.colorScheme = theme === "light" || theme === "dark" ? `only ${theme}` : "";
      shown.lang = page.documentElement.lang;
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
