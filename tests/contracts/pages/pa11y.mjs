// Looks at pages with pa11y and both of its runners. Reads {chromium, layouts: [{name, width, scheme, direction}],
// pages: [{name, url, status, click, waitFor}]} and writes {looked, faults: [words]}.
import { text } from "node:stream/consumers";
import pa11y from "pa11y";
import puppeteer from "puppeteer";

const { chromium, layouts, pages } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const faults = [];
let looked = 0;
for (const { name, url, status, click, waitFor } of pages) {
  const page = await browser.newPage();
  const answer = await page.goto(url);
  if (answer.status() !== status) faults.push(`${name}: ${url} answers ${answer.status()}`);
  if (click) await (await page.waitForSelector(click)).click();
  if (waitFor) await page.waitForSelector(waitFor);
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
    for (const each of found.issues) {
      faults.push(`${name} (${layout.name}): ${each.runner} ${each.code}: ${each.selector}: ${each.message} ${each.context}`);
    }
  }
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify({ looked, faults }));
