//! What is found for a document of this test's own, and after typical edits of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use reversals_cases::Suite;
use reversals_judge::{Contract, World};
use reversals_scaffold::{Scaffold, scaffold};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};

const API: &str = include_str!("api.yaml");

/// What a person wrote before anything is derived: the two ways in which a client gives another thing than it read.
const OWN: &str = r"
format: 1
about: What is read as something else.
operation: GetParcelsParcel
base:
  input: {path: {parcel: p_1}}
  request:
    method: GET
    path: /v1/parcels/p_1
    headers: {accept: application/json, authorization: Bearer sk_test_123, stripe-version: '2024-01-01'}
  response: {status: 200, body: {id: p_1, object: parcel, weight: 1, note: a, from_tomorrow: 1}}
cases:
  - id: unknown
    origin: {kind: authored, reason: answers grow}
    output: {folding: unknown_member_dropped, remove: [/from_tomorrow]}
  - id: 'null'
    origin: {kind: authored, reason: some write null for what is not there}
    response: {set: {/note: null}, remove: [/from_tomorrow]}
    output: {folding: null_for_absent, remove: [/note]}
    schema: {verdict: invalid, why: the document has no null there}
";

const FOLDINGS: &str = "null_for_absent: {what: a null, why: said}\nunknown_member_dropped: {what: a member, why: said}\n";

/// A folder of fragments and one of cases.
struct Place(tempfile::TempDir);

impl Place {
    fn new(api: &str) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        place.write("spec/api.yaml", api);
        place.write("cases/foldings.yaml", FOLDINGS);
        place.write("cases/parcels/retrieve/own.yaml", OWN);
        fs::create_dir_all(place.0.path().join("cases/payloads")).expect("a folder");
        place
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn cases(&self) -> std::path::PathBuf {
        self.0.path().join("cases")
    }

    fn contract(&self) -> Contract {
        Contract::of_fragments(&self.0.path().join("spec")).expect("a good document")
    }

    fn suite(&self) -> Suite {
        reversals_cases::load(&self.cases()).expect("good cases")
    }

    /// Finds what there is to find, and writes it.
    fn scaffold(&self, contract: &Contract) -> Scaffold {
        let found = scaffold(&self.cases(), &self.suite(), contract, &|_| ())
            .expect("cases that can be read");
        for file in &found.files {
            fs::create_dir_all(file.path.parent().expect("a parent")).expect("a folder");
            fs::write(&file.path, &file.after).expect("a file");
        }
        found
    }

    /// The cases of which a test fails.
    fn red(&self, contract: &Contract) -> BTreeSet<String> {
        let client = InterpretedClient::new(&contract.api);
        let server = InterpretedServer::new(&contract.api);
        let world = World {
            client: &client,
            server: &server,
            contract,
        };
        let tests = reversals_judge::derive(&self.suite(), &contract.api);
        let red = tests.iter().filter(|test| test.run(world).is_err());
        red.map(|test| test.case.id.clone()).collect()
    }
}

/// The place with all that is derived of the document.
fn derived() -> (Place, Scaffold) {
    let place = Place::new(API);
    let contract = place.contract();
    let found = place.scaffold(&contract);
    (place, found)
}

#[test]
fn everything_that_is_owed_is_shown_by_cases_that_hold() {
    let (place, found) = derived();
    assert_eq!(found.left, Vec::<String>::new());
    assert!(found.met.len() > 500, "{}", found.met.len());
    let contract = place.contract();
    assert_eq!(place.red(&contract), BTreeSet::new());
    let again = place.scaffold(&contract);
    assert_eq!(
        (again.files, again.cases, again.met.len()),
        (Vec::new(), 0, 0)
    );
}

#[test]
fn the_same_document_gives_the_same_cases() {
    let texts = |found: &Scaffold, place: &Place| {
        let below = |path: &Path| path.strip_prefix(place.0.path()).map(Path::to_owned);
        let files = found
            .files
            .iter()
            .map(|file| (below(&file.path).ok(), file.after.clone()));
        files.collect::<Vec<_>>()
    };
    let [one, other] = [derived(), derived()].map(|(place, found)| texts(&found, &place));
    assert_eq!(one, other);
}

#[test]
fn what_a_person_wrote_stays_as_it_is() {
    let (place, _) = derived();
    let own = fs::read_to_string(place.cases().join("parcels/retrieve/own.yaml")).expect("a file");
    assert_eq!(own, OWN);
}

/// An edit of the document, what is new for it, and what of the old cases is red: those that say what is no more so.
struct Edit {
    what: &'static str,
    replace: &'static [(&'static str, &'static str)],
    /// Parts of obligations, of which each is met by a new case.
    met: &'static [&'static str],
    /// The beginnings of the cases that are red, each of which begins one.
    red: &'static [&'static str],
}

const EDITS: &[Edit] = &[
    Edit {
        what: "an optional parameter",
        replace: &[(
            "                label: {type: string, maxLength: 50}\n                insured",
            "                label: {type: string, maxLength: 50}\n                speed: {type: string, enum: [slow, fast]}\n                insured",
        )],
        met: &[
            "PostParcels/server/body.speed/value:fast",
            "PostParcels/client/body.speed/unknown-value-refused",
        ],
        red: &[],
    },
    Edit {
        what: "a required parameter",
        replace: &[(
            "required: [weight]\n              properties:",
            "required: [weight, depot]\n              properties:\n                depot: {type: string, maxLength: 10}",
        )],
        met: &[
            "PostParcels/server/body.depot/missing",
            "PostParcels/server/body.depot/above-max-length",
        ],
        red: &["parcels/create/"],
    },
    Edit {
        what: "an enum value",
        replace: &[("enum: [packed, sent]", "enum: [packed, sent, lost]")],
        met: &["GetParcels/server/query.status/value:lost"],
        // The words of the refusal list the values.
        red: &["parcels/list/status_is_refused/"],
    },
    Edit {
        what: "a new member",
        replace: &[(
            "        note: {type: string}",
            "        note: {type: string}\n        depth: {type: integer, nullable: true}",
        )],
        met: &[
            "PostParcels/client/response.depth/null",
            "GetParcels/client/response.data[].depth/wrong-type",
        ],
        red: &[],
    },
    Edit {
        what: "a renamed member",
        replace: &[(
            "        label: {type: string, nullable: true, maxLength: 50}",
            "        inscription: {type: string, nullable: true, maxLength: 50}",
        )],
        met: &["GetParcelsParcel/client/response.inscription/null"],
        // Whole answers are written out in these cases, and have the old name.
        red: &["parcels/"],
    },
    Edit {
        what: "a limit",
        replace: &[("minimum: 1, maximum: 100", "minimum: 1, maximum: 50")],
        met: &["GetParcels/server/query.limit/above-maximum"],
        red: &["parcels/list/query_limit"],
    },
    Edit {
        what: "a new operation",
        replace: &[(
            "components:\n  securitySchemes",
            "    delete:\n      operationId: DeleteParcelsParcel\n      parameters:\n        - name: parcel\n          in: path\n          required: true\n          style: simple\n          schema: {type: string, maxLength: 5000}\n      responses:\n        '200':\n          description: The parcel.\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/parcel'}\n        default: {$ref: '#/components/responses/error'}\ncomponents:\n  securitySchemes",
        )],
        met: &[
            "DeleteParcelsParcel/server/path.parcel/reserved-characters",
            "DeleteParcelsParcel/client/response.weight/missing",
        ],
        red: &[],
    },
    Edit {
        what: "a new resource",
        replace: &[
            (
                "components:\n  securitySchemes",
                "  /v1/depots:\n    post:\n      operationId: PostDepots\n      requestBody:\n        required: false\n        content:\n          application/x-www-form-urlencoded:\n            schema:\n              type: object\n              properties:\n                name: {type: string, maxLength: 50}\n      responses:\n        '200':\n          description: The depot.\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/depot'}\n        default: {$ref: '#/components/responses/error'}\ncomponents:\n  securitySchemes",
            ),
            (
                "    carrier:\n      title: Carrier",
                "    depot:\n      title: Depot\n      type: object\n      required: [id, object]\n      properties:\n        id: {type: string, maxLength: 5000}\n        object: {type: string, enum: [depot]}\n    carrier:\n      title: Carrier",
            ),
        ],
        met: &[
            "PostDepots/server/body.name/max-length",
            "PostDepots/client/error.error.type/value:api_error",
        ],
        red: &[],
    },
    Edit {
        what: "a deprecation",
        replace: &[(
            "                insured: {type: boolean}",
            "                insured: {type: boolean, deprecated: true}",
        )],
        met: &[],
        red: &[],
    },
    Edit {
        what: "a changed type",
        replace: &[(
            "        weight: {type: integer}\n",
            "        weight: {type: number}\n",
        )],
        met: &["PostParcels/client/response.weight/fraction"],
        red: &["parcels/"],
    },
];

#[test]
fn after_each_edit_new_cases_show_it_and_old_ones_are_red_only_where_they_contradict_it() {
    let (place, _) = derived();
    let mut wrong = Vec::new();
    for edit in EDITS {
        let mut api = API.to_owned();
        for (from, to) in edit.replace {
            assert!(api.contains(from), "{}: {from}", edit.what);
            api = api.replacen(from, to, 1);
        }
        let edited = Place::new(&api);
        copy(&place.cases(), &edited.cases());
        let contract = edited.contract();
        let before = edited.red(&contract);
        let found = edited.scaffold(&contract);
        assert_eq!(found.left, Vec::<String>::new(), "{}", edit.what);
        for id in edit.met {
            assert!(
                found.met.contains(*id),
                "{}: {id} of {:?}",
                edit.what,
                found.met
            );
        }
        assert_eq!(found.met.is_empty(), edit.met.is_empty(), "{}", edit.what);
        let red = edited.red(&contract);
        assert_eq!(red, before, "{}: what is new holds", edit.what);
        let begins = |id: &String| edit.red.iter().any(|it| id.starts_with(it));
        let others: Vec<_> = red.iter().filter(|id| !begins(id)).collect();
        let missing = |it: &&&str| !red.iter().any(|id| id.starts_with(**it));
        let missing: Vec<_> = edit.red.iter().filter(missing).collect();
        if !others.is_empty() || !missing.is_empty() {
            wrong.push(format!(
                "{}: red are {others:?}, not red {missing:?}",
                edit.what
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// An object's own file, which an exchange carries.
const OBJECT: &str = "
# Of the object.
format: 1
about: What a parcel may hold.
carried_by:
  - {case: parcels/create/least/call}
cases:
  - id: label
    origin: {kind: derived, rule: it may be null}
    rows:
      none: {response: {set: {/label: null}}}
";

#[test]
fn an_exchange_of_a_new_operation_carries_what_others_carry() {
    let (place, _) = derived();
    place.write("cases/parcels/objects/parcel.yaml", OBJECT);
    let operation = EDITS.iter().find(|edit| edit.what == "a new operation");
    let (from, to) = operation.expect("that edit").replace[0];
    place.write("spec/api.yaml", &API.replacen(from, to, 1));
    let contract = place.contract();
    let found = place.scaffold(&contract);
    assert_eq!((found.carriers, found.left), (1, Vec::new()));
    let text = fs::read_to_string(place.cases().join("parcels/objects/parcel.yaml"));
    let carried =
        "  - {case: parcels/create/least/call}\n  - {case: parcels/delete/least/call}\ncases:";
    let text = text.expect("a file");
    assert_eq!(
        text,
        OBJECT.replace("  - {case: parcels/create/least/call}\ncases:", carried)
    );
    assert_eq!(place.red(&contract), BTreeSet::new());
}

#[test]
fn of_an_operation_that_is_gone_the_cases_are_red_and_no_others() {
    let (place, _) = derived();
    let start = API.find("  /v1/parcels/{parcel}:").expect("the path");
    let end = API
        .find("components:\n  securitySchemes")
        .expect("the components");
    let edited = Place::new(&format!("{}{}", &API[..start], &API[end..]));
    copy(&place.cases(), &edited.cases());
    let contract = edited.contract();
    let found = edited.scaffold(&contract);
    assert_eq!((found.left, found.cases), (Vec::new(), 0));
    let red = edited.red(&contract);
    assert!(!red.is_empty());
    for id in red {
        assert!(id.starts_with("parcels/retrieve/"), "{id}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
