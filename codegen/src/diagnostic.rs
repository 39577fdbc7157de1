//! Refusals and notes: what is wrong or passed over, where, under which rule, and what to do about it.

use std::fmt;

use crate::tree::Place;

/// Declares the rules once: the variant, its stable name, and what it refuses.
macro_rules! rules {
    ($($variant:ident = $name:literal, $what:literal;)*) => {
        /// A rule that a document can break. Names are stable: they may be quoted in CI configuration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $what] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of declaration.
            pub const ALL: &[Rule] = &[$(Rule::$variant),*];

            /// The stable kebab-case name; `codegen/tests/reject/<name>/` has its cases.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$variant => $name,)*
                }
            }

            /// What the rule refuses, in one sentence.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Rule::$variant => $what,)*
                }
            }
        }
    };
}

rules! {
    Syntax = "syntax", "A file that is not well-formed YAML or JSON.";
    DuplicateKey = "duplicate-key", "A mapping that has a key twice.";
    MissingFile = "missing-file", "A file, or a reference to a file, that can't be read.";
    OutsideRoot = "outside-root", "A file, or a reference to a file, outside the root of the inputs.";
    NameTooLong = "name-too-long", "A name that becomes the name of a file or a Rust identifier, and is too long for one.";
    DanglingRef = "dangling-ref", "A reference to nothing.";
    CyclicRef = "cyclic-ref", "References that lead back to themselves with no object in between.";
    RefSiblings = "ref-siblings", "Keywords beside `$ref`, which OpenAPI 3.0 ignores.";
    FragmentConflict = "fragment-conflict", "Two fragments that say different things of one component, path or setting.";
    UnsupportedVersion = "unsupported-version", "A document that is not OpenAPI 3.0 or 3.1.";
    MissingKeyword = "missing-keyword", "An object without a member that OpenAPI requires.";
    UnknownKeyword = "unknown-keyword", "A member that OpenAPI 3.0 does not define there.";
    WrongKind = "wrong-kind", "A member of the wrong JSON kind.";
    InvalidValue = "invalid-value", "A member whose value OpenAPI does not define.";
    DuplicateOperationId = "duplicate-operation-id", "Operations with one operationId, which get one each from method and path.";
    MissingOperationId = "missing-operation-id", "An operation without operationId, which gets one from its method and path.";
    DuplicatePath = "duplicate-path", "Two path templates that match the same requests.";
    UndeclaredPathParameter = "undeclared-path-parameter", "A name in the path template that no parameter declares.";
    UnusedPathParameter = "unused-path-parameter", "A path parameter that the path template does not name.";
    DuplicateParameter = "duplicate-parameter", "Two parameters with one name and location.";
    InvalidExclusive = "invalid-exclusive", "An `x-exclusive` that is no group of optional parameters in one place.";
    UnsupportedParameter = "unsupported-parameter", "A parameter in a place or shape that the emitters can't express.";
    UnsupportedStyle = "unsupported-style", "A parameter or encoding style that the emitters can't express.";
    TwoMediaTypes = "two-media-types", "A body or response in several media types, of which some are left out.";
    UnsupportedMediaType = "unsupported-media-type", "A body or response in a media type that the emitters can't express.";
    UnsupportedServers = "unsupported-servers", "Servers of a single path or operation, which not every client asks.";
    UnsupportedCallback = "unsupported-callback", "Calls that the service makes, of which no emitter makes anything.";
    Webhooks = "webhooks", "Calls that the service makes beside its operations, of which no emitter makes anything.";
    Link = "link", "A link to another operation, which is published as it is.";
    MissingSuccess = "missing-success", "An operation of which no success is described.";
    IgnoredBody = "ignored-body", "A body that is described where HTTP has none, and is left out.";
    RequiredNotDeclared = "required-not-declared", "A name in `required` that is not among the properties.";
    EnumType = "enum-type", "An enum value that is not of the schema's type.";
    UnenforcedKeyword = "unenforced-keyword", "A keyword in what requests carry that a server would not hold them to.";
    UnfitValue = "unfit-value", "A default, an example or an enum value that its own schema does not admit.";
    UnsupportedSchema = "unsupported-schema", "A schema that the emitters can't express.";
    AmbiguousUnion = "ambiguous-union", "A union whose branches a decoder can't tell apart.";
    UnknownSecurityScheme = "unknown-security-scheme", "A security requirement that names no scheme.";
    UnsupportedSecurity = "unsupported-security", "A security scheme that the emitters can't express.";
    CollidingNames = "colliding-names", "Names that would be one Rust name: derived ones are told apart, given ones refused.";
    CollidingVariants = "colliding-variants", "Enum values that would be one Rust variant: derived ones are told apart, given ones refused.";
}

/// Whose the fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// OpenAPI allows it, and no emitter expresses it: an operation with it can be left out.
    Unsupported,
    /// What the document says in one place does not hold together: an operation with it can be left out, unless it is a
    /// typo.
    Confined,
    /// The document is wrong, or its files are.
    Mistake,
}

impl Rule {
    /// Whose the fault is where the rule is broken.
    pub fn kind(self) -> Kind {
        match self {
            Rule::NameTooLong
            | Rule::RefSiblings
            | Rule::UnsupportedParameter
            | Rule::UnsupportedStyle
            | Rule::TwoMediaTypes
            | Rule::UnsupportedMediaType
            | Rule::UnsupportedServers
            | Rule::UnsupportedCallback
            | Rule::Webhooks
            | Rule::Link
            | Rule::MissingSuccess
            | Rule::IgnoredBody
            | Rule::MissingOperationId
            | Rule::DuplicateOperationId
            | Rule::UnenforcedKeyword
            | Rule::UnsupportedSchema
            | Rule::AmbiguousUnion
            | Rule::UnsupportedSecurity => Kind::Unsupported,
            Rule::MissingKeyword
            | Rule::WrongKind
            | Rule::InvalidValue
            | Rule::DuplicatePath
            | Rule::UndeclaredPathParameter
            | Rule::UnusedPathParameter
            | Rule::DuplicateParameter
            | Rule::RequiredNotDeclared
            | Rule::EnumType
            | Rule::UnfitValue
            | Rule::UnknownSecurityScheme
            | Rule::DanglingRef => Kind::Confined,
            Rule::Syntax
            | Rule::DuplicateKey
            | Rule::MissingFile
            | Rule::OutsideRoot
            | Rule::CyclicRef
            | Rule::FragmentConflict
            | Rule::UnsupportedVersion
            | Rule::UnknownKeyword
            | Rule::InvalidExclusive
            | Rule::CollidingNames
            | Rule::CollidingVariants => Kind::Mistake,
        }
    }
}

/// What comes of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is made of the document.
    Refusal,
    /// The document passes; its author may want to know what was made of it.
    Note,
}

/// One refusal or note, tied to the node that caused it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What comes of it.
    pub level: Level,
    /// Where the node is.
    pub place: Place,
    /// The rule that it breaks.
    pub rule: Rule,
    /// The fact, in lower case, without a full stop.
    pub what: String,
    /// What to change.
    pub help: String,
}

impl Diagnostic {
    /// Whether an operation can be left out for it. Where it is plain what was meant, the document is to be mended; but for a
    /// required member, which may have any name.
    pub fn can_be_left_out(&self) -> bool {
        let typo = self.help.starts_with("did you mean") && self.rule != Rule::RequiredNotDeclared;
        match self.rule.kind() {
            Kind::Unsupported => true,
            Kind::Confined => !typo,
            Kind::Mistake => false,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Refusal => "error",
            Level::Note => "note",
        };
        located(
            f,
            &self.place,
            (level, self.rule.name()),
            (&self.what, &self.help),
        )
    }
}

/// Writes what is wrong and where, as every report does: its level and the rule's name, then the fact and what helps.
pub fn located(
    f: &mut fmt::Formatter<'_>,
    place: &Place,
    (level, rule): (&str, &str),
    (what, help): (&str, &str),
) -> fmt::Result {
    let Place {
        source,
        line,
        column,
        pointer,
    } = place;
    writeln!(f, "{level}[{rule}]: {what}")?;
    writeln!(f, "  --> {}:{line}:{column}", source.shown)?;
    writeln!(f, "   at {pointer}")?;
    write!(f, " help: {help}")
}

/// Every refusal and note of a run, in the order of file, line and column.
#[derive(Clone, Debug, Default, thiserror::Error)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a refusal.
    pub fn refuse(
        &mut self,
        place: &Place,
        rule: Rule,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Level::Refusal, place, rule, what.into(), help.into());
    }

    /// Adds a note.
    pub fn note(
        &mut self,
        place: &Place,
        rule: Rule,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Level::Note, place, rule, what.into(), help.into());
    }

    fn add(&mut self, level: Level, place: &Place, rule: Rule, what: String, help: String) {
        self.diagnostics.push(Diagnostic {
            level,
            place: place.clone(),
            rule,
            what,
            help,
        });
    }

    /// Adds all of another report.
    pub fn extend(&mut self, other: Report) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Whether nothing was refused; there may be notes.
    pub fn is_empty(&self) -> bool {
        let refused = |one: &Diagnostic| one.level == Level::Refusal;
        !self.diagnostics.iter().any(refused)
    }

    /// The notes alone.
    #[must_use]
    pub fn notes(mut self) -> Report {
        self.diagnostics.retain(|one| one.level == Level::Note);
        self
    }

    /// The refusals and notes in the order of file, line, column and rule, each once.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.diagnostics.iter().collect();
        sorted.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        sorted.dedup_by(|a, b| sort_key(a) == sort_key(b));
        sorted
    }

    /// The refusals alone, in the same order, each once.
    pub fn refusals(&self) -> Vec<&Diagnostic> {
        let mut refusals = self.diagnostics();
        refusals.retain(|one| one.level == Level::Refusal);
        refusals
    }

    /// `Ok(value)` where nothing was refused, else this report. Notes are lost in an `Ok`: take them by [`Report::notes`]
    /// where there can be some.
    pub fn into_result<T>(self, value: T) -> Result<T, Report> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

fn sort_key(d: &Diagnostic) -> (&str, usize, usize, Level, Rule, &str) {
    (
        &d.place.source.shown,
        d.place.line,
        d.place.column,
        d.level,
        d.rule,
        &d.what,
    )
}

impl FromIterator<Diagnostic> for Report {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self {
            diagnostics: diagnostics.into_iter().collect(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics().into_iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            writeln!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}
