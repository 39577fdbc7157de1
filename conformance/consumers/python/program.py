"""Reads every documented payload into its model, and writes the same again."""

import json
import os
import pathlib
import sys
from typing import Any

import models
from pydantic import BaseModel, ValidationError


def written(model: type[BaseModel], value: Any) -> Any:
    """What is left of a value that goes through a model. A member that was not there must not be written."""
    read = model.model_validate_json(json.dumps(value), by_alias=True)
    return json.loads(read.model_dump_json(by_alias=True, exclude_unset=True))


def same(one: Any, other: Any) -> bool:
    """As JSON: Python alone says that 1, 1.0 and True are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def refused(model: type[BaseModel], value: Any) -> bool:
    try:
        model.model_validate_json(json.dumps(value))
    except ValidationError:
        return True
    return False


def main() -> int:
    payloads = json.loads(pathlib.Path(os.environ["REVERSALS_PAYLOADS"]).read_bytes())
    wrong = refusals = 0
    for payload in payloads:
        model = getattr(models, payload["title"])
        value = payload["value"]
        again = written(model, value)
        if not same(again, value):
            wrong += 1
            print(f"{payload['name']}: read as {payload['title']} and written again it is {json.dumps(again)}")
        for name, field in model.model_fields.items():
            member = field.alias or name
            # Numbers are no texts and texts no numbers, and what is required must be there.
            broken = [value | {member: str(value[member])}] if type(value.get(member)) in (int, bool) else []
            broken += [{key: value[key] for key in value if key != member}] if field.is_required() else []
            for one in broken:
                refusals += 1
                if not refused(model, one):
                    wrong += 1
                    print(f"{payload['name']}: {payload['title']} takes a broken {member}")
    print(f"{len(payloads)} payloads are read and written again, {refusals} broken ones refused, {wrong} wrong")
    return int(wrong > 0 or not payloads)


sys.exit(main())
