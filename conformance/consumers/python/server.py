"""Reads every request of the vectors as a server does: by the schemas, and by what `about` says of forms and refusals."""

import base64
import json
import os
import pathlib
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from program import BUNDLE

Schema = dict[str, Any]
# A value, with what its name has in brackets.
Pairs = list[tuple[list[str], str]]

SCHEMAS = pathlib.Path(os.environ["REVERSALS_SCHEMAS"])
OPERATIONS = json.loads((SCHEMAS / "index.json").read_bytes())["operations"]
DEFINITIONS = json.loads((SCHEMAS / BUNDLE).read_bytes())["$defs"]
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    def __init__(self, status: int = 400, param: str | None = None, code: str | None = None) -> None:
        super().__init__(f"{status} {code} {param}")
        self.answer = {"status": status, "type": "invalid_request_error", "code": code, "param": param}


def unescaped(text: str) -> str:
    if re.search("%(?![0-9A-Fa-f]{2})", text):
        raise ValueError(text)
    return unquote_to_bytes(text).decode()


def split(name: str) -> list[str]:
    parts = re.fullmatch(r"([^][]+)((?:\[[^][]*])*)", name)
    if not parts:
        raise ValueError(name)
    return [parts[1], *re.findall(r"\[(.*?)]", parts[2])]


def parsed(text: str) -> dict[str, Pairs]:
    form: dict[str, Pairs] = {}
    for pair in filter(None, text.replace("+", "%20").split("&")):
        name, _, value = pair.partition("=")
        try:
            keys = list(map(unescaped, split(name))) if "[" in name else split(unescaped(name))
            value = unescaped(value)
        except ValueError:
            raise Refused(param=name) from None
        pairs = form.setdefault(keys[0], [])
        if any(bool(within) != (len(keys) > 1) for within, _ in pairs):
            raise Refused(param=name)
        pairs.append((keys[1:], value))
    return form


def scalar(name: str, schema: Schema, text: str, required: bool) -> Any:
    kind = schema["type"]
    if text == "" and (kind != "string" or required or "enum" in schema):
        raise Refused(param=name, code="parameter_invalid_empty")
    if kind == "integer":
        if not re.fullmatch("-?[0-9]+", text) or not -(2**63) <= int(text) < 2**63:
            raise Refused(param=name, code="parameter_invalid_integer")
        if int(text) < schema.get("minimum", int(text)):
            raise Refused(param=name, code="parameter_invalid_integer")
        if int(text) > schema.get("maximum", int(text)):
            raise Refused(param=name)
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    fits = kind == "string" and text in schema.get("enum", [text]) and len(text) <= schema.get("maxLength", len(text))
    if not fits:
        raise Refused(param=name)
    return text


def typed(name: str, schema: Schema, pairs: Pairs, required: bool = False) -> Any:
    kinds = [DEFINITIONS[it["$ref"].split("/")[-1]] if "$ref" in it else it for it in schema.get("anyOf", [schema])]
    if not pairs[0][0]:
        if len({text for _, text in pairs}) > 1:
            raise Refused(param=name)
        if any(kind.get("const") == pairs[0][1] for kind in kinds):
            return pairs[0][1]
        return scalar(name, kinds[0], pairs[0][1], required)
    inner: dict[str, Pairs] = {}
    for number, (keys, text) in enumerate(pairs):
        # Each of `a[]` is an item by itself.
        inner.setdefault(keys[0] or f"[]{number}", []).append((keys[1:], text))
    pushed = [key for key in inner if key.startswith("[]")]
    for kind in kinds:
        if kind["type"] == "array":
            indices = all(re.fullmatch("0|[1-9][0-9]{0,2}", key) for key in inner)
            if len(pushed) != len(inner) and not indices:
                raise Refused(param=name)
            order = list(inner) if pushed else sorted(inner, key=int)
            places = range(len(order)) if pushed else order
            return [typed(f"{name}[{at}]", kind["items"], inner[key]) for at, key in zip(places, order)]
        if kind["type"] == "object":
            if "properties" in kind and not pushed:
                return members(kind, inner, lambda key: f"{name}[{key}]")
            if pushed or any(keys for values in inner.values() for keys, _ in values):
                raise Refused(param=name)
            return {key: typed(f"{name}[{key}]", kind["additionalProperties"], inner[key]) for key in inner}
    raise Refused(param=name, code="parameter_invalid_integer" if kinds[0]["type"] == "integer" else None)


def members(schema: Schema, form: dict[str, Pairs], called: Callable[[str], str]) -> dict[str, Any]:
    for name in form:
        if name not in schema["properties"]:
            raise Refused(param=called(name), code="parameter_unknown")
    given = {}
    for name, member in sorted(schema["properties"].items()):
        required = name in schema.get("required", [])
        if name in form:
            given[name] = typed(called(name), member, form[name], required)
        elif required:
            raise Refused(param=called(name), code="parameter_missing")
    return given


def decoded(schema: Schema, text: str) -> dict[str, Any]:
    given = members(schema, parsed(text), lambda name: name)
    for group in schema.get("x-exclusive", []):
        if sum(name in given for name in group["parameters"]) > 1:
            general = {"param": group["parameters"][0], "code": "parameters_exclusive"}
            raise Refused(**({} if "message" in group else general))
    return given


def head(headers: dict[str, str]) -> None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            key, colon, password = base64.b64decode(key, validate=True).decode().partition(":")
        except ValueError:
            raise Refused(401) from None
        key = key if colon and not password else ""
    if scheme.lower() not in ("basic", "bearer") or not key:
        raise Refused(401)
    for name in ("idempotency-key", "stripe-version", "stripe-account"):
        if headers.get(name) == "" or name == "idempotency-key" and len(headers.get(name, "")) > 255:
            raise Refused()


def read(request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The operation's name, and its input."""
    for operation, it in OPERATIONS.items():
        found = re.fullmatch(re.sub("{.*?}", "([^/]+)", it["path"]), request["path"])
        if found and request["method"] == it["method"]:
            break
    else:
        raise Refused(404)
    headers = dict(request["headers"])
    head(headers)
    parts = DEFINITIONS[it["request"]]["properties"]
    given: dict[str, Any] = {}
    for name, text in zip(re.findall("{(.*?)}", it["path"]), found.groups()):
        try:
            text = unescaped(text)
        except ValueError:
            raise Refused() from None
        given.setdefault("path", {})[name] = scalar(name, parts["path"]["properties"][name], text, True)
    query, body = request.get("query", ""), request.get("body", "")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and ("body" not in parts or kind != FORM):
        raise Refused()
    if "body" in parts:
        return operation, given | {"body": decoded(parts["body"], f"{query}&{body}")}
    values = decoded(parts.get("query", {"properties": {}}), query)
    return operation, given | ({"query": values} if values else {})


def main() -> int:
    cases = json.loads((SCHEMAS / "cases.json").read_bytes())
    wrong = []
    for vector in cases["decode"]:
        try:
            got: Any = read(vector["same_as"])
        except Refused as refusal:
            got = refusal.answer
        if json.dumps(got, sort_keys=True) != json.dumps([vector["operation"], vector["input"]], sort_keys=True):
            wrong.append(f"{vector['case']}: read as {got}")
    for vector in cases["refuse_request"]:
        try:
            got = read(vector["request"])
        except Refused as refusal:
            got = refusal.answer
        if got != {name: vector.get(name) for name in ("status", "type", "code", "param")}:
            wrong.append(f"{vector['case']}: refused as {got}")
    print("\n".join(wrong), end="\n" if wrong else "")
    counts = len(cases["decode"]), len(cases["refuse_request"])
    print(f"{counts[0]} requests to read and {counts[1]} to refuse, {len(wrong)} wrong")
    return int(bool(wrong) or not all(counts))


if __name__ == "__main__":
    sys.exit(main())
