"""Encodes every vector's input from its model, knowing nothing of any operation but its method and path's template."""

import json
import os
import pathlib
import re
import sys
from typing import Any
from urllib.parse import quote

import models
from program import BUNDLE, written


def escape(text: str) -> str:
    return quote(text, safe="-._~")


def pairs(name: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [pair for key in sorted(value) for pair in pairs(f"{name}[{escape(key)}]", value[key])]
    if isinstance(value, list):
        deep = any(isinstance(item, (dict, list)) for item in value)
        return [pair for at, item in enumerate(value) for pair in pairs(f"{name}[{at if deep else ''}]", item)]
    return [f"{name}={escape(value if isinstance(value, str) else json.dumps(value))}"]


def form(value: dict[str, Any]) -> str:
    return "&".join(pair for name in sorted(value) for pair in pairs(escape(name), value[name]))


def encoded(operation: dict[str, str], given: dict[str, Any]) -> dict[str, str]:
    path = re.sub(r"{(.*?)}", lambda found: escape(given["path"][found[1]]), operation["path"])
    request = {"method": operation["method"], "path": path}
    query = form(given.get("query", {}))
    if query:
        request["query"] = query
    if operation["method"] == "POST":
        request["body"] = form(given.get("body", {}))
    return request


def main() -> int:
    schemas = pathlib.Path(os.environ["REVERSALS_SCHEMAS"])
    operations = json.loads((schemas / "index.json").read_bytes())["operations"]
    definitions = json.loads((schemas / BUNDLE).read_bytes())["$defs"]
    vectors = json.loads((schemas / "cases.json").read_bytes())["encode"]
    wrong = 0
    for vector in vectors:
        operation = operations[vector["operation"]]
        model = getattr(models, definitions[operation["request"]]["title"])
        got = encoded(operation, written(model, vector["input"]))
        wanted = {name: vector[name] for name in ("method", "path", "query", "body") if name in vector}
        if got != wanted:
            wrong += 1
            print(f"{vector['case']}: wanted {wanted}, got {got}")
    print(f"{len(vectors) - wrong} of {len(vectors)} vectors are encoded as they must be")
    return int(wrong > 0 or not vectors)


sys.exit(main())
