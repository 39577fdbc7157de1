//! What is edited into fragments, to the letter, and what is left to people.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use reversals_changes::accepted::{Accepted, Of};
use reversals_changes::apply::{Applied, apply};
use reversals_changes::difference::Difference;
use reversals_changes::upstream;
use reversals_codegen::load;

/// Some day; no entry here has a last one.
const TODAY: toml::value::Date = toml::value::Date {
    year: 2026,
    month: 12,
    day: 31,
};

const FRAGMENT: &str = include_str!("apply/pets.yaml");

/// What becomes of the fragment beside a document.
fn run(fragment: &str, document: &str, accepted: &str) -> Applied {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("spec")).unwrap();
    fs::write(home.path().join("spec/pets.yaml"), fragment).unwrap();
    let file = home.path().join("document.yaml");
    fs::write(&file, document).unwrap();
    let spec = load::spec_dir(&home.path().join("spec"), "spec").unwrap();
    let ours = reversals_codegen::model(&spec, &mut |_| ()).unwrap();
    let theirs = load::spec_files(&[file]).unwrap();
    let theirs = upstream::part(&ours, &theirs).unwrap_or_else(|error| panic!("{error}"));
    let found = upstream::between(&ours, &theirs);
    let accepted = Accepted::read(Of::Differences, "departures.toml", accepted, TODAY).unwrap();
    apply(&spec, (&ours, &theirs), &found, &accepted).unwrap()
}

/// The text with one text in place of another, which it has once.
fn with(text: &str, (from, to): (&str, &str)) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

/// The document, in other words, with some of it changed.
fn document(changes: &[(&str, &str)]) -> String {
    let text = FRAGMENT.replace("description: ", "description: MARKER ");
    changes
        .iter()
        .fold(text, |text, change| with(&text, *change))
}

/// A change of the document, and that of the fragment that comes of it.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)]);

fn applies(cases: &[Case<'_>]) {
    for (changes, wanted) in cases {
        let applied = run(FRAGMENT, &document(changes), "");
        let left = &applied.left;
        assert!(left.is_empty(), "{changes:#?} {left:#?}");
        let after = &applied.files[0].after;
        let text = FRAGMENT.to_owned();
        let text = wanted
            .iter()
            .fold(text, |text, change| with(&text, *change));
        assert_eq!(*after, text);
        assert!(!after.contains("MARKER"));
    }
}

const PET_END: &str = "      # The last line of a pet.\n";
const NAME: &str = "name: {type: string, maxLength: 10}";
const AFTER: &str = "        # The first page where there is none.\n";

#[test]
fn a_new_optional_member_is_the_last_and_says_what_is_to_be_described() {
    let age = "        age:\n          type: integer\n          minimum: 0\n          description: 'TODO: what `age` is.'\n";
    let size = "                size:\n                  type: object\n                  properties:\n                    height:\n                      type: number\n                      description: 'TODO: what `height` is.'\n                  additionalProperties: false\n                  description: 'TODO: what `size` is.'\n";
    let encoding = "            encoding:\n              size:\n                style: deepObject\n                explode: true\n";
    applies(&[
        (
            &[(
                "        state:\n",
                "        age: {description: MARKER of an age, type: integer, minimum: 0, x-docs: MARKER, example: 3}\n        state:\n",
            )],
            &[(PET_END, &format!("{age}{PET_END}"))],
        ),
        (
            &[
                (
                    "            schema:\n              type: object\n",
                    "            encoding: {size: {explode: true, style: deepObject}}\n            schema:\n              type: object\n",
                ),
                (
                    "                kind:\n",
                    "                size: {type: object, additionalProperties: false, properties: {height: {type: number, title: MARKER of words}}}\n                kind:\n",
                ),
            ],
            &[(
                "              additionalProperties: false\n",
                &format!("{size}              additionalProperties: false\n{encoding}"),
            )],
        ),
    ]);
}

#[test]
fn what_a_new_member_leads_to_comes_with_it() {
    let member = "        collar:\n          $ref: '#/components/schemas/collar'\n        vet:\n          anyOf:\n            - type: string\n            - $ref: '#/components/schemas/expanded_object'\n          description: 'TODO: what `vet` is.'\n          x-expansionResources:\n            oneOf:\n              - $ref: '#/components/schemas/expanded_object'\n";
    let components = "    buckle:\n      description: 'TODO: what `buckle` is.'\n      type: string\n      enum:\n        - big\n    collar:\n      description: 'TODO: what `collar` is.'\n      type: object\n      required:\n        - buckle\n      properties:\n        buckle:\n          $ref: '#/components/schemas/buckle'\n        owner:\n          $ref: '#/components/schemas/owner'\n";
    let end = "      additionalProperties: true # whatever it is\n";
    let theirs = "    collar: {type: object, required: [buckle], properties: {buckle: {$ref: '#/components/schemas/buckle'}, owner: {$ref: '#/components/schemas/owner'}}}\n    buckle: {type: string, enum: [big], description: MARKER}\n    vet: {type: object, properties: {id: {type: string}}}\n";
    let changes: &[(&str, &str)] = &[
        (
            "        state:\n",
            "        collar: {$ref: '#/components/schemas/collar'}\n        vet: {anyOf: [{type: string}, {$ref: '#/components/schemas/vet'}], x-expansionResources: {oneOf: [{$ref: '#/components/schemas/vet'}]}}\n        state:\n",
        ),
        (end, &format!("{end}{theirs}")),
    ];
    let accepted = "[[accept]]\ndifference = \"expansion-* *\"\nreason = \"any object\"\n[[accept]]\ndifference = \"members-described *\"\nreason = \"any object\"\n";
    let applied = run(FRAGMENT, &document(changes), accepted);
    assert!(applied.left.is_empty(), "{:#?}", applied.left);
    let wanted = with(FRAGMENT, (PET_END, &format!("{member}{PET_END}")));
    let wanted = with(&wanted, (end, &format!("{end}{components}")));
    assert_eq!(applied.files[0].after, wanted);
}

#[test]
fn a_new_optional_parameter_is_the_last_of_its_list_or_makes_one() {
    let limit =
        "{in: query, name: limit, description: MARKER, schema: {type: integer, maximum: 100}}";
    let made = |indent: &str| {
        format!(
            "{indent}- name: limit\n{indent}  in: query\n{indent}  description: 'TODO: what `limit` is.'\n{indent}  schema:\n{indent}    type: integer\n{indent}    maximum: 100\n"
        )
    };
    let schema = "          schema: {type: string} # an id\n";
    let owners = "      operationId: GetOwners\n";
    let answer =
        "          content: {application/json: {schema: {$ref: '#/components/schemas/owner'}}}\n";
    applies(&[
        (
            &[(AFTER, &format!("{AFTER}        - {limit}\n"))],
            &[(schema, &format!("{schema}{}", made("        ")))],
        ),
        (
            &[(owners, &format!("{owners}      parameters: [{limit}]\n"))],
            &[(
                answer,
                &format!("{answer}      parameters:\n{}", made("        ")),
            )],
        ),
    ]);
}

#[test]
fn a_new_value_is_the_last_in_lines_and_in_brackets() {
    applies(&[
        (
            &[(
                "            - gone\n",
                "            - asleep\n            - gone\n",
            )],
            &[(
                "            - gone\n",
                "            - gone\n            - asleep\n",
            )],
        ),
        (
            &[("[cat, dog]", "[cat, dog, 'no']")],
            &[("[cat, dog]", "[cat, dog, 'no']")],
        ),
    ]);
}

#[test]
fn a_limit_a_default_and_a_format_are_what_the_document_says() {
    let same: &[(&str, &str)] = &[
        (NAME, "name: {type: string, maxLength: 20}"),
        (
            "id: {type: string} # of the pet",
            "id: {type: string, maxLength: 5} # of the pet",
        ),
        (
            "id: {type: string} # of the pet",
            "id: {type: string, pattern: '^p:'} # of the pet",
        ),
        ("born: {type: string}", "born: {type: string, format: date}"),
        (
            "enum: [cat, dog]\n",
            "enum: [cat, dog]\n                  default: cat\n",
        ),
    ];
    for change in same {
        applies(&[(&[*change], &[*change])]);
    }
}

#[test]
fn what_is_deprecated_and_what_may_be_null_is_marked() {
    let answer =
        "          content: {application/json: {schema: {$ref: '#/components/schemas/owner'}}}\n";
    let owners = "      operationId: GetOwners\n";
    let schema = "          schema: {type: string} # an id\n";
    let born = "born: {type: string}";
    applies(&[
        (
            &[(owners, &format!("{owners}      deprecated: true\n"))],
            &[(answer, &format!("{answer}      deprecated: true\n"))],
        ),
        (
            &[(schema, &format!("{schema}          deprecated: true\n"))],
            &[(schema, &format!("{schema}          deprecated: true\n"))],
        ),
        (
            &[(born, "born: {type: string, deprecated: true}")],
            &[(born, "born: {type: string, deprecated: true}")],
        ),
        (
            &[(born, "born: {type: string, nullable: true}")],
            &[(born, "born: {type: string, nullable: true}")],
        ),
    ]);
}

#[test]
fn an_expansion_that_the_fragments_describe_is_listed() {
    let change = &[
        (
            "            - $ref: '#/components/schemas/owner' # a branch\n",
            "            - $ref: '#/components/schemas/owner' # a branch\n            - $ref: '#/components/schemas/farm'\n",
        ),
        (
            "              - $ref: '#/components/schemas/owner' # a target\n",
            "              - $ref: '#/components/schemas/owner' # a target\n              - $ref: '#/components/schemas/farm'\n",
        ),
    ];
    applies(&[(change, change)]);
}

#[test]
fn what_takes_thought_is_left_with_a_reason_and_the_text_is_untouched() {
    let cases: &[&[(&str, &str)]] = &[
        // Required members and parameters.
        &[
            ("      required: [id]\n", "      required: [id, age]\n"),
            (
                "        state:\n",
                "        age: {type: integer}\n        state:\n",
            ),
        ],
        &[(
            AFTER,
            "        - {in: query, name: limit, required: true, schema: {type: integer}}\n",
        )],
        &[("      required: [id]\n", "      required: [id, state]\n")],
        &[("      required: [id]\n", "      required: []\n")],
        // What would be taken out.
        &[("            - gone\n", "")],
        &[("        born: {type: string}\n", "")],
        &[(NAME, "name: {type: string}")],
        &[(
            "          required: false\n          style: form\n          schema: {type: string} # an id\n",
            "          required: true\n          style: form\n          schema: {type: string} # an id\n",
        )],
        // Other types.
        &[("born: {type: string}", "born: {type: integer}")],
        &[(
            "born: {type: string}",
            "born: {anyOf: [{type: string}, {type: integer}]}",
        )],
        &[(
            "id: {type: string} # of the pet",
            "id: {type: string, enum: [a]} # of the pet",
        )],
        &[(
            "day: {type: string, format: date}",
            "day: {type: string, format: date-time}",
        )],
        &[(
            "              additionalProperties: false\n",
            "              additionalProperties: true\n",
        )],
        // Operations and what they are called.
        &[("operationId: GetOwners", "operationId: ListOwners")],
        &[("  /owners:\n", "  /keepers:\n")],
        &[(
            "        required: true\n        content:\n",
            "        required: false\n        content:\n",
        )],
        // A reference, beside which nothing counts.
        &[(
            "best: {$ref: '#/components/schemas/owner'}",
            "best: {allOf: [{$ref: '#/components/schemas/owner'}], nullable: true}",
        )],
        // Another expansion than the fragments describe.
        &[
            (
                "            - $ref: '#/components/schemas/owner' # a branch\n",
                "            - $ref: '#/components/schemas/owner'\n            - $ref: '#/components/schemas/zoo'\n",
            ),
            (
                "              - $ref: '#/components/schemas/owner' # a target\n",
                "              - $ref: '#/components/schemas/owner'\n              - $ref: '#/components/schemas/zoo'\n",
            ),
            (
                "    farm:\n",
                "    zoo: {type: object, properties: {gate: {type: string}}}\n    farm:\n",
            ),
        ],
    ];
    for changes in cases {
        let applied = run(FRAGMENT, &document(changes), "");
        assert!(
            applied.applied.is_empty(),
            "{changes:#?} {:#?}",
            applied.applied
        );
        assert!(!applied.left.is_empty(), "{changes:#?}");
        assert!(applied.left.iter().all(|(_, why)| !why.is_empty()));
        assert!(applied.files.is_empty(), "{changes:#?}");
    }
}

#[test]
fn what_can_be_applied_is_where_something_else_is_left() {
    let changes = [
        ("[cat, dog]", "[cat, dog, cow]"),
        ("born: {type: string}", "born: {type: integer}"),
        (NAME, "name: {type: string, maxLength: 20}"),
    ];
    let applied = run(FRAGMENT, &document(&changes), "");
    let keys: Vec<String> = applied.applied.iter().map(Difference::key).collect();
    assert_eq!(
        keys,
        [
            "value-added POST /pets body.kind: \"cow\"",
            "limit-loosened POST /pets body.name: maxLength"
        ]
    );
    let left: Vec<String> = applied.left.iter().map(|(it, _)| it.key()).collect();
    assert_eq!(left, ["type-changed pet.born"]);
    let wanted = with(&with(FRAGMENT, changes[0]), changes[2]);
    assert_eq!(applied.files[0].after, wanted);
}

#[test]
fn an_edit_that_would_change_another_place_or_be_refused_is_left_and_the_others_are_made() {
    // An anchor stands for two places.
    let fragment = with(FRAGMENT, ("enum: [cat, dog]", "enum: &kinds [cat, dog]"));
    let fragment = with(
        &fragment,
        ("born: {type: string}", "born: {type: string, enum: *kinds}"),
    );
    let document = document(&[
        ("[cat, dog]", "[cat, dog, cow]"),
        (
            "born: {type: string}",
            "born: {type: string, enum: [cat, dog]}",
        ),
        (
            "day: {type: string, format: date}",
            "day: {type: string, format: date, nullable: true}",
        ),
    ]);
    let applied = run(&fragment, &document, "");
    assert_eq!(
        applied.left[0].0.key(),
        "value-added POST /pets body.kind: \"cow\""
    );
    assert_eq!(
        applied.left[0].1,
        "the text can't be edited there without touching more"
    );
    let wanted = with(
        &fragment,
        (
            "day: {type: string, format: date}",
            "day: {type: string, format: date, nullable: true}",
        ),
    );
    assert_eq!(applied.files[0].after, wanted);
    // A default that the fragment's own values do not admit is refused.
    let changes = [("enum: [cat, dog]\n", "default: cow\n")];
    let applied = run(FRAGMENT, &self::document(&changes), "");
    let why: Vec<&str> = applied.left.iter().map(|(_, why)| why.as_str()).collect();
    assert!(
        why.iter()
            .any(|why| why.starts_with("the fragments would be refused: ")),
        "{why:?}"
    );
    assert!(applied.files.is_empty());
}

#[test]
fn what_is_meant_to_differ_is_neither_applied_nor_left() {
    let accepted =
        "[[accept]]\ndifference = \"value-added *\"\nreason = \"ours are all there are\"\n";
    let applied = run(
        FRAGMENT,
        &document(&[("[cat, dog]", "[cat, dog, cow]")]),
        accepted,
    );
    assert!(applied.applied.is_empty() && applied.left.is_empty() && applied.files.is_empty());
}
