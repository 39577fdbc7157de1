// ajv, strict, in both dialects: each value that was said is judged as the list says. No format is looked at: bounds and
// patterns say what one means.
import { readFileSync } from "node:fs";
import Draft07 from "ajv";
import Draft2020 from "ajv/dist/2020.js";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const schemas = process.argv[2];
const values = read(process.argv[3]);
const index = read(`${schemas}/index.json`);
// Good values alone would not tell a validator that takes anything.
let wrong = [true, false].every((verdict) => values.some((it) => it.valid === verdict)) ? 0 : 1;
for (const [dialect, Ajv, key] of [["2020-12", Draft2020.default, "$defs"], ["draft-07", Draft07.default, "definitions"]]) {
  const fresh = () => new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false }).addVocabulary(Object.keys(index.keywords));
  const bundle = read(`${schemas}/${dialect}/bundle.schema.json`);
  const ajv = fresh().addSchema(bundle);
  const files = index.files.filter((it) => it.dialect === dialect && it.name);
  const alone = new Map(files.map((it) => [it.name, fresh().addSchema(bundle).compile(read(`${schemas}/${it.path}`))]));
  for (const { schema, valid, value } of values) {
    for (const judge of [ajv.getSchema(`${bundle.$id}#/${key}/${schema}`), alone.get(schema)]) {
      if (judge(value) !== valid) {
        wrong += 1;
        console.log(`ajv, ${dialect}: ${schema} ${valid ? "refuses" : "takes"} ${JSON.stringify(value)}: ${ajv.errorsText(judge.errors)}`);
      }
    }
  }
  console.log(`ajv, ${dialect}: ${alone.size} files compiled, ${values.length} values`);
}
process.exitCode = wrong > 0 ? 1 : 0;
