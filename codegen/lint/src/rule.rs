//! The rules, and why each is there.

/// Declares the rules once: the variant, its stable id, what it refuses, and why.
macro_rules! rules {
    ($($variant:ident = $id:literal, $what:literal, $why:literal;)*) => {
        /// A rule that fragments are held to. Ids are stable: files of what is meant quote them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $what] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of declaration.
            pub const ALL: &[Rule] = &[$(Rule::$variant),*];

            /// The stable id in kebab case.
            pub fn id(self) -> &'static str {
                match self {
                    $(Rule::$variant => $id,)*
                }
            }

            /// What the rule refuses, in one sentence.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Rule::$variant => $what,)*
                }
            }

            /// Why, and how it is read.
            pub fn why(self) -> &'static str {
                match self {
                    $(Rule::$variant => $why,)*
                }
            }
        }
    };
}

rules! {
    OperationDescribed = "operation-described", "An operation without a description.",
        "The description becomes the documentation of a client's method and of a server's, and the operation's part of \
         the page. What an operation does to money, and when it refuses, is said nowhere else. A `summary` is a title \
         and does not stand for it.";
    ParameterDescribed = "parameter-described", "A parameter or a header without a description.",
        "A name and a type say what fits, not what it does. The description becomes the documentation of a setter and \
         the help of an option on the command line. A reference is described where it leads.";
    MemberDescribed = "member-described", "A member of an object without a description.",
        "The description becomes the documentation of a field, and is in the published schemas. A member that is a \
         reference is described where what it leads to is.";
    EnumValueDescribed = "enum-value-described", "Values of an enum that nothing describes.",
        "Whoever matches on a value has to know what it means. A value is described where the text of the schema, or \
         of the parameter or member that it is of, names it between backticks, as in \"`posted` once it has moved\"; \
         or where `x-enum-descriptions` or `x-enumDescriptions` has a text for it. A list of one value is a constant, \
         which is described by what describes its owner. Null is no value here.";
    Todo = "todo", "A description that begins with `TODO`.",
        "What is generated of a new operation has such texts, for a person to replace. They are readable everywhere \
         that descriptions are: in the documentation of crates, in schemas, on the page.";
    UnitStated = "unit-stated", "An integer that is money or time and does not say in which unit.",
        "400 is four dollars in the minor unit and four hundred in the major one; 60 is a minute or a sixteenth of a \
         second. An integer is taken for time where its format has `time` or `epoch` in it, where its name ends as times \
         do (`paid_at`, `created`, `expires`, `timeout`), or where its text speaks of a timestamp. It is taken for money \
         where its name has a word for it (`amount`, `fee`, `price`, `cost`, `balance`), where it has one such as `net` or \
         `total` and stands beside a member named `currency`, or where its text speaks of a currency. A name with the unit in it \
         (`amount_cents`, `timeout_ms`) is enough, and so is `x-unit`; else the description has the unit: \
         \"minor unit\", \"smallest currency unit\", \"cents\", \"seconds\", \"days\".";
    ExampleFits = "example-fits", "An example that its own schema does not admit.",
        "People copy examples before they read anything else. Examples of schemas, parameters, headers and media types \
         are held to their schema, bounds and patterns too, as requests are.";
    ExampleUsed = "example-used", "An example that nothing uses.",
        "An example that no test reads is right on the day that it is written. Each is to be shown by a case: as a value \
         that a call gives or an answer has, under the same name where it is of a parameter or a member. Where there are no \
         cases, as of a document from elsewhere, those are told that nothing can use: a component that nothing refers \
         to, a value in another file, an `example` with `examples` beside it, of which tools take one.";
    OperationIdUnique = "operation-id-unique", "Operations that share an operationId, or have none.",
        "Methods of clients and servers, cases and logs are called by it. One that is made of the path, as it is where \
         there is none of its own, changes with the path.";
    OperationIdStyle = "operation-id-style", "An operationId in another style than most.",
        "Names that are made of it come out as uneven as it is. The style is that of most operations of the document: \
         `GetThing`, `getThing`, `get_thing`, `get-thing`, or with dots or slashes between parts in one of these.";
    ComponentUsed = "component-used", "A component that no operation leads to.",
        "Nothing is made of it, nobody reads it again, and it is compared, translated and kept all the same. A component \
         that only unused ones refer to is one too. An example is told by `example-used`.";
    RequestEnumClosed = "request-enum-closed", "An enum of requests that is marked open.",
        "`x-extensible-enum` lets any text pass, so that a misspelt value reaches the service. What only requests carry is \
         to be an `enum`, which a server refuses by itself. What answers have too is left to `answer-enum-open`.";
    AnswerEnumOpen = "answer-enum-open", "An enum of answers that is not marked open.",
        "A service adds values, and a reader that was made before must not fail on an answer about money that has moved. \
         `x-extensible-enum` in place of `enum` says so to every reader of the document. Only lists of texts can be marked. A \
         constant and the member that a discriminator names tell what an object is, and are to stay `enum`.";
}

impl Rule {
    /// The rule of an id.
    pub fn named(id: &str) -> Option<Rule> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}
