//! The one place that makes Rust identifiers.
//!
//! progenitor and typify make identifiers of their own from what they are given. Names that went
//! through here come out of theirs unchanged, so that every emitter can rely on them.

use std::collections::BTreeMap;

/// The name of a type: `treasury.credit_reversal` becomes `TreasuryCreditReversal`.
pub fn type_name(text: &str) -> String {
    settle(text, variant_name)
}

/// The name of a method, field or variable: `PostTransfersIdReversals` becomes `post_transfers_id_reversals`.
pub fn value_name(text: &str) -> String {
    settle(text, |text| {
        identifier(text, heck::ToSnakeCase::to_snake_case, "x")
    })
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

/// What generated clients and servers call functions of their own, in snake case.
const CLIENT_METHODS: &[&str] = &[
    "all",
    "api_version",
    "baseurl",
    "call",
    "client",
    "connect",
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

/// The name of a constant.
pub fn constant_name(text: &str) -> String {
    value_name(text).to_uppercase()
}

/// The names of the variants of an enum, one a value. Which one a value gets depends on what the others are, and never on
/// their order: values that would share a name are all told apart by what is in them, first by their signs and letters,
/// then by their bytes.
pub fn variant_names(values: &[String]) -> Vec<String> {
    let steps = [plain_variant, spelt_variant, cased_variant];
    let mut names: Vec<String> = values.iter().map(|value| plain_variant(value)).collect();
    for step in &steps[1..] {
        let shared = shared(&names);
        for index in shared {
            names[index] = step(&values[index]);
        }
    }
    if !shared(&names).is_empty() {
        // Bytes are never shared.
        names = values.iter().map(|value| byte_variant(value)).collect();
    }
    names
}

/// The positions of the names that are there more than once.
fn shared(names: &[String]) -> Vec<usize> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *count.entry(name).or_default() += 1;
    }
    let more = |&index: &usize| count[names[index].as_str()] > 1;
    (0..names.len()).filter(more).collect()
}

fn plain_variant(value: &str) -> String {
    // Of signs alone nothing would be left.
    if value.is_empty() || !value.chars().any(is_identifier_part) {
        return spelt_variant(value);
    }
    let signed = |sign| {
        value
            .strip_prefix(sign)
            .filter(|number| starts_with_digit(number))
    };
    match (signed('+'), signed('-')) {
        (Some(number), _) => variant_name(&format!("plus{number}")),
        (_, Some(number)) => variant_name(&format!("minus{number}")),
        (None, None) => variant_name(value),
    }
}

/// The name with its signs in words: `*` is `Star`.
fn spelt_variant(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    let mut text = String::new();
    for char in value.chars() {
        match SIGNS.iter().find(|(sign, _)| *sign == char) {
            Some((_, word)) => text.push_str(&format!("-{word}-")),
            None if is_identifier_part(char) => text.push(char),
            None => text.push_str(&format!("-x{:x}-", u32::from(char))),
        }
    }
    variant_name(&text)
}

/// The spelt name, with which of its letters are capital: `add`, `Add` and `ADD` are `AddLower`, `Add` and `AddUpper`.
fn cased_variant(value: &str) -> String {
    let name = spelt_variant(value);
    let letters = || value.chars().filter(|char| char.is_alphabetic());
    if name == value {
        name
    } else if letters().all(char::is_lowercase) {
        format!("{name}Lower")
    } else if letters().all(char::is_uppercase) {
        format!("{name}Upper")
    } else {
        byte_variant(value)
    }
}

fn byte_variant(value: &str) -> String {
    let bytes: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{}X{bytes}", spelt_variant(value))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

/// What signs are called in the name of a variant.
const SIGNS: &[(char, &str)] = &[
    (' ', "space"),
    ('!', "bang"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('[', "open-bracket"),
    ('\\', "backslash"),
    (']', "close-bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('{', "open-brace"),
    ('|', "or"),
    ('}', "close-brace"),
    ('~', "tilde"),
];

/// A name that typify leaves as it is: a second pass can change what the first one made (`b_c`, `BC`, `Bc`).
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

/// typify makes the name of a variant in one pass.
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

    fn variants(values: &[&str]) -> Vec<String> {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        variant_names(&values)
    }

    #[test]
    fn variants_are_told_apart_by_what_is_in_them() {
        assert_eq!(variants(&["a", "b_c", "D"]), ["A", "BC", "D"]);
        assert_eq!(
            variants(&["", "*", "+1", "-1", "1", "2019-02-19", "."]),
            ["Empty", "Star", "Plus1", "Minus1", "X1", "X20190219", "Dot"]
        );
        assert_eq!(variants(&["a-b", "a_b"]), ["AMinusB", "AUnderscoreB"]);
        assert_eq!(variants(&["a", ">a"]), ["A", "GreaterA"]);
        assert_eq!(
            variants(&["add", "Add", "ADD"]),
            ["AddLower", "Add", "AddUpper"]
        );
        let mixed = variants(&["fOo", "foo", "Foo"]);
        assert_eq!(mixed, ["FOo", "FooLower", "Foo"]);
    }

    #[test]
    fn no_two_variants_share_a_name_and_none_depends_on_the_order() {
        let words = [
            "",
            "*",
            "**",
            "+",
            "-",
            "+1",
            "-1",
            "1",
            "add",
            "Add",
            "ADD",
            "aDd",
            "add_lower",
            "AddLower",
            "add-lower",
            "AddX616464",
            "self",
            "Self",
            "star",
            "Star",
            "a b",
            "a_b",
            "a.b",
            "AB",
            "ab",
            "é",
            "É",
            "e\u{301}",
            "empty",
            "Empty",
            "日本",
            "🦀",
            "🦀🦀",
            "x1f980",
            "plus1",
            "Plus1",
            "type",
            "Type",
            "'",
            "''",
        ];
        let mut all = variants(&words);
        let mut backwards = words;
        backwards.reverse();
        let mut again = variants(&backwards);
        again.reverse();
        assert_eq!(all, again);
        for name in &all {
            assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name}");
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), words.len());
    }
}
