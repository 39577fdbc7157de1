"""Judges every answer of the vectors as a client does, and says where it is wrong: by the schemas, and by `about`."""

import json
import os
import pathlib
import sys
from typing import Any

from program import BUNDLE

SCHEMAS = pathlib.Path(os.environ["REVERSALS_SCHEMAS"])
DEFINITIONS = json.loads((SCHEMAS / BUNDLE).read_bytes())["$defs"]
KINDS = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def fault(schema: dict[str, Any], value: Any, at: str) -> str | None:
    """The place that is wrong."""
    while "$ref" in schema:
        schema = DEFINITIONS[schema["$ref"].split("/")[-1]]
    kind = KINDS[type(value)]
    if "anyOf" in schema:
        faults = [fault(branch, value, at) for branch in schema["anyOf"]]
        # Of a branch that is of another kind, the whole value is wrong.
        return None if None in faults else max((it for it in faults if it), key=len, default=at)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if kind not in kinds and not (kind == "integer" and "number" in kinds):
        return at
    if "integer" in kinds and kind == "integer" and not -(2**63) <= value < 2**63:
        return at
    if value != schema.get("const", value) or value not in schema.get("enum", [value]):
        return at
    if kind == "array":
        return next(filter(None, (fault(schema["items"], it, f"{at}/{place}") for place, it in enumerate(value))), None)
    if kind != "object":
        return None
    required = schema.get("required", [])
    members = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name in value:
        # What is not known today is not wrong, and an optional member that is null is not there.
        member = members.get(name, others)
        if member is True or (value[name] is None and name in members and name not in required):
            continue
        wrong = fault(member, value[name], f"{at}/{name.replace('~', '~0').replace('/', '~1')}")
        if wrong is not None:
            return wrong
    return next((f"{at}/{name}" for name in sorted(required) if name not in value), None)


def judged(vector: dict[str, Any]) -> str | None:
    try:
        # As a number with a point is no integer, it must not be read as one.
        value = json.loads(vector["text"]) if "text" in vector else vector["body"]
    except ValueError:
        return ""
    return fault(DEFINITIONS[vector["schema"]], value, "")


def main() -> int:
    vectors = json.loads((SCHEMAS / "cases.json").read_bytes())["responses"]
    wrong = 0
    for vector in vectors:
        got = judged(vector)
        if got != vector.get("at") or vector["valid"] != (got is None):
            wrong += 1
            print(f"{vector['case']}: {'taken' if got is None else f'refused at {got!r}'}")
    print(f"{len(vectors)} answers to judge, {wrong} wrong")
    return int(wrong > 0 or not vectors)


if __name__ == "__main__":
    sys.exit(main())
