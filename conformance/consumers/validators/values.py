"""Python's jsonschema in both dialects: each value that was said is judged as the list says."""

import json
import pathlib
import sys

import jsonschema
import referencing


def read(path: pathlib.Path | str) -> object:
    return json.loads(pathlib.Path(path).read_bytes())


schemas = pathlib.Path(sys.argv[1])
values = read(sys.argv[2])
files = read(schemas / "index.json")["files"]
# Good values alone would not tell a validator that takes anything.
wrong = int({it["valid"] for it in values} != {True, False})
for dialect in ("2020-12", "draft-07"):
    made = [(file.get("name"), read(schemas / file["path"])) for file in files if file.get("dialect") == dialect]
    resources = [(schema["$id"], referencing.Resource.from_contents(schema)) for _, schema in made]
    registry = referencing.Registry().with_resources(resources)
    validators = {}
    for name, schema in made:
        of = jsonschema.validators.validator_for(schema, default=None)
        of.check_schema(schema)
        validators[name] = of(schema, registry=registry)
    for it in values:
        if validators[it["schema"]].is_valid(it["value"]) != it["valid"]:
            wrong += 1
            print(f"jsonschema, {dialect}: {it['schema']} {'refuses' if it['valid'] else 'takes'} {it['value']}")
    print(f"jsonschema, {dialect}: {len(validators)} files checked, {len(values)} values")
sys.exit(int(wrong > 0))
