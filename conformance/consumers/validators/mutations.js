// Makes broken payloads of the documented ones, each by one change that its schema forbids, and writes them to a file
// that both validators read. How a schema is walked is written here; neither validator is asked.
import { readFileSync, writeFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const definitions = read(`${process.env.REVERSALS_SCHEMAS}/2020-12/bundle.schema.json`).$defs;
const payloads = read(process.env.REVERSALS_PAYLOADS);

const resolved = (schema) => (schema.$ref ? definitions[schema.$ref.slice("#/$defs/".length)] : schema);
const typeOf = (value) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
const branches = (schema) => (schema.anyOf ? schema.anyOf.map(resolved).flatMap(branches) : [schema]);
const types = (schema) => branches(schema).flatMap((it) => it.type ?? ["null", "boolean", "object", "array", "number", "string"]);
const takes = (schema, type) => types(schema).some((it) => it === type || (it === "integer" && type === "number"));

/** Calls back with a kind, a place and what to put there; undefined takes the member away. */
function* broken(schema, value, at) {
  const open = resolved(schema);
  for (const [wrong, type] of [[null, "null"], [true, "boolean"], [[], "array"], [{}, "object"], [1.5, "number"], ["", "string"]]) {
    // An integer takes no 1.5; an object that takes {} is broken by its members.
    if (!takes(open, type) || (type === "number" && !types(open).includes("number"))) {
      yield [type === "null" ? "null" : "type", at, wrong];
    }
  }
  const fits = branches(open).filter((it) => takes(it, typeOf(value)));
  if (typeof value === "string") {
    const longest = Math.max(...fits.map((it) => it.maxLength ?? Infinity));
    if (longest < Infinity) yield ["length", at, "x".repeat(longest + 1)];
    if (fits.every((it) => "const" in it)) yield ["const", at, "another"];
    if (fits.every((it) => "enum" in it)) yield ["enum", at, "another"];
  }
  for (const it of fits.length === 1 ? fits : []) {
    for (const name of typeOf(value) === "object" ? it.required ?? [] : []) yield ["required", [...at, name], undefined];
    for (const [name, member] of Object.entries(value ?? {})) {
      if (typeof value !== "object") break;
      const inner = it.items ?? it.properties?.[name] ?? it.additionalProperties;
      if (typeof inner === "object") yield* broken(inner, member, [...at, name]);
    }
  }
}

const mutants = payloads.flatMap(({ name, schema, value }) =>
  [...broken(definitions[schema], value, [])].map(([kind, at, put]) => {
    const whole = { value: structuredClone(value) };
    const path = ["value", ...at];
    const last = path.pop();
    const place = path.reduce((it, key) => it[key], whole);
    if (put === undefined) delete place[last];
    else place[last] = put;
    return { name: `${name} ${kind} at /${at.join("/")}`, kind, schema, value: whole.value };
  }),
);
const counts = {};
for (const { kind } of mutants) counts[kind] = (counts[kind] ?? 0) + 1;
for (const kind of ["type", "null", "length", "const", "required"]) {
  if (!counts[kind]) throw new Error(`no payload is broken by its ${kind}`);
}
writeFileSync(process.argv[2], JSON.stringify(mutants));
console.log(`${mutants.length} broken payloads: ${Object.entries(counts).map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
