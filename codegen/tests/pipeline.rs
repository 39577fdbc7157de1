//! The whole pipeline, mostly on the project's own fragments.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::emit::docs::{self, Illustrations};
use reversals_codegen::emit::{Extra, Home, MARK, Options, Outputs, Package};
use reversals_codegen::{generate, load, lowered, model, model_of, write};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn member() -> Options {
    Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        package: Package::ours().unwrap(),
        partial: false,
        schemas: true,
        cli: true,
        extra: BTreeMap::new(),
        docs: Some(Illustrations::default()),
    }
}

/// The files beside the schemas that are made elsewhere, as the index lists them. What they hold is judged there.
fn extra() -> BTreeMap<String, Extra> {
    let folder = root().join("generated/schema");
    let index = fs::read_to_string(folder.join("index.json")).unwrap();
    let index: Value = serde_json::from_str(&index).unwrap();
    let files = index["files"].as_array().unwrap().iter();
    let text = |file: &Value, member: &str| file[member].as_str().unwrap().to_owned();
    let made = files.filter(|file| text(file, "kind").starts_with("vectors"));
    let extra = made.map(|file| {
        let path = text(file, "path");
        let extra = Extra {
            bytes: fs::read(folder.join(&path)).unwrap(),
            kind: text(file, "kind"),
            purpose: text(file, "purpose"),
        };
        (path, extra)
    });
    extra.collect()
}

fn run(dir: &Path, options: &Options) -> Outputs {
    run_as(dir, "spec", options)
}

fn run_as(dir: &Path, name: &str, options: &Options) -> Outputs {
    let input = load::spec_dir(dir, name).unwrap();
    // The sandbox's own fragments refer to those beside its folder.
    let input = match dir.parent() {
        Some(parent) if name.contains('/') => input.within(parent),
        _ => input,
    };
    let generated = generate(&input, options, &mut |_| ());
    generated.unwrap_or_else(|error| panic!("{error}")).outputs
}

#[test]
fn generated_files_are_what_the_fragments_give() {
    let options = Options {
        extra: extra(),
        ..member()
    };
    let outputs = run(&root().join("spec"), &options);
    let mut difference = write::diff(&root().join("generated"), &outputs).unwrap();
    // What illustrates the page is told by the cases; a test of `cargo xtask generate --check` holds it to them.
    difference.stale.retain(|path| path != docs::FILE);
    assert!(
        difference.is_current() && difference.foreign.is_empty(),
        "run `cargo xtask generate`: {difference:#?}"
    );
}

#[test]
fn the_sandboxs_own_operations_are_what_their_fragments_give() {
    let options = Options {
        name: "reversals-sandbox".to_owned(),
        home: Home::Member,
        package: Package {
            publish: false,
            ..Package::ours().unwrap()
        },
        partial: false,
        schemas: false,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let outputs = run_as(&root().join("spec/sandbox"), "spec/sandbox", &options);
    let support = root().join("conformance/sandbox/support");
    let difference = write::diff(&support, &outputs).unwrap();
    assert!(
        difference.is_current() && difference.foreign.is_empty(),
        "run `cargo xtask generate`: {difference:#?}"
    );
}

#[test]
fn a_file_made_elsewhere_lies_beside_the_schemas_and_the_index_pins_it() {
    let extra = Extra {
        bytes: b"abc".to_vec(),
        kind: "letters".to_owned(),
        purpose: "Three of them.".to_owned(),
    };
    let options = Options {
        extra: BTreeMap::from([("abc.json".to_owned(), extra)]),
        ..member()
    };
    let outputs = run(&root().join("spec"), &options);
    assert_eq!(outputs["schema/abc.json"], b"abc");
    let index: Value = serde_json::from_slice(&outputs["schema/index.json"]).unwrap();
    let files = index["files"].as_array().unwrap();
    let listed = files.iter().find(|file| file["path"] == "abc.json");
    // The SHA-256 of `abc`, from FIPS 180-2.
    let want = json!({
        "path": "abc.json", "kind": "letters", "purpose": "Three of them.",
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
    assert_eq!(listed, Some(&want));
    let without = run(
        &root().join("spec"),
        &Options {
            schemas: false,
            ..options
        },
    );
    assert!(!without.contains_key("schema/abc.json"));
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(
        run(&root().join("spec"), &member()),
        run(&root().join("spec"), &member())
    );
}

/// The value with the keys of every mapping in another order, told by `seed`.
fn permuted(value: &Value, seed: u64) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| {
                // FNV-1a: any order does, as long as the seed changes it.
                key.bytes()
                    .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
                        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                    })
            });
            let members: Vec<_> = members
                .into_iter()
                .map(|(key, value)| {
                    format!("{}: {}", Value::from(key.as_str()), permuted(value, seed))
                })
                .collect();
            format!("{{{}}}", members.join(",\n"))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| permuted(item, seed)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_order_of_keys_in_the_input_does_not_show() {
    let options = member();
    for (folder, seeds) in [
        ("spec", 1..=5),
        // Names that are told apart, among other things.
        ("codegen/tests/accept/zoo", 1..=2),
    ] {
        let spec = root().join(folder);
        let want = run(&spec, &options);
        let input = load::spec_dir(&spec, "spec").unwrap();
        let fragments = load::fragments(&input).unwrap();
        for seed in seeds {
            let home = tempfile::tempdir().unwrap();
            for fragment in &fragments.roots {
                let name = Path::new(&fragment.place.source.name)
                    .file_name()
                    .unwrap()
                    .to_owned();
                let text = permuted(&fragment.to_json(), seed);
                fs::write(home.path().join(name), text).unwrap();
            }
            let got = run(home.path(), &options);
            for (path, bytes) in &want {
                assert!(
                    got[path] == *bytes,
                    "{path} depends on the order of keys (seed {seed})"
                );
            }
            assert_eq!(got.len(), want.len());
        }
    }
}

#[test]
fn every_generated_file_says_what_made_it_from_what_and_what_to_edit() {
    for home in [Home::Member, Home::Alone] {
        for (path, bytes) in run(
            &root().join("spec"),
            &Options {
                name: "other".to_owned(),
                home,
                package: Package::ours().unwrap(),
                partial: false,
                schemas: true,
                cli: false,
                extra: BTreeMap::new(),
                docs: Some(Illustrations::default()),
            },
        ) {
            let head: String = String::from_utf8(bytes)
                .unwrap()
                .chars()
                .take(1000)
                .collect();
            assert!(head.contains(MARK), "{path}");
            let copied = path.starts_with("runtime/") || path.contains("/LICENSE-");
            assert!(
                copied || head.contains("spec/transfer_reversals.yaml"),
                "{path} does not name its fragments"
            );
            assert!(
                copied || head.contains("edit"),
                "{path} does not say what to edit"
            );
        }
    }
}

#[test]
fn no_output_knows_the_machine_it_was_made_on() {
    let here = root().to_str().unwrap().to_owned();
    for (path, bytes) in run(&root().join("spec"), &member()) {
        assert!(!String::from_utf8(bytes).unwrap().contains(&here), "{path}");
    }
}

#[test]
fn the_lowered_document_says_what_progenitor_takes() {
    // Of another service, since an edit of the fragments is nothing that this says anything about.
    let input = load::spec_dir(&root().join("codegen/tests/accept"), "spec").unwrap();
    let model = model(&input, &mut |_| ()).unwrap();
    insta::assert_json_snapshot!("lowered", lowered::document(&model.api));
}

#[test]
fn argument_order_comes_from_the_path_template() {
    let text = json!({ "type": "string" });
    let param = |name| json!({ "in": "path", "name": name, "required": true, "schema": text });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/owners/{owner}/pets/{id}": { "get": {
            "operationId": "GetPet", "parameters": [param("id"), param("owner")],
            "responses": { "204": { "description": "None." } },
        } } },
    });
    let model = model_of(&load::value("api.yaml", &document).unwrap()).unwrap();
    let names: Vec<_> = model.api.operations[0]
        .path_params
        .iter()
        .map(|param| param.name.as_str())
        .collect();
    assert_eq!(names, ["owner", "id"]);
}

#[test]
fn an_output_is_an_input_too() {
    let first = run(&root().join("codegen/tests/accept"), &member());
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("openapi.json");
    fs::write(&path, &first["openapi.json"]).unwrap();
    let input = load::spec_files(&[path]).unwrap();
    let second = generate(&input, &member(), &mut |_| ()).unwrap().outputs;
    let again = String::from_utf8(second["openapi.json"].clone()).unwrap();
    assert_eq!(again.matches("\"x-generated\"").count(), 1);
}

#[test]
fn no_title_and_no_file_name_breaks_a_manifest() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a\nb.json");
    let title = "\"Pay\" \\ \u{7} \r\n'''";
    let document = serde_json::json!({ "openapi": "3.0.3", "info": { "title": title, "version": title }, "paths": {} });
    fs::write(&path, document.to_string()).unwrap();
    let input = load::spec_files(&[path]).unwrap();
    let outputs = generate(&input, &member(), &mut |_| ()).unwrap().outputs;
    for (path, bytes) in outputs {
        let text = String::from_utf8(bytes).unwrap();
        if path.ends_with("Cargo.toml") {
            let manifest: toml::Table = text.parse().unwrap();
            let description = manifest["package"]["description"].as_str().unwrap();
            assert!(description.contains("\"Pay\" \\"), "{description}");
        }
        assert!(!text.contains('\r'), "{path}");
    }
}

#[test]
fn a_workspace_of_its_own_names_what_its_members_take_and_nothing_else() {
    for home in [Home::Alone, Home::AloneWithRuntime("/runtime".to_owned())] {
        let options = Options {
            name: "things".to_owned(),
            home,
            partial: false,
            ..member()
        };
        let outputs = run(&root().join("spec"), &options);
        let manifest = |path: &str| -> toml::Table {
            String::from_utf8(outputs[path].clone())
                .unwrap()
                .parse()
                .unwrap()
        };
        let workspace = manifest("Cargo.toml")["workspace"].clone();
        let listed: BTreeSet<String> = workspace["dependencies"]
            .as_table()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let mut taken = BTreeSet::new();
        let mut lints = false;
        for member in workspace["members"].as_array().unwrap() {
            let table = manifest(&format!("{}/Cargo.toml", member.as_str().unwrap()));
            lints |= table.contains_key("lints");
            let kinds = ["dependencies", "dev-dependencies"].into_iter();
            for (name, value) in kinds
                .filter_map(|kind| table.get(kind)?.as_table())
                .flatten()
            {
                assert_eq!(value["workspace"].as_bool(), Some(true), "{name}");
                taken.insert(name.clone());
            }
        }
        assert_eq!(listed, taken);
        assert_eq!(workspace.get("lints").is_some(), lints);
    }
}

/// A manifest among outputs.
fn manifest(outputs: &Outputs, path: &str) -> toml::Table {
    let text = String::from_utf8(outputs[path].clone()).unwrap();
    text.parse().unwrap()
}

#[test]
fn a_crate_has_what_a_registry_asks_for_and_every_path_a_version() {
    let package = Package {
        version: "1.4.0-beta.2".to_owned(),
        license: Some("MIT".to_owned()),
        repository: Some("https://example.com/things".to_owned()),
        texts: BTreeMap::from([("LICENSE".to_owned(), "As is.\n".to_owned())]),
        publish: true,
    };
    let options = Options {
        name: "things".to_owned(),
        home: Home::Alone,
        package,
        ..member()
    };
    let outputs = run(&root().join("spec"), &options);
    let workspace = &manifest(&outputs, "Cargo.toml")["workspace"];
    let said = &workspace["package"];
    assert_eq!(said["version"].as_str(), Some("1.4.0-beta.2"));
    assert_eq!(said["license"].as_str(), Some("MIT"));
    assert_eq!(
        said["repository"].as_str(),
        Some("https://example.com/things")
    );
    assert_eq!(said.get("publish"), None);
    for (name, dependency) in workspace["dependencies"].as_table().unwrap() {
        let is_path = dependency.get("path").is_some();
        assert!(
            !is_path || dependency.get("version").is_some(),
            "{name} has no version"
        );
    }
    for folder in ["models", "client", "server"] {
        let package = &manifest(&outputs, &format!("{folder}/Cargo.toml"))["package"];
        for key in ["version", "license", "repository"] {
            assert_eq!(
                package[key]["workspace"].as_bool(),
                Some(true),
                "{folder}: {key}"
            );
        }
        assert_eq!(package.get("publish"), None, "{folder}");
        let keywords = package["keywords"].as_array().unwrap();
        assert!(
            keywords.len() <= 5
                && keywords
                    .iter()
                    .all(|word| word.as_str().unwrap().len() <= 20)
        );
        assert!(!package["categories"].as_array().unwrap().is_empty());
        let text = |file: &str| String::from_utf8(outputs[&format!("{folder}/{file}")].clone());
        let readme = text("README.md").unwrap();
        assert!(
            readme.contains(&format!("\n# things-{folder}\n")),
            "{readme}"
        );
        assert!(
            readme.ends_with("\nLicensed under MIT: LICENSE.\n"),
            "{readme}"
        );
        assert!(!readme.contains("[`"), "only rustdoc can follow: {readme}");
        assert!(text("LICENSE").unwrap().ends_with("\nAs is.\n"));
    }
    // A copy of the runtime is what it is here, whatever the workspace says of the rest.
    let runtime = &manifest(&outputs, "runtime/Cargo.toml")["package"];
    assert_eq!(runtime["license"].as_str(), Some("MIT OR Apache-2.0"));
    assert_eq!(
        runtime["version"],
        workspace["dependencies"]["reversals-runtime"]["version"]
    );
    assert!(outputs.contains_key("runtime/LICENSE-MIT"));
}

#[test]
fn nobody_elses_crates_get_a_licence_that_nobody_said_and_private_ones_are_never_published() {
    let other = |publish| Options {
        name: "things".to_owned(),
        home: Home::Alone,
        package: Package {
            publish,
            ..Package::default()
        },
        ..member()
    };
    let outputs = run(&root().join("spec"), &other(true));
    let said = &manifest(&outputs, "Cargo.toml")["workspace"]["package"];
    assert_eq!(said.get("license"), None);
    let client = &manifest(&outputs, "client/Cargo.toml")["package"];
    assert_eq!(client.get("license"), None);
    assert_eq!(client.get("publish"), None);
    let outputs = run(&root().join("spec"), &other(false));
    let client = &manifest(&outputs, "client/Cargo.toml")["package"];
    assert_eq!(client["publish"].as_bool(), Some(false));
    assert!(!outputs.contains_key("client/README.md"));
}

#[test]
fn licences_and_versions_of_what_generated_crates_link_are_the_projects() {
    let text = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let workspace: toml::Table = text("Cargo.toml").parse().unwrap();
    let workspace = &workspace["workspace"];
    for name in ["runtime", "command"] {
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert_eq!(
                text(file),
                text(&format!("codegen/{name}/{file}")),
                "{name}"
            );
        }
        let manifest: toml::Table = text(&format!("codegen/{name}/Cargo.toml")).parse().unwrap();
        let package = &manifest["package"];
        let asked = &workspace["dependencies"][format!("reversals-{name}")]["version"];
        assert_eq!(&package["version"], asked, "{name}");
        assert_eq!(
            package["license"], workspace["package"]["license"],
            "{name}"
        );
    }
}

#[test]
fn a_list_that_can_be_told_where_to_go_on_is_walked_through_by_the_id_that_its_items_have() {
    let card = json!({ "type": "object", "title": "Card", "required": ["id", "object", "pin"], "properties": {
        "id": { "type": "string" }, "object": { "type": "string", "enum": ["card"] }, "pin": { "type": "string" },
    } });
    let mut bank = card.clone();
    bank["title"] = json!("Bank");
    bank["properties"]["object"]["enum"] = json!(["bank"]);
    let page = |items: Value| {
        json!({ "description": "A page.", "content": { "application/json": { "schema": {
            "type": "object", "required": ["data", "has_more", "object", "url"], "properties": {
                "data": { "type": "array", "items": items }, "has_more": { "type": "boolean" },
                "object": { "type": "string", "enum": ["list"] }, "url": { "type": "string" },
            },
        } } } })
    };
    let list = |id: &str, items: Value, cursors: &[&str]| {
        let cursors = cursors
            .iter()
            .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
        let cursors: Vec<Value> = cursors.collect();
        json!({ "get": { "operationId": id, "parameters": cursors, "responses": { "200": page(items) } } })
    };
    let both = json!({ "anyOf": [card, bank] });
    let document = json!({ "openapi": "3.0.3", "info": { "title": "Wallets", "version": "1" }, "paths": {
        "/v1/cards": list("GetCards", card.clone(), &["starting_after", "ending_before"]),
        "/v1/sources": list("GetSources", both, &["starting_after"]),
        "/v1/kinds": list("GetKinds", card, &[]),
    } });
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("wallets.json");
    fs::write(&path, document.to_string()).unwrap();
    let input = load::spec_files(&[path]).unwrap();
    let outputs = generate(&input, &member(), &mut |_| ()).unwrap().outputs;
    let calls = outputs
        .iter()
        .filter(|(path, _)| path.starts_with("client/src/calls"));
    let calls: String = calls
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    for line in [
        "pub fn items(self) -> crate::Items<'a, crate::types::GetCardsResponseItem, ()> {",
        "|item| ::std::option::Option::Some(item.id.clone()), move |after, before| {",
        "call.of.ending_before = before;",
        "::reversals_runtime::client::id_of, move |after, _before| {",
    ] {
        assert_eq!(calls.matches(line).count(), 1, "{line}");
    }
    assert_eq!(calls.matches("pub fn items(").count(), 2);
}
