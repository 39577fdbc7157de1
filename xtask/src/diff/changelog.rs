//! The paragraph of a changelog, and the versions that go with it.

use std::fmt::Write as _;

use anyhow::Result;
use reversals_changes::difference::Kind;
use reversals_changes::levels::{Audience, Level};
use semver::Version;

use super::Finding;
use super::told::cell;

/// What stands under the heading of a release that is to come, and before it which versions that asks for.
pub(super) fn changelog(findings: &[Finding<'_>]) -> Result<String> {
    let now = Version::parse(env!("CARGO_PKG_VERSION"))?;
    let (next, why) = next(&now, findings);
    let mut out = format!("Crates: {now} to {next}, as {why}.\n");
    out.push_str(if findings.iter().any(|it| !it.difference.kind.is_rust()) {
        "Schemas: another `x-schemaRevision`, as what they say is published.\n"
    } else {
        "Schemas: as they are.\n"
    });
    for section in ["Added", "Changed", "Deprecated", "Removed"] {
        let of = findings
            .iter()
            .filter(|it| self::section(it.difference.kind) == section);
        let lines: Vec<String> = of.map(line).collect();
        if !lines.is_empty() {
            let _ = write!(out, "\n### {section}\n\n{}", lines.concat());
        }
    }
    Ok(out)
}

/// Where Keep a Changelog has a kind.
fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::DeprecationAdded | Kind::RustDeprecated => "Deprecated",
        _ if kind.id().ends_with("-added") => "Added",
        _ if kind.id().ends_with("-removed") => "Removed",
        _ => "Changed",
    }
}

fn line(finding: &Finding<'_>) -> String {
    let difference = finding.difference;
    let whom: Vec<String> = finding
        .levels
        .iter()
        .filter(|(_, level, _)| *level == Level::Breaking)
        .map(|(audience, ..)| audience.to_string())
        .collect();
    let breaking = if whom.is_empty() {
        String::new()
    } else {
        format!("**Breaking** for {}: ", whom.join(", "))
    };
    let mut what = format!("`{}`", difference.at);
    if !difference.detail.is_empty() {
        let _ = write!(what, " {}", cell(&difference.detail));
    }
    let kind = difference.kind;
    format!(
        "- {breaking}{what}. {} (`{}`)\n",
        kind.describe(),
        kind.id()
    )
}

/// The next version of the crates by what programs that link them note, and why it is that.
fn next(now: &Version, findings: &[Finding<'_>]) -> (Version, &'static str) {
    let of_rust = |finding: &Finding<'_>| {
        let mut levels = finding.levels.iter();
        levels.find_map(|(audience, level, _)| (*audience == Audience::Rust).then_some(*level))
    };
    let worst = findings.iter().filter_map(of_rust).max();
    let is_more = findings.iter().any(|it| it.difference.kind.is_rust());
    let (major, minor, patch) = (now.major, now.minor, now.patch);
    match worst {
        Some(Level::Breaking) if major == 0 => (
            Version::new(0, minor + 1, 0),
            "something stops programs that link them",
        ),
        Some(Level::Breaking) => (
            Version::new(major + 1, 0, 0),
            "something stops programs that link them",
        ),
        // Before 1.0.0 cargo takes what is added for a patch.
        _ if is_more && major > 0 => (
            Version::new(major, minor + 1, 0),
            "there is more to link, and nothing stops a program",
        ),
        _ if is_more => (
            Version::new(major, minor, patch + 1),
            "there is more to link, and nothing stops a program",
        ),
        _ => (
            Version::new(major, minor, patch + 1),
            "programs that link them note nothing",
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use reversals_changes::difference::{Difference, Said};
    use reversals_changes::rust::Places;

    use super::*;

    #[test]
    fn the_next_version_is_what_cargo_takes_for_compatible_or_not() {
        let difference = |kind| Difference {
            kind,
            at: String::new(),
            detail: String::new(),
            found: Vec::new(),
            base: Said::silent(&Places::default()),
            revision: Said::silent(&Places::default()),
        };
        for (kind, before_one, after_one) in [
            (Some(Kind::RustRemoved), "0.3.0", "2.0.0"),
            (Some(Kind::RustMemberAdded), "0.2.4", "1.3.0"),
            (Some(Kind::RustAdded), "0.2.4", "1.3.0"),
            (Some(Kind::LimitTightened), "0.2.4", "1.2.4"),
            (None, "0.2.4", "1.2.4"),
        ] {
            let differences: Vec<_> = kind.into_iter().map(difference).collect();
            let findings: Vec<_> = differences
                .iter()
                .map(|it| Finding::of(it, None, None))
                .collect();
            for (now, then) in [("0.2.3", before_one), ("1.2.3", after_one)] {
                let (next, _) = next(&Version::parse(now).unwrap(), &findings);
                assert_eq!(next.to_string(), then, "{kind:?}");
            }
        }
    }
}
