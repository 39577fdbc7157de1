//! What generated crates say of themselves to a registry.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use reversals_codegen::emit::Package;
use semver::Version;

#[derive(clap::Args)]
pub(crate) struct Metadata {
    /// The version of the crates: that of the API is none that cargo takes. By default 0.1.0.
    #[arg(long, value_name = "VERSION", requires = "out")]
    crate_version: Option<Version>,

    /// The licence of the crates, an SPDX expression such as `MIT OR Apache-2.0`; without it they have none.
    #[arg(long, value_name = "SPDX", requires = "out")]
    license: Option<String>,

    /// Texts of licences that are to lie in each crate.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "license")]
    license_text: Vec<PathBuf>,

    /// Where the sources of the crates are.
    #[arg(long, value_name = "URL", requires = "out")]
    repository: Option<String>,
}

impl Metadata {
    /// What was given, above what the crates have without it.
    pub(crate) fn package(&self, is_ours: bool) -> Result<Package> {
        let mut package = if is_ours {
            Package::ours()?
        } else {
            Package::default()
        };
        if let Some(version) = &self.crate_version {
            package.version = version.to_string();
        }
        if self.repository.is_some() {
            package.repository.clone_from(&self.repository);
        }
        if self.license.is_some() {
            package.license.clone_from(&self.license);
            package.texts = self.texts()?;
        }
        Ok(package)
    }

    fn texts(&self) -> Result<BTreeMap<String, String>> {
        let text = |path: &PathBuf| {
            let shown = path.display();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| anyhow!("--license-text {shown}: has no name"))?;
            // The names of a crate's own files and folders.
            if ["Cargo.toml", "README.md", "src"].contains(&name) {
                return Err(anyhow!(
                    "--license-text {shown}: a crate has another file of that name"
                ));
            }
            let text =
                fs::read_to_string(path).with_context(|| format!("--license-text {shown}"))?;
            Ok((name.to_owned(), text))
        };
        self.license_text.iter().map(text).collect()
    }

    /// The options as they were given.
    pub(crate) fn words(&self) -> Vec<String> {
        let one = |option: &str, value: Option<String>| {
            let words = value.map(|value| [option.to_owned(), value]);
            words.into_iter().flatten()
        };
        let version = self.crate_version.as_ref().map(Version::to_string);
        let mut words: Vec<String> = one("--crate-version", version).collect();
        words.extend(one("--license", self.license.clone()));
        if !self.license_text.is_empty() {
            words.push("--license-text".to_owned());
            let paths = self.license_text.iter();
            words.extend(paths.map(|path| path.display().to_string()));
        }
        words.extend(one("--repository", self.repository.clone()));
        words
    }
}
