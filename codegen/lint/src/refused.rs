//! What documents are refused for wherever they are read.

use reversals_codegen::diagnostic::{Diagnostic, Kind, Level, Report, Rule};
use reversals_codegen::{Error, Read};

use crate::Finding;

/// Refuses what is no document of OpenAPI: another version, or a root that lacks what one has.
pub(crate) fn no_document(read: &Read) -> Result<(), Error> {
    let refusals = read.report.refusals();
    let of_root = |refusal: &Diagnostic| {
        let pointer = refusal.place.pointer.to_string();
        // `#`, or `#/paths`.
        let is_near = pointer.matches('/').count() < 2;
        let is_kind = matches!(refusal.rule, Rule::MissingKeyword | Rule::WrongKind);
        refusal.rule == Rule::UnsupportedVersion || (is_near && is_kind)
    };
    let none: Report = refusals
        .into_iter()
        .filter(|refusal| of_root(refusal))
        .cloned()
        .collect();
    Ok(none.into_result(())?)
}

/// What no document may have. What no emitter can express is the generator's to say, and examples have a rule here.
pub(crate) fn others(read: &Read) -> Vec<Finding> {
    let is_one = |refusal: &&Diagnostic| {
        let example = refusal.rule == Rule::UnfitValue && refusal.what.starts_with("`example`");
        refusal.level == Level::Refusal && refusal.rule.kind() != Kind::Unsupported && !example
    };
    let refusals = read.report.refusals();
    refusals
        .into_iter()
        .filter(is_one)
        .map(Finding::refusal)
        .collect()
}
