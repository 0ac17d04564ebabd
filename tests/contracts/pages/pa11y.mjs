// Looks at pages with pa11y and both of its runners. Reads {chromium, layouts: [{name, width, scheme, direction}],
// pages: [{name, url, status, click, waitFor}]} and writes {looked, decided, faults: [words]}.
//
// pa11y reports as faults what axe leaves to a person. None of that is left out; it is answered here, by measuring:
// - frames: axe is put into each, so that what is in them is looked at as well (`frame-tested`);
// - a sign alone, such as ≠ or ✕, which axe does not measure since it may be a picture: measured as a letter is;
// - a sign whose line is higher than the ground of its own that it stands on, which axe takes for partly hidden: where all
//   its ink is on that ground, it is measured on it;
// - words on a gradient of plain colours: each of its colours, and those between, must be far enough from theirs.
// Whatever is still undecided then is a fault.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import pa11y from "pa11y";
import puppeteer from "puppeteer";

const { chromium, layouts, pages } = JSON.parse(await text(process.stdin));
const axe = readFileSync(createRequire(import.meta.resolve("pa11y")).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

// In the page: measures all contrasts once more, signs too, and says what is wrong or still open.
const measured = async () => {
  const asLetters = {
    ignoreUnicode: false, ignoreLength: true, ignorePseudo: false, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
    contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } },
    pseudoSizeThreshold: 0.25, shadowOutlineEmMax: 0.2, textStrokeEmMin: 0.03,
  };
  const colours = (css) => [...css.matchAll(/rgb\((\d+), (\d+), (\d+)\)/g)].map(([, ...rgb]) => rgb.map(Number));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((each) => each / 255).map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [less, more] = [light(one), light(other)].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  };
  // Of an element whose letters' ink is all on a plain ground of its own; NaN of anything else.
  const onOwnGround = (element) => {
    const { color, backgroundColor, font } = getComputedStyle(element);
    const [words] = colours(color), [ground] = colours(backgroundColor);
    if (!words || !ground || element.childNodes.length !== 1 || element.firstChild.nodeType !== Node.TEXT_NODE) return NaN;
    const range = document.createRange(), pen = document.createElement("canvas").getContext("2d");
    range.selectNodeContents(element);
    const [line, ...more] = range.getClientRects(), box = element.getBoundingClientRect();
    pen.font = font;
    const ink = pen.measureText(element.textContent), base = line.top + ink.fontBoundingBoxAscent;
    const isInside = !more.length && base - ink.actualBoundingBoxAscent >= box.top
      && base + ink.actualBoundingBoxDescent <= box.bottom && line.left - ink.actualBoundingBoxLeft >= box.left
      && line.left + ink.actualBoundingBoxRight <= box.right;
    return isInside ? contrast(words, ground) : NaN;
  };
  // Of an element with a gradient of its own made of plain colours alone; NaN of anything else.
  const onGradient = (element) => {
    const { color, backgroundImage } = getComputedStyle(element);
    const [words] = colours(color), ground = colours(backgroundImage);
    const isPlain = /^(repeating-)?linear-gradient\([^a-z]*deg(, rgb\([^)]*\)( \d+px){0,2})+\)$/.test(backgroundImage);
    const steps = ground.flatMap((from, n) => [0, 0.25, 0.5, 0.75].map((share) =>
      from.map((each, channel) => each + share * ((ground[n + 1] ?? from)[channel] - each))));
    return words && isPlain ? Math.min(...steps.map((each) => contrast(words, each))) : NaN;
  };
  const found = await window.axe.run(document, {
    runOnly: ["color-contrast"], checks: { "color-contrast": { options: asLetters } },
  });
  const faults = [];
  for (const { target, any } of [...found.violations, ...found.incomplete].flatMap(({ nodes }) => nodes)) {
    const element = target.length === 1 && document.querySelector(target[0]);  // not what is in a frame
    const measure = { bgGradient: onGradient, elmPartiallyObscured: onOwnGround }[any[0].data.messageKey];
    const least = element && measure ? measure(element) : NaN;
    if (!(least >= 4.5)) faults.push(`axe color-contrast: ${target.join(" ")}: ${any[0].message} (${least})`);
  }
  return faults;
};

const faults = [];
let looked = 0, decided = 0;
for (const { name, url, status, click, waitFor } of pages) {
  const page = await browser.newPage();
  await page.setCacheEnabled(false);  // a page that comes in two states would be 304 the second time
  const answer = await page.goto(url);
  if (answer.status() !== status) faults.push(`${name}: ${url} answers ${answer.status()}`);
  if (click) await (await page.waitForSelector(click)).click();
  if (waitFor) await page.waitForSelector(waitFor);
  await page.waitForNetworkIdle({ idleTime: 200 });
  for (const frame of page.frames()) if (frame !== page.mainFrame()) await frame.evaluate(axe);
  for (const layout of layouts) {
    const viewport = { width: layout.width, height: 800 };
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: layout.scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.evaluate((direction) => { document.documentElement.dir = direction; }, layout.direction);
    const found = await pa11y(url, {
      browser, page, viewport, ignoreUrl: true, runners: ["axe", "htmlcs"], standard: "WCAG2AA", timeout: 60_000,
    });
    looked += 1;
    const [undecided, clear] = [[], []];
    for (const each of found.issues) {
      const isContrast = each.runner === "axe" && each.code === "color-contrast" && each.runnerExtras.needsFurtherReview;
      (isContrast ? undecided : clear).push(each);
    }
    const said = clear.map((each) => `${each.runner} ${each.code}: ${each.selector}: ${each.message} ${each.context}`);
    if (undecided.length) {
      said.push(...await page.evaluate(measured));
      decided += undecided.length;
    }
    faults.push(...said.map((words) => `${name} (${layout.name}): ${words}`));
  }
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify({ looked, decided, faults }));
