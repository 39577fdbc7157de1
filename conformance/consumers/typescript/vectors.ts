// Encodes the input of every vector, knowing nothing of any operation but its method and its path's template.
import { readFileSync } from "node:fs";
import { isInteger, isSafeNumber, parse } from "lossless-json";

type Form = { [name: string]: unknown };
type Request = { method: string; path: string; query?: string; body?: string };
type Vector = Request & { case: string; operation: string; input: { path?: Form; query?: Form; body?: Form } };

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
    return sorted(value as Form).flatMap(([key, item]) => pairs(`${name}[${escape(key)}]`, item));
  }
  return [`${name}=${escape(String(value))}`];
}

const form = (value: Form = {}) => sorted(value).flatMap(([name, item]) => pairs(escape(name), item)).join("&");

function encoded({ method, path }: Request, { input }: Vector): Request {
  const filled = path.replace(/{(.*?)}/g, (_, name: string) => escape(String(input.path?.[name])));
  const query = form(input.query);
  return { method, path: filled, ...(query && { query }), ...(method === "POST" && { body: form(input.body) }) };
}

const { operations } = read("index.json") as { operations: Record<string, Request> };
const { encode: vectors } = read("cases.json") as { encode: Vector[] };
let wrong = 0;
for (const vector of vectors) {
  const got = encoded(operations[vector.operation]!, vector);
  const differs = (["method", "path", "query", "body"] as const).some((name) => got[name] !== vector[name]);
  if (differs) {
    wrong += 1;
    console.log(`${vector.case}: wanted ${vector.path} ${vector.query} ${vector.body}, got ${JSON.stringify(got)}`);
  }
}
console.log(`${vectors.length - wrong} of ${vectors.length} vectors are encoded as they must be`);
process.exitCode = wrong > 0 || vectors.length === 0 ? 1 : 0;
