//! Whom a difference breaks.
//!
//! The level is derived: a program of the base meets messages of the revision. Whoever receives them breaks by what the
//! base did not admit, whoever sends them by what the revision does not admit.

use std::fmt;

use reversals_codegen::check::{Done, KEYWORDS};
use serde::Serialize;

use crate::difference::{Difference, Direction, Kind, REQUIRED, Said};

/// Who has a program of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever sends requests.
    Sender,
    /// Whoever reads answers.
    Reader,
    /// Whoever takes requests and answers them.
    Server,
    /// Whoever has a program that links the generated crates, and compiles it again.
    Rust,
}

impl Audience {
    /// Each of them.
    pub const ALL: [Audience; 4] = [Self::Sender, Self::Reader, Self::Server, Self::Rust];
}

impl fmt::Display for Audience {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sender => "sender",
            Self::Reader => "reader",
            Self::Server => "server",
            Self::Rust => "rust",
        })
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What worked works.
    Safe,
    /// What worked may mean something else, or meets what it was told to expect.
    Dangerous,
    /// What worked is refused.
    Breaking,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Safe => "safe",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        })
    }
}

/// Which messages the revision admits, beside those of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The same.
    Same,
    /// The same, of which some mean something else.
    Meaning,
    /// Fewer.
    Fewer,
    /// More.
    More,
    /// Others.
    Other,
}

/// The level of a difference to an audience, and why it is that; the reason is one sentence.
pub fn level(difference: &Difference, audience: Audience) -> (Level, &'static str) {
    if audience == Audience::Rust {
        return compiled(difference.kind);
    }
    let levels = difference.directions.iter().map(|direction| {
        let receives = match (audience, direction) {
            (Audience::Sender, Direction::Request) => false,
            (Audience::Reader, Direction::Answer) => true,
            (Audience::Server, direction) => *direction == Direction::Request,
            _ => return (Level::Safe, "It is of no message of theirs."),
        };
        one(difference, *direction, receives)
    });
    levels
        .max_by_key(|(level, _)| *level)
        .unwrap_or((Level::Safe, "It is of no message."))
}

/// Whether a difference breaks anybody by a message, which then can be shown.
pub fn breaks_on_the_wire(difference: &Difference) -> bool {
    let wire = [Audience::Sender, Audience::Reader, Audience::Server];
    let mut levels = wire.iter().map(|it| level(difference, *it).0);
    levels.any(|level| level == Level::Breaking)
}

/// What a program that links the crates of the base is to a compiler that has those of the revision.
fn compiled(kind: Kind) -> (Level, &'static str) {
    match kind {
        Kind::RustRemoved => (Level::Breaking, "A program that names it does not compile."),
        Kind::RustChanged => (
            Level::Breaking,
            "A program that uses it as it was does not compile.",
        ),
        Kind::RustFieldAdded => (
            Level::Breaking,
            "A literal of the struct lacks it, and does not compile.",
        ),
        Kind::RustVariantAdded => (
            Level::Breaking,
            "A match that names every variant lacks it, and does not compile.",
        ),
        Kind::RustMethodRequired => (
            Level::Breaking,
            "A server that implements the trait lacks it, and does not compile.",
        ),
        Kind::RustMemberAdded => (
            Level::Dangerous,
            "What is made by the constructor compiles, a literal of the struct does not.",
        ),
        Kind::RustDeprecated => (
            Level::Dangerous,
            "The compiler warns of each use, which stops a build that denies warnings.",
        ),
        _ => (Level::Safe, "A program that compiled does."),
    }
}

fn one(difference: &Difference, direction: Direction, receives: bool) -> (Level, &'static str) {
    let effect = effect(difference, direction);
    let is_expected = difference.expected.contains(&direction);
    match (effect, receives, direction) {
        (Effect::More | Effect::Other, true, _) if is_expected => (
            Level::Dangerous,
            "Something comes that is not known, as was to be expected.",
        ),
        (Effect::More | Effect::Other, true, Direction::Request) => (
            Level::Breaking,
            "A request that is right now is one that the server refuses.",
        ),
        (Effect::More | Effect::Other, true, Direction::Answer) => (
            Level::Breaking,
            "An answer that is right now is one that the reader does not take.",
        ),
        (Effect::Fewer | Effect::Other, false, Direction::Request) => {
            (Level::Breaking, "A request that was right is refused.")
        }
        (Effect::Fewer | Effect::Other, false, Direction::Answer) => (
            Level::Breaking,
            "An answer that was right is none any more.",
        ),
        // Whoever answers has said what it had to say.
        (Effect::Meaning, true, _) | (Effect::Meaning, _, Direction::Request) => (
            Level::Dangerous,
            "The same message means something else, or lacks what may be relied on.",
        ),
        _ => (Level::Safe, "What was said and read still is."),
    }
}

/// Which messages of a direction the revision admits, beside those of the base.
#[allow(
    clippy::match_same_arms,
    reason = "kinds that belong together stand together"
)]
pub fn effect(difference: &Difference, direction: Direction) -> Effect {
    let is_request = direction == Direction::Request;
    let must = |said: &Said| said.text.as_deref() == Some(REQUIRED);
    match difference.kind {
        Kind::TypeChanged
        | Kind::EncodingChanged
        | Kind::LimitChanged
        | Kind::TagChanged
        | Kind::SideChanged => Effect::Other,
        Kind::NullAdded
        | Kind::ValueAdded
        | Kind::ValuesOpened
        | Kind::LimitLoosened
        | Kind::MemberOptional
        | Kind::MembersOpened
        | Kind::MembersUndescribed
        | Kind::BranchAdded
        | Kind::OperationAdded
        | Kind::SecurityAdded
        | Kind::ParameterOptional
        | Kind::ExclusiveRemoved
        | Kind::BodyOptional
        | Kind::MediaTypeAdded
        | Kind::StatusAdded => Effect::More,
        Kind::NullRemoved
        | Kind::ValueRemoved
        | Kind::ValuesClosed
        | Kind::LimitTightened
        | Kind::MemberRequired
        | Kind::MembersClosed
        | Kind::MembersDescribed
        | Kind::BranchRemoved
        | Kind::OperationRemoved
        | Kind::SecurityRemoved
        | Kind::ParameterRequired
        | Kind::ParameterRemoved
        | Kind::ExclusiveAdded
        | Kind::BodyRemoved
        | Kind::BodyRequired
        | Kind::MediaTypeRemoved
        | Kind::StatusRemoved => Effect::Fewer,
        Kind::ParameterAdded | Kind::BodyAdded if must(&difference.revision) => Effect::Other,
        Kind::ParameterAdded | Kind::BodyAdded => Effect::More,
        // A request that has what is not known is refused, so that each side lacks the other's.
        Kind::MemberAdded if is_request && must(&difference.revision) => Effect::Other,
        Kind::MemberAdded if is_request => Effect::More,
        Kind::MemberAdded if must(&difference.revision) => Effect::Fewer,
        Kind::MemberAdded => Effect::Same,
        Kind::MemberRemoved if is_request && difference.expected.contains(&direction) => {
            Effect::Same
        }
        Kind::MemberRemoved if is_request => Effect::Fewer,
        Kind::MemberRemoved if must(&difference.base) => Effect::More,
        Kind::MemberRemoved => Effect::Meaning,
        Kind::FormatChanged => format(difference),
        Kind::DefaultChanged if is_request => Effect::Meaning,
        Kind::MeaningChanged => Effect::Meaning,
        // What expands is asked for by its name.
        Kind::ExpansionAdded => Effect::Same,
        Kind::ExpansionRemoved => Effect::Meaning,
        Kind::DefaultChanged
        | Kind::OperationRenamed
        | Kind::PathParameterRenamed
        | Kind::DeprecationAdded
        | Kind::DeprecationRemoved
        // Any text is admitted, be it known or not.
        | Kind::KnownAdded
        | Kind::KnownRemoved
        // Nothing of a crate is on the wire.
        | Kind::RustAdded
        | Kind::RustRemoved
        | Kind::RustChanged
        | Kind::RustDeprecated
        | Kind::RustFieldAdded
        | Kind::RustMemberAdded
        | Kind::RustVariantAdded
        | Kind::RustMethodRequired => Effect::Same,
    }
}

/// A format that nobody is held to is words.
fn format(difference: &Difference) -> Effect {
    let binds = |said: &Said| {
        let text = said.text.as_deref()?.trim_matches('"').to_owned();
        let row = KEYWORDS
            .iter()
            .find(|row| row.keyword == "format" && row.value == Some(&text));
        row.filter(|row| row.done == Done::Enforced).map(|_| ())
    };
    match (binds(&difference.base), binds(&difference.revision)) {
        (None, None) => Effect::Same,
        (None, Some(())) => Effect::Fewer,
        (Some(()), None) => Effect::More,
        (Some(()), Some(())) => Effect::Other,
    }
}
