// Encodes every vector's input from its type, knowing nothing of any operation but its method and its path's template.
// `inputs.ts` is made of the inputs, each a constant of its type.
import { readFileSync } from "node:fs";
import { isInteger, isSafeNumber, parse } from "lossless-json";
import { constants as inputs } from "./inputs.js";

type Form = object;
type Input = { path?: Form; query?: Form; body?: Form };
type Request = { method: string; path: string; query?: string; body?: string };
type Vector = Request & { case: string; operation: string; input: Input };

// JSON.parse would round an integer beyond 2^53.
const number = (digits: string) => (isInteger(digits) && !isSafeNumber(digits) ? BigInt(digits) : Number(digits));
const read = (name: string) => parse(readFileSync(`${process.env["REVERSALS_SCHEMAS"]}/${name}`, "utf8"), null, number);

// Those five are reserved since RFC 3986; encodeURIComponent is older.
const escape = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);

// By code point, as bytes sort; a plain sort() is by UTF-16 unit.
const sorted = (form: Form) => Object.entries(form).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

function pairs(name: string, value: unknown): string[] {
  if (Array.isArray(value)) {
    const deep = value.some((item) => typeof item === "object");
    return value.flatMap((item, at) => pairs(`${name}[${deep ? at : ""}]`, item));
  }
  if (typeof value === "object" && value !== null) {
    return sorted(value).flatMap(([key, item]) => pairs(`${name}[${escape(key)}]`, item));
  }
  return [`${name}=${escape(String(value))}`];
}

const form = (value: Form = {}) => sorted(value).flatMap(([name, item]) => pairs(escape(name), item)).join("&");

function encoded({ method, path }: Request, input: Input): Request {
  const given = new Map<string, unknown>(Object.entries(input.path ?? {}));
  const filled = path.replace(/{(.*?)}/g, (_, name: string) => escape(String(given.get(name))));
  const query = form(input.query);
  return { method, path: filled, ...(query && { query }), ...(method === "POST" && { body: form(input.body) }) };
}

// Types have `number` for an integer, which holds none beyond 2^53: what has one is encoded as it was read.
const large = (value: unknown): boolean =>
  typeof value === "bigint" || (typeof value === "object" && value !== null && Object.values(value).some(large));

const { operations } = read("index.json") as { operations: Record<string, Request> };
const { encode: vectors } = read("cases.json") as { encode: Vector[] };
let wrong = inputs.length === vectors.length ? 0 : 1;
let untyped = 0;
for (const [at, vector] of vectors.entries()) {
  if (large(vector.input)) untyped += 1;
  const got = encoded(operations[vector.operation]!, large(vector.input) ? vector.input : inputs[at]!);
  const differs = (["method", "path", "query", "body"] as const).some((name) => got[name] !== vector[name]);
  if (differs) {
    wrong += 1;
    console.log(`${vector.case}: wanted ${vector.path} ${vector.query} ${vector.body}, got ${JSON.stringify(got)}`);
  }
}
console.log(`${vectors.length - wrong} of ${vectors.length} vectors are encoded as they must be (${untyped} hold what no number does)`);
process.exitCode = wrong > 0 || vectors.length === 0 ? 1 : 0;
