// The search and the choice of rating of a list of checks. Without it the list is there whole.
(() => {
  const find = document.querySelector(".find"), said = find.querySelector("[role=status]");
  const words = find.querySelector("input"), rating = find.querySelector("select");
  const lines = [...document.querySelectorAll("li")];
  if (lines.length < 2) return;
  find.hidden = false;
  find.addEventListener("input", () => {
    const asked = words.value.toLowerCase().split(/\s+/);
    const kind = rating ? rating.value : "";
    let n = 0;
    for (const line of lines) {
      const text = line.textContent.toLowerCase();
      const fits = asked.every((word) => text.includes(word)) && (!kind || line.dataset.rating === kind);
      line.hidden = !fits;
      n += fits;
    }
    said.textContent = n ? said.dataset.shown.replace("{n}", n) : said.dataset.none;
  });
})();
