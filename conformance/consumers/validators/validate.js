// ajv, strict, in both dialects: the documented payloads are valid, the broken ones are not, and each vector is judged as it
// says. What is published is what the index lists.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import Draft07 from "ajv";
import Draft2020 from "ajv/dist/2020.js";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const schemas = process.env.REVERSALS_SCHEMAS;
const index = read(`${schemas}/index.json`);
const payloads = read(process.env.REVERSALS_PAYLOADS);
const mutants = read(process.argv[2]);
let wrong = 0;
const complain = (text) => {
  wrong += 1;
  console.log(text);
};

const listed = new Map(index.files.map((it) => [it.path, it]));
for (const entry of readdirSync(schemas, { recursive: true, withFileTypes: true }).filter((it) => it.isFile())) {
  const path = relative(schemas, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/");
  if (path === "index.json") continue;
  const sha256 = createHash("sha256").update(readFileSync(`${schemas}/${path}`)).digest("hex");
  const { id, sha256: pinned } = listed.get(path) ?? {};
  if (pinned !== sha256) complain(`${path} is not what the index lists`);
  if (id && read(`${schemas}/${path}`).$id !== id) complain(`${path} is not ${id}`);
  listed.delete(path);
}
for (const path of listed.keys()) complain(`${path} is listed and not there`);
console.log(`${index.files.length} files are as the index lists them`);

const vectors = read(`${schemas}/cases.json`);
const form = new Draft2020.default({ strict: true }).compile(read(`${schemas}/cases.schema.json`));
if (!form(vectors)) complain(`cases.json: ${JSON.stringify(form.errors[0])}`);
for (const it of [...vectors.encode, ...vectors.decode, ...vectors.refuse_request, ...vectors.responses]) {
  const operation = index.operations[it.operation];
  if (!operation) complain(`${it.case}: there is no operation ${it.operation}`);
  else if ("valid" in it && (it.schema ?? null) !== (it.status < 300 ? operation.response : operation.error)) {
    complain(`${it.case}: ${it.schema} is not the schema of such an answer`);
  }
}
const parse = (text) => {
  try {
    return [JSON.parse(text)];
  } catch {
    // No schema judges what is no JSON.
    return [];
  }
};
const judged = [
  ...vectors.responses.flatMap((it) =>
    ("body" in it ? [it.body] : parse(it.text)).map((value) => ({
      name: it.case, schema: it.schema, value, wanted: it.valid !== "schema_differs" in it,
    })),
  ),
  ...[...vectors.encode, ...vectors.decode].map((it) => ({
    name: it.case, schema: index.operations[it.operation].request, value: it.input, wanted: true,
  })),
];

for (const [dialect, Ajv, key] of [["2020-12", Draft2020.default, "$defs"], ["draft-07", Draft07.default, "definitions"]]) {
  // A member may be of several types, which strict mode asks to be told; that is what the schemas mean.
  const fresh = () => new Ajv({ strict: true, allowUnionTypes: true }).addVocabulary(Object.keys(index.keywords));
  const bundle = read(`${schemas}/${dialect}/bundle.schema.json`);
  const ajv = fresh().addSchema(bundle);
  const files = index.files.filter((it) => it.dialect === dialect);
  const alone = new Map(files.map((it) => [it.name ?? "bundle", fresh().compile(read(`${schemas}/${it.path}`))]));
  const bundled = (name) => ajv.getSchema(`${bundle.$id}#/${key}/${name}`);
  const judge = (it, wanted) => {
    // The schema of the bundle and that of its own file.
    for (const valid of [bundled(it.schema), alone.get(it.schema)]) {
      if (valid(it.value) !== wanted) {
        complain(`ajv, ${dialect}: ${it.name} is ${wanted ? "refused" : "taken"}: ${ajv.errorsText(valid.errors)}`);
      }
    }
  };
  payloads.forEach((it) => judge(it, true));
  mutants.forEach((it) => judge(it, false));
  judged.forEach((it) => judge(it, it.wanted));
  console.log(
    `ajv, ${dialect}: ${alone.size} files compiled, ${payloads.length} payloads, ${mutants.length} broken ones, ${judged.length} vectors`,
  );
  if (alone.size === 0 || judged.length === 0) wrong += 1;
}
process.exitCode = wrong > 0 ? 1 : 0;
