// Parses each chart of a JSON array of texts from standard input with the
// mermaid package of the given folder; writes an array of "" or what was wrong.
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
const [, , modules] = process.argv;
const from = (path) => import(pathToFileURL(`${modules}/${path}`));
// Mermaid cleans labels through a browser's document. There is none here, and
// nothing is drawn: labels pass as they are.
const purify = (await from("dompurify/dist/purify.es.mjs")).default;
purify.addHook = () => {};
purify.sanitize = (s) => s;
const mermaid = (await from("mermaid/dist/mermaid.core.mjs")).default;
const out = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const { diagramType } = await mermaid.parse(text);
    out.push(diagramType === "xychart" || diagramType === "pie" ? "" : `read as ${diagramType}`);
  } catch (e) {
    out.push(String(e) || "refused");
  }
}
console.log(JSON.stringify(out));
