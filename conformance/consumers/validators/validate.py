"""Python's jsonschema in both dialects: the documented payloads are valid, the broken ones are not."""

import json
import os
import pathlib
import sys

import jsonschema


def read(path: pathlib.Path | str) -> object:
    return json.loads(pathlib.Path(path).read_bytes())


schemas = pathlib.Path(os.environ["REVERSALS_SCHEMAS"])
files = read(schemas / "index.json")["files"]
payloads = read(os.environ["REVERSALS_PAYLOADS"])
mutants = read(sys.argv[1])
wrong = 0
for dialect in ("2020-12", "draft-07"):
    validators = {}
    for file in files:
        if file.get("dialect") == dialect:
            schema = read(schemas / file["path"])
            made = jsonschema.validators.validator_for(schema, default=None)
            made.check_schema(schema)
            validators[file.get("name", "bundle")] = made(schema)
    for wanted, instances in ((True, payloads), (False, mutants)):
        for instance in instances:
            if validators[instance["schema"]].is_valid(instance["value"]) != wanted:
                wrong += 1
                print(f"jsonschema, {dialect}: {instance['name']} is {'refused' if wanted else 'taken'}")
    print(
        f"jsonschema, {dialect}: {len(validators)} files checked, {len(payloads)} payloads, {len(mutants)} broken ones"
    )
    wrong += not validators
sys.exit(int(wrong > 0))
