"""Reads every documented payload into its model, and writes the same again."""

import json
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import models
from pydantic import BaseModel, ValidationError

BUNDLE = "2020-12/bundle.schema.json"


def written(model: type[BaseModel], value: Any) -> Any:
    """What is left of a value that goes through a model."""
    read = model.model_validate_json(json.dumps(value), by_alias=True)
    return json.loads(read.model_dump_json(by_alias=True))


def same(one: Any, other: Any) -> bool:
    """As JSON: Python alone says that 1, 1.0 and True are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def refused(model: type[BaseModel], value: Any) -> bool:
    try:
        model.model_validate_json(json.dumps(value))
    except ValidationError:
        return True
    return False


def kinds(schema: dict[str, Any]) -> set[str]:
    """The types that a member's schema names; one that refers to another is an object."""
    if "anyOf" in schema:
        return set().union(*map(kinds, schema["anyOf"]))
    kind = schema.get("type", "object")
    return {kind} if isinstance(kind, str) else set(kind)


def broken(schema: dict[str, Any], value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same without a required member, with null where it is none, with a number where texts are."""
    for name, member in schema["properties"].items():
        if name in schema["required"]:
            yield f"no {name}", {key: value[key] for key in value if key != name}
        if "null" not in kinds(member):
            yield f"null as {name}", value | {name: None}
        if not kinds(member) & {"integer", "number"}:
            yield f"a number as {name}", value | {name: 1}
        if "string" not in kinds(member):
            yield f"digits as {name}", value | {name: "1"}
        values = [it for it in [member, *member.get("anyOf", [])] if "additionalProperties" in it]
        if values and "integer" not in kinds(values[0]["additionalProperties"]):
            yield f"a number within {name}", value | {name: {"key": 1}}


def main() -> int:
    definitions = json.loads((pathlib.Path(os.environ["REVERSALS_SCHEMAS"]) / BUNDLE).read_bytes())["$defs"]
    payloads = json.loads(pathlib.Path(os.environ["REVERSALS_PAYLOADS"]).read_bytes())
    wrong = refusals = 0
    for payload in payloads:
        model = getattr(models, payload["title"])
        value = payload["value"]
        again = written(model, value)
        if not same(again, value):
            wrong += 1
            print(f"{payload['name']}: read as {payload['title']} and written again it is {json.dumps(again)}")
        for what, one in broken(definitions[payload["schema"]], value):
            refusals += 1
            if not refused(model, one):
                wrong += 1
                print(f"{payload['name']}: {payload['title']} takes {what}")
    print(f"{len(payloads)} payloads are read and written again, {refusals} broken ones refused, {wrong} wrong")
    return int(wrong > 0 or not payloads)


if __name__ == "__main__":
    sys.exit(main())
