// What unfurl.js and a self-hosted iframely make of each address: one JSON line for each.
// node ask.mjs ADDRESS…
import { mkdirSync } from "node:fs";
import { unfurl } from "unfurl.js";

// iframely looks for further plugins among its own packages, and wants that folder to be there.
mkdirSync(new URL("node_modules/iframely/node_modules", import.meta.url), { recursive: true });
const { run } = await import("iframely/lib/core.js");

/** As an iframely does that has our newsroom on its list. */
const listed = () => ({
  isAllowed: (kind, rel) => kind === "oembed.rich" && (!rel || rel === "responsive"),
  getRecordHash: () => "listed",
  isDefault: false,
});

const iframely = (address) =>
  new Promise((done, fail) => {
    run(address, { getWhitelistRecord: listed, refresh: true }, (fault, found) => (fault ? fail(fault) : done(found)));
  });

for (const address of process.argv.slice(2)) {
  const said = { address };
  try {
    const { oEmbed, title } = await unfurl(address, { oembed: true });
    said.unfurl = { oEmbed, title };
  } catch (fault) {
    said.unfurl = { fault: String(fault) };
  }
  try {
    const { meta, links } = await iframely(address);
    said.iframely = { meta, links };
  } catch (fault) {
    said.iframely = { fault: fault?.message || JSON.stringify(fault) };
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
