//! `cargo xtask publish`: notes what the schemas of a version say, so that they say it for ever.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::exit::{self, Outcome};
use crate::workspace;

/// What was published, below the repository: for each version the SHA-256 of each schema.
const PUBLISHED: &str = "conformance/published_schemas.json";

/// Note the SHA-256 of every schema in `generated/schema` under the version that its `$id` has.
///
/// A version that is noted never changes: where a schema is not what it was, raise `x-schemaRevision` in the fragments,
/// generate, and publish that.
#[derive(clap::Args)]
#[command(after_help = format!("Example:\n  cargo xtask generate && cargo xtask publish\n\n{}", exit::HELP))]
pub(crate) struct Args {
    /// Write nothing; say whether they are noted.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let root = workspace::root()?;
    let read = |path: &str| -> Result<Value> {
        let text = fs::read(root.join(path)).with_context(|| format!("{path} can't be read"))?;
        serde_json::from_slice(&text).with_context(|| format!("{path} is no JSON"))
    };
    let index = read("generated/schema/index.json")?;
    let Value::Object(mut published) = read(PUBLISHED)? else {
        anyhow::bail!("{PUBLISHED} is no object");
    };
    match note(&index, &mut published)? {
        Noted::New(version) if args.check => {
            anstream::println!("unpublished {version}");
            Ok(Outcome::Finding)
        }
        Noted::New(version) => {
            let text = serde_json::to_string_pretty(&published)? + "\n";
            let (path, beside) = (root.join(PUBLISHED), root.join(format!("{PUBLISHED}.new")));
            fs::write(&beside, text)?;
            fs::rename(&beside, &path)?;
            anstream::println!("{version} is published");
            Ok(Outcome::Fine)
        }
        Noted::Same(version) => {
            anstream::println!("{version} is published already, and is what it was");
            Ok(Outcome::Fine)
        }
        Noted::Changed(version, files) => {
            for file in files {
                anstream::println!("  differs {file}");
            }
            anstream::println!(
                "{version} is published and has not these; raise `x-schemaRevision` in the fragments"
            );
            Ok(Outcome::Finding)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Noted {
    New(String),
    Same(String),
    Changed(String, Vec<String>),
}

fn note(index: &Value, published: &mut Map<String, Value>) -> Result<Noted> {
    let version = index["version"]
        .as_str()
        .context("the index has no version")?;
    let files = index["files"]
        .as_array()
        .context("the index has no files")?;
    // What has no `$id` is not bound to a version.
    let files: Map<String, Value> = files
        .iter()
        .filter(|file| file["id"].is_string())
        .filter_map(|file| Some((file["path"].as_str()?.to_owned(), file["sha256"].clone())))
        .collect();
    let Some(Value::Object(known)) = published.get(version) else {
        // In order, whichever map `serde_json` is built with.
        let mut sorted: Vec<_> = files.into_iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        published.insert(
            version.to_owned(),
            json!(sorted.into_iter().collect::<Map<_, _>>()),
        );
        return Ok(Noted::New(version.to_owned()));
    };
    let mut changed: Vec<String> = known
        .keys()
        .chain(files.keys())
        .filter(|path| known.get(*path) != files.get(*path))
        .cloned()
        .collect();
    changed.sort();
    changed.dedup();
    let version = version.to_owned();
    Ok(if changed.is_empty() {
        Noted::Same(version)
    } else {
        Noted::Changed(version, changed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: &str, sha256: &str) -> Value {
        json!({ "version": version, "files": [
            { "path": "a.schema.json", "id": "https://a", "sha256": sha256 },
            { "path": "cases.json", "sha256": "may change" },
        ]})
    }

    #[test]
    fn a_version_is_noted_once_and_never_changes() {
        let mut published = Map::new();
        let noted = note(&index("1", "x"), &mut published).unwrap();
        assert_eq!(noted, Noted::New("1".to_owned()));
        assert_eq!(json!(published), json!({ "1": { "a.schema.json": "x" } }));
        let before = published.clone();
        let noted = note(&index("1", "x"), &mut published).unwrap();
        assert_eq!(noted, Noted::Same("1".to_owned()));
        let noted = note(&index("1", "y"), &mut published).unwrap();
        let changed = vec!["a.schema.json".to_owned()];
        assert_eq!(noted, Noted::Changed("1".to_owned(), changed));
        assert_eq!(published, before);
        let noted = note(&index("2", "y"), &mut published).unwrap();
        assert_eq!(noted, Noted::New("2".to_owned()));
        assert_eq!(published["1"], before["1"]);
    }
}
