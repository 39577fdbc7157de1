//! What makes the outputs a workspace of their own: a root manifest and, on request, the runtime's sources.

use std::collections::BTreeSet;

use super::{Home, MARK, Options, Outputs, header};
use crate::Error;
use crate::ir::Api;

/// The manifest that the versions come from, but for the runtime's, which is in its own.
const ROOT: &str = include_str!("../../../Cargo.toml");

/// The runtime's files, so that a workspace elsewhere needs nothing of this one.
const RUNTIME: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));

/// The same of what a command line is made of.
const COMMAND: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/command.rs"));

pub(super) fn emit(api: &Api, options: &Options, outputs: &mut Outputs) -> Result<(), Error> {
    let runtime_path = match &options.home {
        Home::Member => return Ok(()),
        Home::Alone => {
            copy(RUNTIME, "runtime", outputs);
            "runtime"
        }
        Home::AloneWithRuntime(path) => path,
    };
    if options.cli {
        copy(COMMAND, "command", outputs);
    }
    let inherited = inherited(outputs)?;
    outputs.insert(
        "Cargo.toml".to_owned(),
        root(api, options, runtime_path, &inherited, outputs)?.into_bytes(),
    );
    Ok(())
}

fn copy(files: &[(&str, &str)], folder: &str, outputs: &mut Outputs) {
    for (path, text) in files {
        let mark = format!("{MARK}: a copy of codegen/{folder}/{path}.");
        let mark = match path.rsplit_once('.') {
            Some((_, "toml")) => format!("# {mark}\n"),
            Some((_, "md")) => format!("<!-- {mark} -->\n\n"),
            Some(_) => format!("// {mark}\n"),
            None => format!("{mark}\n\n"),
        };
        outputs.insert(
            format!("{folder}/{path}"),
            format!("{mark}{text}").into_bytes(),
        );
    }
}

/// What the members take from their workspace: `lints`, and dependencies as `dependencies.<name>`.
fn inherited(outputs: &Outputs) -> Result<BTreeSet<String>, Error> {
    let mut inherited = BTreeSet::new();
    let manifests = outputs
        .iter()
        .filter(|(path, _)| path.ends_with("/Cargo.toml"));
    for (path, bytes) in manifests {
        let hole = |error: String| Error::Hole(format!("{path}: {error}"));
        let text = std::str::from_utf8(bytes).map_err(|error| hole(error.to_string()))?;
        let manifest: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| hole(error.to_string()))?;
        let from_workspace = |value: &toml::Value| {
            value.get("workspace").and_then(toml::Value::as_bool) == Some(true)
        };
        if manifest.get("lints").is_some_and(from_workspace) {
            inherited.insert("lints".to_owned());
        }
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let listed = manifest.get(kind).and_then(toml::Value::as_table);
            let taken = listed
                .into_iter()
                .flatten()
                .filter(|(_, value)| from_workspace(value));
            inherited.extend(taken.map(|(name, _)| format!("dependencies.{name}")));
        }
    }
    Ok(inherited)
}

/// The version of what the crates were made for.
fn version_of(files: &[(&str, &str)]) -> Result<String, Error> {
    let hole = || Error::Hole("a hand-written crate's manifest has no version".to_owned());
    let manifest = files.iter().find(|(path, _)| *path == "Cargo.toml");
    let manifest: toml::Table = manifest
        .and_then(|(_, text)| text.parse().ok())
        .ok_or_else(hole)?;
    let version = manifest
        .get("package")
        .and_then(|package| package.get("version"));
    version
        .and_then(toml::Value::as_str)
        .map(str::to_owned)
        .ok_or_else(hole)
}

fn root(
    api: &Api,
    options: &Options,
    runtime_path: &str,
    inherited: &BTreeSet<String>,
    outputs: &Outputs,
) -> Result<String, Error> {
    let hole = |what: &str| Error::Hole(format!("the workspace manifest has no {what}"));
    let ours: toml::Table = ROOT
        .parse()
        .map_err(|error| Error::Hole(format!("the workspace manifest: {error}")))?;
    let workspace = ours
        .get("workspace")
        .and_then(toml::Value::as_table)
        .ok_or_else(|| hole("[workspace]"))?;
    let versions = workspace
        .get("dependencies")
        .and_then(toml::Value::as_table)
        .ok_or_else(|| hole("dependencies"))?;

    let mut dependencies: toml::Table = versions
        .iter()
        .filter(|(name, value)| {
            value.get("path").is_none() && inherited.contains(&format!("dependencies.{name}"))
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let said = &options.package;
    let local = |path: &str, version: &str| {
        let members = [("path", path), ("version", version)];
        toml::Value::Table(
            members
                .map(|(key, text)| (key.to_owned(), text.into()))
                .into_iter()
                .collect(),
        )
    };
    let runtime = version_of(RUNTIME)?;
    dependencies.insert(
        "reversals-runtime".to_owned(),
        local(runtime_path, &runtime),
    );
    dependencies.insert(
        format!("{}-models", options.name),
        local("models", &said.version),
    );
    if options.cli {
        let name = format!("{}-client", options.name);
        dependencies.insert(name, local("client", &said.version));
        let command = version_of(COMMAND)?;
        dependencies.insert("reversals-command".to_owned(), local("command", &command));
    }

    let members: Vec<&str> = outputs
        .keys()
        .filter_map(|path| path.strip_suffix("/Cargo.toml"))
        .collect();
    let mut out = toml::Table::new();
    let mut table = toml::Table::new();
    table.insert("resolver".to_owned(), "3".into());
    if options.cli {
        // Who links the libraries waits for nothing of the program.
        let libraries = members.iter().copied();
        let libraries: Vec<&str> = libraries
            .filter(|member| !matches!(*member, "cli" | "command"))
            .collect();
        table.insert("default-members".to_owned(), libraries.into());
    }
    table.insert("members".to_owned(), members.into());
    let lints = inherited.contains("lints").then_some("lints");
    let ours = |key: &str| workspace.get(key).cloned().ok_or_else(|| hole(key));
    let mut package = toml::Table::new();
    for key in ["edition", "rust-version"] {
        let value = ours("package")?.get(key).cloned();
        package.insert(key.to_owned(), value.ok_or_else(|| hole(key))?);
    }
    let texts = [
        ("version", Some(&said.version)),
        ("license", said.license.as_ref()),
        ("repository", said.repository.as_ref()),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    package.extend(texts.map(|(key, text)| (key.to_owned(), text.as_str().into())));
    table.insert("package".to_owned(), package.into());
    if let Some(key) = lints {
        table.insert(key.to_owned(), ours(key)?);
    }
    table.insert("dependencies".to_owned(), dependencies.into());
    out.insert("workspace".to_owned(), table.into());
    let text = toml::to_string(&out).map_err(|error| Error::Hole(error.to_string()))?;
    Ok(format!("{}\n{text}", header(api, "#", "emit/workspace.rs")))
}
