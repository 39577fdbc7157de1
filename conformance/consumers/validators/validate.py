"""Python's jsonschema in both dialects: the documented payloads are valid, the broken ones are not, and each vector is
judged as it says."""

import json
import os
import pathlib
import sys

import jsonschema


def read(path: pathlib.Path | str) -> object:
    return json.loads(pathlib.Path(path).read_bytes())


schemas = pathlib.Path(os.environ["REVERSALS_SCHEMAS"])
index = read(schemas / "index.json")
files = index["files"]
payloads = read(os.environ["REVERSALS_PAYLOADS"])
mutants = read(sys.argv[1])
vectors = read(schemas / "cases.json")
jsonschema.Draft202012Validator(read(schemas / "cases.schema.json")).validate(vectors)
judged = []
for vector in vectors["responses"]:
    try:
        value = json.loads(vector["text"]) if "text" in vector else vector["body"]
    except ValueError:
        # No schema judges what is no JSON.
        continue
    judged.append((vector["valid"] != ("schema_differs" in vector), vector["schema"], vector["case"], value))
for vector in vectors["encode"] + vectors["decode"]:
    judged.append((True, index["operations"][vector["operation"]]["request"], vector["case"], vector["input"]))
for wanted, instances in ((True, payloads), (False, mutants)):
    judged += [(wanted, it["schema"], it["name"], it["value"]) for it in instances]
wrong = 0
for dialect in ("2020-12", "draft-07"):
    validators = {}
    for file in files:
        if file.get("dialect") == dialect:
            schema = read(schemas / file["path"])
            made = jsonschema.validators.validator_for(schema, default=None)
            made.check_schema(schema)
            validators[file.get("name", "bundle")] = made(schema)
    for wanted, schema, name, value in judged:
        if validators[schema].is_valid(value) != wanted:
            wrong += 1
            print(f"jsonschema, {dialect}: {name} is {'refused' if wanted else 'taken'}")
    print(
        f"jsonschema, {dialect}: {len(validators)} files checked, {len(payloads)} payloads, {len(mutants)} broken ones, "
        f"{len(judged) - len(payloads) - len(mutants)} vectors"
    )
    wrong += not validators
sys.exit(int(wrong > 0))
