//! What each kind of test is, in the words of `conformance/kinds.md`.

use std::sync::LazyLock;

/// A situation that the document makes possible.
pub(super) const OBLIGATION: &str = "obligation";
/// An edit of the document.
pub(super) const MUTANT: &str = "mutant";
/// Exchanges one after the other.
pub(super) const SCENARIO: &str = "scenario";
/// What went through a proxy.
pub(super) const EXCHANGE: &str = "exchange";

/// A kind of test, explained.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// The kind's stable name.
    pub id: &'static str,
    /// What must hold, in one sentence.
    pub what: String,
    /// How it is tested and what a failure means.
    pub how: String,
}

/// Every kind: those of [`reversals_judge::Kind::FAMILIES`], in their order, and what is no test of a case.
pub static KINDS: LazyLock<Vec<Explained>> = LazyLock::new(|| {
    let sections = include_str!("../../kinds.md").split("\n## ").skip(1);
    let kinds = sections.map(|section| {
        let mut parts = section.splitn(3, "\n\n");
        let id = parts.next().unwrap_or_default();
        let mut text = || parts.next().unwrap_or_default().trim().replace('\n', " ");
        Explained {
            id,
            what: text(),
            how: text(),
        }
    });
    kinds.collect()
});

/// The kind of a name; none where there is none.
pub fn find(id: &str) -> Option<&'static Explained> {
    KINDS.iter().find(|kind| kind.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversals_judge::Kind;

    #[test]
    fn every_kind_is_explained_in_the_order_of_kinds() {
        let ids: Vec<_> = KINDS.iter().map(|kind| kind.id).collect();
        let others = [OBLIGATION, MUTANT, SCENARIO, EXCHANGE];
        assert_eq!(ids, [&Kind::FAMILIES[..], &others].concat());
    }

    #[test]
    fn an_explanation_is_a_sentence_and_what_stands_behind_it() {
        for kind in KINDS.iter() {
            assert!(
                kind.what.ends_with('.') && kind.how.ends_with('.'),
                "{kind:?}"
            );
        }
    }
}
