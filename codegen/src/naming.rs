//! The one place that makes Rust identifiers.
//!
//! progenitor makes identifiers of its own from what it is given. Names that went through here come out of its hands
//! unchanged, so that every emitter can rely on them.

mod apart;
mod spell;

pub use apart::{Case, Wish, apart, plain};

/// What every call of a client has as methods of its own: no setter of one is called so.
pub(crate) const CALL_METHODS: &[&str] = &[
    "clone",
    "items",
    "ready",
    "send",
    "send_blocking",
    "take",
    "with_account",
    "with_context",
    "with_header",
    "with_idempotency_key",
    "with_options",
    "with_retries",
    "with_timeout",
    "with_version",
];

/// The name of a type: `treasury.credit_reversal` becomes `TreasuryCreditReversal`.
pub fn type_name(text: &str) -> String {
    settle(text, variant_name)
}

/// The name of a type that an operation has for its parameters, parts or answers: `SelfPath` of the operation `Self_`.
pub fn of_operation(type_name: &str, suffix: &str) -> String {
    self::type_name(&format!("{type_name}{suffix}"))
}

/// The name of a method, field or variable: `PostTransfersIdReversals` becomes `post_transfers_id_reversals`.
pub fn value_name(text: &str) -> String {
    settle(text, |text| {
        identifier(text, heck::ToSnakeCase::to_snake_case, "x")
    })
}

/// Whether a text is the name of a type as Rust writes it.
pub fn is_type(text: &str) -> bool {
    type_name(text) == text
}

/// Whether a text is the name of a field or variable as Rust writes it.
pub fn is_value(text: &str) -> bool {
    value_name(text) == text
}

/// Whether a text is the name of a variant as Rust writes it.
pub fn is_variant(text: &str) -> bool {
    variant_name(text) == text
}

/// The name of an operation's method. One that generated code has for itself gets a suffix, since an
/// operationId belongs to the document's author and can rarely be changed.
pub fn operation_name(id: &str) -> String {
    let name = value_name(id);
    let builder = variant_name(&name);
    if CLIENT_METHODS.contains(&name.as_str()) || CLIENT_TYPES.contains(&builder.as_str()) {
        value_name(&format!("{name}_operation"))
    } else {
        name
    }
}

/// The name of a resource, which is a method of generated clients: one that they have for themselves gets a suffix.
pub fn resource_name(name: &str) -> String {
    if CLIENT_METHODS.contains(&name) {
        value_name(&format!("{name}_resource"))
    } else {
        name.to_owned()
    }
}

/// What generated clients and servers call functions of their own, in snake case.
const CLIENT_METHODS: &[&str] = &[
    "all",
    "api_version",
    "baseurl",
    "call",
    "client",
    "connect",
    "connect_with",
    "connect_with_client",
    "encode_path",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
    "session",
    "with_session",
];

/// The types that the module of a generated client's builders names without a path.
const CLIENT_TYPES: &[&str] = &[
    "ByteStream",
    "ClientHooks",
    "ClientInfo",
    "Error",
    "From",
    "OperationInfo",
    "Option",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "String",
    "Vec",
];

/// The name that progenitor makes of a parameter's, in one pass and with a prefix of its own.
#[cfg(feature = "bindings")]
pub(crate) fn of_progenitor(text: &str) -> String {
    identifier(text, heck::ToSnakeCase::to_snake_case, "_")
}

/// The name of a constant.
pub fn constant_name(text: &str) -> String {
    value_name(text).to_uppercase()
}

/// A name that another pass leaves as it is: a second one can change what the first one made (`b_c`, `BC`, `Bc`).
fn settle(text: &str, pass: impl Fn(&str) -> String) -> String {
    let mut name = pass(text);
    for _ in 0..4 {
        let again = pass(&name);
        if again == name {
            break;
        }
        name = again;
    }
    name
}

/// The name of a type or variant in one pass.
fn variant_name(text: &str) -> String {
    identifier(text, heck::ToPascalCase::to_pascal_case, "X")
}

fn identifier(text: &str, case: fn(&str) -> String, prefix: &str) -> String {
    let text = match text {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => text
            .replace('\'', "")
            .replace(|c: char| !is_identifier_part(c), "-"),
    };
    let mut name = case(&text);
    match name.chars().next() {
        None => prefix.clone_into(&mut name),
        Some(first) if unicode_ident::is_xid_start(first) => {}
        Some(_) => name.insert_str(0, prefix),
    }
    if is_reserved(&name) {
        name.push('_');
    }
    name
}

fn is_identifier_part(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

/// Keywords of every edition: an identifier of that spelling needs a trailing underscore.
fn is_reserved(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
        "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
        "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
        "pub", "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true",
        "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    WORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_document_become_idiomatic_identifiers() {
        assert_eq!(
            type_name("treasury.credit_reversal"),
            "TreasuryCreditReversal"
        );
        assert_eq!(
            value_name("PostTransfersIdReversals"),
            "post_transfers_id_reversals"
        );
        assert_eq!(value_name("expand[]"), "expand");
        assert_eq!(
            constant_name("GetTransfersIdReversals"),
            "GET_TRANSFERS_ID_REVERSALS"
        );
    }

    #[test]
    fn what_is_no_identifier_gets_a_prefix_or_a_suffix() {
        assert_eq!(type_name(""), "X");
        assert_eq!(type_name("2023-08-16"), "X20230816");
        assert_eq!(value_name("type"), "type_");
        assert_eq!(type_name("self"), "Self_");
        assert_eq!(
            (type_name("+1"), type_name("-1")),
            ("Plus1".into(), "Minus1".into())
        );
    }

    #[test]
    fn an_operation_does_not_take_a_name_that_generated_code_has_for_itself() {
        assert_eq!(operation_name("GetThing"), "get_thing");
        assert_eq!(operation_name("session"), "session_operation");
        assert_eq!(operation_name("call"), "call_operation");
        assert_eq!(operation_name("ByteStream"), "byte_stream_operation");
        assert_eq!(operation_name("type"), "type_");
    }

    #[test]
    fn names_survive_a_second_pass() {
        for text in [
            "a1B",
            "b_c",
            "fooBAR2baz",
            "x509",
            "US_bank.account",
            "über-Größe",
            "a__b",
        ] {
            let name = type_name(text);
            assert_eq!(type_name(&name), name, "{text}");
            let name = value_name(text);
            assert_eq!(value_name(&name), name, "{text}");
        }
    }
}
