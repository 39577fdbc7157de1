//! What differs between two versions of an API, and where.

use std::collections::BTreeSet;
use std::fmt;

use reversals_codegen::tree::Place;
use serde::Serialize;

use crate::route::Route;
use crate::rust::Places;

/// Declares the kinds of difference once: the variant, its stable id, and what it says.
macro_rules! kinds {
    ($($variant:ident = $id:literal, $what:literal;)*) => {
        /// A kind of difference. Ids are stable: files of accepted differences quote them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = $what] $variant,)*
        }

        impl Kind {
            /// Every kind, in the order of declaration.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// The stable id in kebab case.
            pub fn id(self) -> &'static str {
                match self {
                    $(Kind::$variant => $id,)*
                }
            }

            /// What differs, in one sentence.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Kind::$variant => $what,)*
                }
            }
        }
    };
}

kinds! {
    OperationAdded = "operation-added", "An operation that only the revision has.";
    OperationRemoved = "operation-removed", "An operation that only the base has.";
    OperationRenamed = "operation-renamed", "Another operationId for one method and path.";
    PathParameterRenamed = "path-parameter-renamed", "Another name for the same segment of a path.";
    DeprecationAdded = "deprecation-added", "What only the revision calls deprecated.";
    DeprecationRemoved = "deprecation-removed", "What only the base calls deprecated.";
    SecurityAdded = "security-added", "A way to authenticate that only the revision takes.";
    SecurityRemoved = "security-removed", "A way to authenticate that only the base takes.";
    ScopeAdded = "scope-added", "A right that a caller needs in the revision alone.";
    ScopeRemoved = "scope-removed", "A right that a caller needs in the base alone.";
    ServerChanged = "server-changed", "Another address.";
    PathTaken = "path-taken", "A path of its own in one of the two, and one of many of a template in the other.";
    ParameterAdded = "parameter-added", "A parameter that only the revision has.";
    ParameterRemoved = "parameter-removed", "A parameter that only the base has.";
    ParameterRequired = "parameter-required", "A parameter that must be given in the revision alone.";
    ParameterOptional = "parameter-optional", "A parameter that must be given in the base alone.";
    EncodingChanged = "encoding-changed", "Other bytes on the wire for the same value.";
    ExclusiveAdded = "exclusive-added", "Parameters of which a request may have one at most in the revision alone.";
    ExclusiveRemoved = "exclusive-removed", "Parameters of which a request may have one at most in the base alone.";
    BodyAdded = "body-added", "A body that only the revision describes.";
    BodyRemoved = "body-removed", "A body that only the base describes.";
    BodyRequired = "body-required", "A request body that must be sent in the revision alone.";
    BodyOptional = "body-optional", "A request body that must be sent in the base alone.";
    MediaTypeAdded = "media-type-added", "A media type that only the revision has.";
    MediaTypeRemoved = "media-type-removed", "A media type that only the base has.";
    StatusAdded = "status-added", "A status that only the revision describes.";
    StatusRemoved = "status-removed", "A status that only the base describes.";
    HeaderAdded = "header-added", "A header of answers that only the revision describes.";
    HeaderRemoved = "header-removed", "A header of answers that only the base describes.";
    HeaderChanged = "header-changed", "A header of answers of which other values, or none, are to be expected.";
    TypeChanged = "type-changed", "Another kind of value.";
    TypeWidened = "type-widened", "A kind of value that has all that the base's has, and more.";
    TypeNarrowed = "type-narrowed", "A kind of value that has some of what the base's has, and nothing else.";
    NullAdded = "null-added", "Null that only the revision admits.";
    NullRemoved = "null-removed", "Null that only the base admits.";
    ValueAdded = "value-added", "A value that only the revision's enum lists.";
    ValueRemoved = "value-removed", "A value that only the base's enum lists.";
    ValuesClosed = "values-closed", "A list of values that only the revision has.";
    ValuesOpened = "values-opened", "A list of values that only the base has.";
    KnownAdded = "known-added", "A text that only the revision says a value is known to have, though it may have others.";
    KnownRemoved = "known-removed", "A text that only the base says a value is known to have, though it may have others.";
    LimitTightened = "limit-tightened", "A bound that admits fewer values in the revision.";
    LimitLoosened = "limit-loosened", "A bound that admits more values in the revision.";
    LimitChanged = "limit-changed", "A bound that admits other values in the revision.";
    FormatChanged = "format-changed", "Another format.";
    DefaultChanged = "default-changed", "Another default.";
    MemberAdded = "member-added", "A member that only the revision has.";
    MemberRemoved = "member-removed", "A member that only the base has.";
    MemberRequired = "member-required", "A member that is always there in the revision alone.";
    MemberOptional = "member-optional", "A member that is always there in the base alone.";
    MembersClosed = "members-closed", "Members without a name here, which only the base admits.";
    MembersOpened = "members-opened", "Members without a name here, which only the revision admits.";
    MembersDescribed = "members-described", "An object of which only the revision says what its members are.";
    MembersUndescribed = "members-undescribed", "An object of which only the base says what its members are.";
    BranchAdded = "branch-added", "A branch that only the revision's union has.";
    BranchRemoved = "branch-removed", "A branch that only the base's union has.";
    MeaningChanged = "meaning-changed", "A value that is a branch by itself in one of the two, and one of many in the other.";
    TagChanged = "tag-changed", "Another member that tells the branches of a union apart.";
    ExpansionAdded = "expansion-added", "An object that an id expands to in the revision alone.";
    ExpansionRemoved = "expansion-removed", "An object that an id expands to in the base alone.";
    RustAdded = "rust-added", "A public item that only the revision's crates have.";
    RustRemoved = "rust-removed", "A public item that only the base's crates have.";
    RustChanged = "rust-changed", "A public item of another type or signature.";
    RustDeprecated = "rust-deprecated", "A public item that only the revision's crates call deprecated.";
    RustFieldAdded = "rust-field-added", "A field that only the revision has, of a struct that is made by a literal.";
    RustMemberAdded = "rust-member-added", "A field that only the revision has, of a struct that has a constructor.";
    RustVariantAdded = "rust-variant-added", "A variant that only the revision has, of an enum whose matches name all.";
    RustMethodRequired = "rust-method-required", "A method that whoever implements the trait must have in the revision alone.";
}

impl Kind {
    /// Whether it is about the generated crates, and nothing on the wire.
    pub fn is_rust(self) -> bool {
        self.id().starts_with("rust-")
    }
}

/// What is carried: by requests, or by answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Requests.
    Request,
    /// Answers.
    Answer,
}

/// What is said of a member or parameter that must be there and that only one side has.
pub const REQUIRED: &str = "required";

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What kind it is.
    pub kind: Kind,
    /// What it is about, in words that depend on no place: `transfer_reversal.metadata`, or
    /// `POST /v1/transfers/{}/reversals body.amount`.
    pub at: String,
    /// What of it differs, where there may be several in one place: a keyword, a value, a name.
    pub detail: String,
    /// What it is to whom, where it was found; in several places it may be more than one thing.
    pub found: Vec<Found>,
    /// What the base says of it.
    pub base: Said,
    /// What the revision says of it.
    pub revision: Said,
}

/// What a difference is in one place.
#[derive(Clone, Debug)]
pub struct Found {
    /// Of which messages.
    pub direction: Direction,
    /// Which of them the revision admits.
    pub effect: Effect,
    /// Whether whoever receives them is to expect what the base does not have: another value of an enum in answers, a member
    /// that is not known.
    pub expected: bool,
    /// Where that is in a message.
    pub route: Route,
}

/// Which messages the revision admits, beside those of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What one version says.
#[derive(Clone, Debug)]
pub struct Said {
    /// Where it says so, or where it would.
    pub place: Place,
    /// What it says; nothing where it is silent.
    pub text: Option<String>,
}

impl Difference {
    /// Whether it is about requests, answers or both.
    pub fn directions(&self) -> Vec<Direction> {
        let all: BTreeSet<Direction> = self.found.iter().map(|found| found.direction).collect();
        all.into_iter().collect()
    }

    /// What tells it from every other, whatever the words and places of the documents: `value-added status: posted`.
    pub fn key(&self) -> String {
        let mut key = format!("{} {}", self.kind.id(), self.at);
        if !self.detail.is_empty() {
            key.push_str(": ");
            key.push_str(&self.detail);
        }
        key
    }
}

impl Said {
    /// Nothing, of a document as a whole.
    pub fn silent(of: &Places) -> Self {
        Self {
            place: of.root(),
            text: None,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        let (line, column) = (place.line, place.column);
        write!(formatter, "{}:{line}:{column}", place.source.shown)?;
        if let Some(text) = &self.text {
            write!(formatter, " says {text}")?;
        }
        Ok(())
    }
}
