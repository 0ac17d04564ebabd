// What a clipboard says, as text: its plain words, else those of its page, block by block.

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, blockquote, pre, figcaption, td, div, section, article";

/** @param {string} plain @param {string} html */
export function textOf(plain, html, parse = (words) => new DOMParser().parseFromString(words, "text/html")) {
  if (plain.trim()) return plain.trim();
  if (!html.trim()) return "";
  const page = parse(html);
  for (const each of page.querySelectorAll("script, style, template, noscript")) each.remove();
  for (const each of page.querySelectorAll("br")) each.replaceWith("\n");
  const blocks = [...page.body.querySelectorAll(BLOCKS)].filter((each) => !each.querySelector(BLOCKS));
  const words = blocks.length ? blocks.map((each) => each.textContent) : [page.body.textContent];
  return words.map((each) => each.replace(/[ \t\u00a0]+/g, " ").trim()).filter(Boolean).join("\n\n");
}
