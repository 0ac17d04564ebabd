// <claim-card src="https://newsroom/checks/slug-id/">fallback</claim-card>: the check's own card in a shadow root.
// What stands inside the tag stays until the card is there, and if it can't be had. No cookies, one request.
const ID = /([a-z0-9]{12})\/?$/;

class ClaimCard extends HTMLElement {
  static observedAttributes = ["src", "theme", "shape"];

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
    try {
      const answer = await fetch(`${address.origin}/embed/claim/${id[1]}/`, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const card = page.querySelector(".cf");
      if (!card) return;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`:host{display:block}${page.querySelector("style").textContent}`);
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.replaceChildren(document.importNode(card, true));
      const shown = root.firstElementChild;
      if (this.getAttribute("shape") === "line") shown.dataset.shape = "line";
      const theme = this.getAttribute("theme");
      this.style.colorScheme = theme === "light" || theme === "dark" ? `only ${theme}` : "";
      shown.lang = page.documentElement.lang;
    } catch {
      // the fallback inside the tag stays
    }
  }
}

if (!customElements.get("claim-card")) customElements.define("claim-card", ClaimCard);
