// Inside the frame of an embedded check: tells the page around it how high the card is, in the dialects pages speak
// (WordPress, AMP and sidechain, pym, Datawrapper's listeners, Medium). Keeps nothing, sends nothing else.
(() => {
  const card = document.querySelector(".cf");
  const asked = new URLSearchParams(location.search);
  const secret = (/[?&#]secret=([\w-]+)/.exec(location.hash) || [])[1];
  const theme = asked.get("theme");
  const shape = asked.get("shape");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (shape === "line") card.dataset.shape = shape;
  if (parent === window) return;
  const post = (message) => parent.postMessage(message, "*");
  let last = 0;
  const tell = (again) => {
    const height = Math.ceil(card.getBoundingClientRect().height);
    if (!height || (height === last && again !== true)) return;
    last = height;
    post({ sentinel: "amp", type: "embed-size", height });
    post({ "datawrapper-height": { [card.dataset.check]: height } });
    post(JSON.stringify({ src: location.href, context: "iframe.resize", height }));
    if (asked.get("childId")) post(`pymxPYMx${asked.get("childId")}xPYMxheightxPYMx${height}`);
    if (secret) post({ message: "height", value: height, secret });
  };
  new ResizeObserver(() => tell()).observe(card);
  addEventListener("load", () => tell(true));
  addEventListener("message", ({ data }) => {
    if (data && (data.message === "ready" || data.sentinel === "amp")) tell(true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!secret || !link) return;
    event.preventDefault(); // a sandboxed frame can't open windows: WordPress follows the link for us
    post({ message: "link", value: link.href, secret });
  });
})();
