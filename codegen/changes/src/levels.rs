//! Whom a difference breaks.
//!
//! The level is derived: a program of the base meets messages of the revision. Whoever receives them breaks by what the
//! base did not admit, whoever sends them by what the revision does not admit.

use std::fmt;

use reversals_codegen::check::{Done, KEYWORDS};
use serde::Serialize;

use crate::difference::{Difference, Direction, Effect, Found, Kind, REQUIRED};

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

/// The level of a difference to an audience, and why it is that; the reason is one sentence.
pub fn level(difference: &Difference, audience: Audience) -> (Level, &'static str) {
    if audience == Audience::Rust {
        return compiled(difference.kind);
    }
    let levels = difference.found.iter().map(|found| {
        let receives = match (audience, found.direction) {
            (Audience::Sender, Direction::Request) => false,
            (Audience::Reader, Direction::Answer) => true,
            (Audience::Server, direction) => direction == Direction::Request,
            _ => return (Level::Safe, "It is of no message of theirs."),
        };
        one(found, receives)
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

fn one(found: &Found, receives: bool) -> (Level, &'static str) {
    match (found.effect, receives, found.direction) {
        (Effect::More | Effect::Other, true, _) if found.expected => (
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

/// What either version says of something in messages of a direction.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The messages.
    pub direction: Direction,
    /// Whether whoever receives them is to expect what the base does not have.
    pub expected: bool,
    /// What the base says.
    pub base: Option<&'a str>,
    /// What the revision says.
    pub revision: Option<&'a str>,
}

/// Which messages the revision admits beside those of the base, and whether whoever receives them is to expect those.
pub fn effect(kind: Kind, words: Words<'_>) -> (Effect, bool) {
    // What has to be there and is gone is missed, whatever else is passed over.
    let is_removed = matches!(kind, Kind::MemberRemoved | Kind::ParameterRemoved);
    (plain(kind, words), words.expected && !is_removed)
}

#[allow(
    clippy::match_same_arms,
    reason = "kinds that belong together stand together"
)]
fn plain(kind: Kind, words: Words<'_>) -> Effect {
    let is_request = words.direction == Direction::Request;
    let must = |said: Option<&str>| said == Some(REQUIRED);
    match kind {
        Kind::TypeChanged
        | Kind::EncodingChanged
        | Kind::LimitChanged => Effect::Other,
        // No reader asks an answer for its tag where something else tells what it is.
        Kind::TagChanged if !is_request => Effect::Meaning,
        Kind::TagChanged => match (words.base, words.revision) {
            (None, _) => Effect::Fewer,
            (_, None) => Effect::More,
            _ => Effect::Other,
        },
        // What a range or `default` of the other one describes may be answered all the same.
        Kind::StatusAdded if words.base.is_some() => Effect::Same,
        Kind::StatusRemoved if words.revision.is_some() => Effect::Same,
        // Whoever reads an answer passes over a body that it does not know, and does not do without one that it does.
        Kind::BodyAdded if !is_request => Effect::Meaning,
        Kind::BodyRemoved if !is_request => Effect::More,
        Kind::BodyRemoved if must(words.base) => Effect::Other,
        Kind::NullAdded
        | Kind::TypeWidened
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
        | Kind::TypeNarrowed
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
        | Kind::ExclusiveAdded
        | Kind::BodyRemoved
        | Kind::BodyRequired
        | Kind::MediaTypeRemoved
        | Kind::StatusRemoved => Effect::Fewer,
        Kind::ParameterAdded | Kind::BodyAdded if must(words.revision) => Effect::Other,
        Kind::ParameterAdded | Kind::BodyAdded => Effect::More,
        // A request that has what is not known is refused, so that each side lacks the other's.
        Kind::MemberAdded if (is_request || !words.expected) && must(words.revision) => {
            Effect::Other
        }
        Kind::MemberAdded if is_request || !words.expected => Effect::More,
        Kind::MemberAdded if must(words.revision) => Effect::Fewer,
        Kind::MemberAdded => Effect::Same,
        Kind::MemberRemoved | Kind::ParameterRemoved => match (must(words.base), words.expected) {
            (true, true) => Effect::More,
            (true, false) => Effect::Other,
            (false, true) => Effect::Meaning,
            (false, false) => Effect::Fewer,
        },
        Kind::FormatChanged => format(words),
        Kind::DefaultChanged if is_request => Effect::Meaning,
        // A token that was enough is none any more; whether one is, only the service knows.
        Kind::ScopeAdded | Kind::ServerChanged | Kind::PathTaken => Effect::Meaning,
        Kind::ScopeRemoved => Effect::Same,
        // No reader refuses an answer for its headers.
        Kind::HeaderRemoved | Kind::HeaderChanged => Effect::Meaning,
        Kind::HeaderAdded => Effect::Same,
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

/// A format that nobody is held to is words; how wide a number of a request is, is a bound. Answers are held to none, but
/// whoever reads one may rely on it.
fn format(words: Words<'_>) -> Effect {
    let is_request = words.direction == Direction::Request;
    let binds = |said: Option<&str>| {
        let text = said?.trim_matches('"');
        let mut rows = KEYWORDS.iter().filter(|row| row.keyword == "format");
        let row = rows.find(|row| row.value == Some(text) && (row.of == ["string"] || !is_request));
        row.filter(|row| row.done == Done::Enforced).map(|_| ())
    };
    match (binds(words.base), binds(words.revision)) {
        (None, None) => Effect::Same,
        _ if !is_request => Effect::Meaning,
        (None, Some(())) => Effect::Fewer,
        (Some(()), None) => Effect::More,
        (Some(()), Some(())) => Effect::Other,
    }
}
