//! What a registry asks of a crate beside its code: a licence, keywords, a README, texts of licences.

use std::collections::BTreeMap;

use super::{MARK, Options, Outputs, header, text};
use crate::Error;
use crate::ir::Api;

/// The manifest that the project's own crates inherit from.
const ROOT: &str = include_str!("../../../Cargo.toml");

const LICENCES: [(&str, &str); 2] = [
    ("LICENSE-APACHE", include_str!("../../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../../LICENSE-MIT")),
];

/// What crates say of themselves beside what the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The version of all of them. An API's own version is none that cargo takes.
    pub version: String,
    /// An SPDX expression, such as `MIT OR Apache-2.0`; none where nobody has said it.
    pub license: Option<String>,
    /// Where the sources are.
    pub repository: Option<String>,
    /// Texts that lie in every crate, by the names of their files, such as `LICENSE-MIT`.
    pub texts: BTreeMap<String, String>,
    /// Whether `cargo publish` takes them; those that it never takes have no README and no texts.
    pub publish: bool,
}

impl Default for Package {
    /// Crates of somebody else's document: they may be published, and only their owner can say by which licence.
    fn default() -> Self {
        Self {
            version: "0.1.0".to_owned(),
            license: None,
            repository: None,
            texts: BTreeMap::new(),
            publish: true,
        }
    }
}

impl Package {
    /// The project's own crates, as its workspace has them.
    pub fn ours() -> Result<Self, Error> {
        let hole = |what: &str| Error::Hole(format!("the workspace manifest {what}"));
        let root: toml::Table = ROOT
            .parse()
            .map_err(|error| hole(&format!("is none: {error}")))?;
        let package = &root
            .get("workspace")
            .and_then(|workspace| workspace.get("package"))
            .ok_or_else(|| hole("has no [workspace.package]"))?;
        let said = |key: &str| {
            let text = package.get(key).and_then(toml::Value::as_str);
            text.map(str::to_owned)
        };
        let texts = LICENCES.map(|(name, text)| (name.to_owned(), text.to_owned()));
        Ok(Self {
            version: said("version").ok_or_else(|| hole("has no version"))?,
            license: said("license"),
            repository: said("repository"),
            texts: texts.into(),
            publish: true,
        })
    }
}

/// The files of a crate that are no code. `docs` are its root's, with links as rustdoc has them.
pub(super) fn emit(api: &Api, folder: &str, docs: &str, options: &Options, outputs: &mut Outputs) {
    let package = &options.package;
    if !package.publish {
        return;
    }
    let licence = match &package.license {
        Some(license) if package.texts.is_empty() => format!("\nLicensed under {license}.\n"),
        Some(license) => {
            let names: Vec<&str> = package.texts.keys().map(String::as_str).collect();
            format!("\nLicensed under {license}: {}.\n", names.join(", "))
        }
        None => String::new(),
    };
    // Nothing ends the comment early.
    let mark = header(api, "", "emit/package.rs").replace("-->", "-- >");
    let readme = format!(
        "<!--\n{mark}-->\n\n# {}-{folder}\n\n{}\n{licence}",
        options.name,
        unlinked(docs)
    );
    outputs.insert(
        format!("{folder}/README.md"),
        text::printable(&readme).into_bytes(),
    );
    for (name, text) in &package.texts {
        let text = format!("{MARK}: a copy of {name}.\n\n{text}");
        outputs.insert(format!("{folder}/{name}"), text.into_bytes());
    }
}

/// Without the links that only rustdoc can follow: `` [`Client`] `` and `` [`Client`](path::Client) `` are `` `Client` ``.
fn unlinked(docs: &str) -> String {
    let mut parts = docs.split("[`");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once("`]") else {
            out.push_str("[`");
            out.push_str(part);
            continue;
        };
        out.push_str(&format!("`{name}`"));
        let path = rest.strip_prefix('(').and_then(|path| path.split_once(')'));
        match path {
            // A page that a reader of a README can follow.
            Some((path, _)) if path.contains("//") => {
                out.truncate(out.len() - name.len() - 2);
                out.push_str(&format!("[`{name}`]{rest}"));
            }
            Some((_, rest)) => out.push_str(rest),
            None => out.push_str(rest),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn a_readme_keeps_the_names_of_links_that_only_rustdoc_follows() {
        let docs = "See [`A`], [`B::c`](::x::B) and [`d`](https://docs.rs/d); [ `e`, [`f.";
        let want = "See `A`, `B::c` and [`d`](https://docs.rs/d); [ `e`, [`f.";
        assert_eq!(unlinked(docs), want);
    }
}
