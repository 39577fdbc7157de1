//! Whether what was asked for may have been done, although the call failed.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// What is known of a call beside its last answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The last attempt alone tells.
    #[default]
    This,
    /// An attempt before it may have been done.
    Earlier,
    /// There is nothing to be done: the call only asks.
    Never,
}

impl Doubt {
    /// The same after one more attempt that may have been done.
    pub(super) fn after_another(self) -> Self {
        match self {
            Self::This | Self::Earlier => Self::Earlier,
            Self::Never => Self::Never,
        }
    }

    /// Whether it may have been done, where the last attempt may or may not.
    pub(super) fn may(self, last: bool) -> bool {
        match self {
            Self::This => last,
            Self::Earlier => true,
            Self::Never => false,
        }
    }

    /// The same of an answer.
    pub(super) fn may_by(self, status: StatusCode, headers: &HeaderMap) -> bool {
        // An answer that was kept under the key is that of the first attempt, too.
        let is_kept = headers
            .get("idempotent-replayed")
            .is_some_and(|value| value == "true");
        let last = may_be_done(status);
        if is_kept && self == Self::Earlier {
            last
        } else {
            self.may(last)
        }
    }
}

/// Whether what was asked for may have been done where that is the status. A refusal says that it was not, but for two:
/// a conflict may be with the same request on its way, and who ran out of time may have begun.
pub(super) fn may_be_done(status: StatusCode) -> bool {
    !status.is_client_error() || matches!(status.as_u16(), 408 | 409)
}
