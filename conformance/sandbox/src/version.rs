//! The version of the API that a request asks for, and in what its answers differ from those of others.

use reversals_runtime::server::Context;

/// The first version whose balance transactions say their balance, of which later ones require it:
/// <https://docs.stripe.com/changelog/basil/2025-05-28/add-balance-type-to-balance-transactions>
const BALANCE_TYPE_SINCE: &str = "2025-05-28";

/// In what shape a request wants its answer. One that asks for no version wants that of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) balance_type: bool,
}

impl Shape {
    /// Versions have been found to begin with a day before an operation is asked, and days are in order as texts are.
    pub(crate) fn of(context: &Context) -> Self {
        let asked = context.version.as_deref();
        Self {
            balance_type: asked.is_none_or(|version| version >= BALANCE_TYPE_SINCE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balance_transactions_say_their_balance_from_2025_05_28_on_and_where_no_version_is_asked_for()
    {
        for (version, says) in [
            (None, true),
            (Some("2022-11-15"), false),
            (Some("2023-08-16"), false),
            (Some("2025-04-30.basil"), false),
            (Some("2025-05-28"), true),
            (Some("2025-05-28.basil"), true),
            (Some("2026-05-27.dahlia"), true),
        ] {
            let mut context = Context::new(reversals_server::operations::ALL[0]);
            context.version = version.map(str::to_owned);
            assert_eq!(Shape::of(&context).balance_type, says, "{version:?}");
        }
    }
}
