//! The kinds of edit.

use std::fmt;

/// Declares the kinds once: the variant, its stable name, and what it does.
macro_rules! edits {
    ($($variant:ident = $name:literal, $what:literal;)*) => {
        /// A kind of edit. Names are stable: they begin the ids of mutants.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Edit {
            $(#[doc = $what] $variant,)*
        }

        impl Edit {
            /// Every kind, in the order of declaration.
            pub const ALL: &[Edit] = &[$(Edit::$variant),*];

            /// The stable kebab-case name.
            pub fn name(self) -> &'static str {
                match self { $(Edit::$variant => $name,)* }
            }

            /// What the edit does, in one sentence.
            pub fn describe(self) -> &'static str {
                match self { $(Edit::$variant => $what,)* }
            }
        }
    };
}

edits! {
    VersionChanged = "version-changed", "Another version of the API.";
    AlternativeRemoved = "alternative-removed", "One way less to prove who calls.";
    SecurityRemoved = "security-removed", "Operations that were closed are open to all.";
    SegmentRenamed = "segment-renamed", "Another fixed part of a path.";
    PathParametersSwapped = "path-parameters-swapped", "Two parameters of a path in each other's place.";
    MethodChanged = "method-changed", "Another HTTP method.";
    ParameterRemoved = "parameter-removed", "A parameter less; one of the path leaves its name as a fixed part.";
    ParameterRenamed = "parameter-renamed", "Another name of a parameter, in the path's template too.";
    ParameterRequired = "parameter-required", "A parameter that must be given need not, or the reverse.";
    ParameterMoved = "parameter-moved", "A parameter in another place: path, query, header or form.";
    ParameterAdded = "parameter-added", "A parameter more, which must be given.";
    StyleChanged = "style-changed", "A list in the query with brackets instead of repeats, or the reverse.";
    ExclusionRemoved = "exclusion-removed", "Parameters that excluded one another may be given together.";
    ExclusionReworded = "exclusion-reworded", "Two of such parameters are refused in other words.";
    ExclusionAdded = "exclusion-added", "Two parameters exclude one another.";
    BodyRequired = "body-required", "A body that must be given need not, or the reverse.";
    MediaChanged = "media-changed", "A form becomes JSON.";
    StatusChanged = "status-changed", "Another status of success.";
    StatusWidened = "status-widened", "Every status of success instead of one.";
    ErrorRemoved = "error-removed", "The response that describes errors is gone.";
    ResponseWrapped = "response-wrapped", "An answer that was an object is a page of such objects.";
    ResponseUnwrapped = "response-unwrapped", "An answer that was a page is one element of it.";
    TypeChanged = "type-changed", "Another type.";
    BoundRaised = "bound-raised", "A bound is higher by one.";
    BoundLowered = "bound-lowered", "A bound is lower by one.";
    BoundRemoved = "bound-removed", "A bound is gone.";
    BoundAdded = "bound-added", "A bound where there was none.";
    MemberRemoved = "member-removed", "An enum has a value less.";
    MemberRenamed = "member-renamed", "An enum has another value in place of one.";
    MemberAdded = "member-added", "An enum has a value more.";
    EnumRemoved = "enum-removed", "Any value of the type instead of those of an enum.";
    BranchRemoved = "branch-removed", "A union has a branch less.";
    ExpansionRemoved = "expansion-removed", "An id or its object is a plain union.";
    PropertyRemoved = "property-removed", "A property less, also among those required.";
    PropertyRenamed = "property-renamed", "Another name of a property, also among those required.";
    PropertyAdded = "property-added", "A property more, which is required.";
    PropertyRequired = "property-required", "A required property is optional, or the reverse.";
    NullableChanged = "nullable-changed", "Null is admitted where it was not, or the reverse.";
    ObjectClosed = "object-closed", "Members without a name in the schema are no longer admitted.";
    ObjectOpened = "object-opened", "Members without a name in the schema are admitted.";
    ValuesFreed = "values-freed", "The values of a map may be anything.";
    ValuesTyped = "values-typed", "The values of a map, which could be anything, are strings.";
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
