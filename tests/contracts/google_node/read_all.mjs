// Reads all checks of a site with Google's client, page by page, and prints their claims as JSON. After the first page
// it says "first page" and waits for a line, so that something may happen in the middle.
//
//   node read_all.mjs ROOT_URL SITE PAGE_SIZE [QUERY]
import { createInterface } from "node:readline";
import { factchecktools } from "@googleapis/factchecktools";

const [rootUrl, site, pageSize, query] = process.argv.slice(2);
const api = factchecktools({ version: "v1alpha1", rootUrl, auth: "any-key" });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const found = [];
let pageToken;
do {
  const asked = { pageSize: Number(pageSize), pageToken, reviewPublisherSiteFilter: site, query, languageCode: "en-US" };
  const { data } = await api.claims.search(asked);
  found.push(...(data.claims ?? []));
  if (!pageToken) {
    console.log("first page");
    await lines.next();
  }
  pageToken = data.nextPageToken;
} while (pageToken);
const nothing = await api.claims.search({ query: "zyzzyva zyzzyva" });
const wrong = await api.claims.search({}).catch((error) => error);
const said = JSON.stringify({
  claims: found.map((claim) => [claim.text, claim.claimReview[0].textualRating, claim.claimReview[0].url]),
  nothing: nothing.data,
  wrong: [wrong.status ?? wrong.response?.status, wrong.message],
});
process.stdout.write(said, () => process.exit(0));
