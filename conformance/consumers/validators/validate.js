// ajv, strict, in both dialects: the documented payloads are valid, the broken ones are not.
import { readFileSync } from "node:fs";
import Draft07 from "ajv";
import Draft2020 from "ajv/dist/2020.js";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const schemas = process.env.REVERSALS_SCHEMAS;
const index = read(`${schemas}/index.json`);
const payloads = read(process.env.REVERSALS_PAYLOADS);
const mutants = read(process.argv[2]);
let wrong = 0;

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
        wrong += 1;
        console.log(`ajv, ${dialect}: ${it.name} is ${wanted ? "refused" : "taken"}: ${ajv.errorsText(valid.errors)}`);
      }
    }
  };
  payloads.forEach((it) => judge(it, true));
  mutants.forEach((it) => judge(it, false));
  console.log(`ajv, ${dialect}: ${alone.size} files compiled, ${payloads.length} payloads, ${mutants.length} broken ones`);
  if (alone.size === 0) wrong += 1;
}
process.exitCode = wrong > 0 ? 1 : 0;
