/** structured-data-testing-tool over a folder of pages: Google's and the social presets, and how many ClaimReviews. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { structuredDataTest } = require("structured-data-testing-tool");
const { Facebook, Google, Twitter } = require("structured-data-testing-tool/presets");

const folder = process.argv[2];
const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));
let failures = 0;
const counted = {};
for (const name of pages) {
  const sort = name.split(".")[1];
  const presets = [Twitter, Facebook, ...(sort === "rated" ? [Google] : [])];
  const html = readFileSync(join(folder, name), "utf8");
  let result;
  try {
    result = await structuredDataTest(html, { presets });
  } catch (fault) {
    if (fault.type !== "VALIDATION_FAILED") throw fault;
    result = fault.res;
  }
  const reviews = (result.structuredData.jsonld.ClaimReview ?? []).length;
  if (reviews !== (sort === "rated" ? 1 : 0)) {
    failures += 1;
    console.log(`${name}: ${reviews} ClaimReviews`);
  }
  for (const test of result.failed) {
    failures += 1;
    console.log(`${name}: ${test.test}: ${test.description ?? ""} ${test.error?.message ?? ""}`);
  }
  counted[sort] = (counted[sort] ?? 0) + 1;
}
console.log(`structured-data-testing-tool: ${pages.length} pages (${JSON.stringify(counted)}), ${failures} failures`);
process.exit(failures ? 1 : 0);
