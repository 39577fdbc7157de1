//! Rust text, written as it is to be read: what is printed so is never parsed again.

use crate::ir::{Field, Presence, Type};

/// Text that grows line by line.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// Adds a line at a depth of indents.
    pub(super) fn line(&mut self, depth: usize, line: &str) {
        for _ in 0..depth {
            self.0.push_str("    ");
        }
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds an empty line.
    pub(super) fn gap(&mut self) {
        self.0.push('\n');
    }

    /// Adds a comment of the item that follows; none where there are no words.
    pub(super) fn docs(&mut self, depth: usize, docs: &str) {
        for line in printable(docs).trim().lines() {
            let line = line.trim_end();
            let space = if line.is_empty() { "" } else { " " };
            self.line(depth, &format!("///{space}{line}"));
        }
    }

    /// Says, where that is so, that what follows is to be used no more.
    pub(super) fn deprecated(&mut self, depth: usize, deprecated: bool) {
        if deprecated {
            self.line(depth, "#[deprecated]");
        }
    }

    /// Says that what follows needs a feature.
    pub(super) fn feature(&mut self, depth: usize, feature: Option<&str>) {
        if let Some(feature) = feature {
            self.line(depth, &format!("#[cfg(feature = {feature:?})]"));
        }
    }

    /// Adds text that was written before.
    pub(super) fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// The text without what a comment may not hold: a lone carriage return, and the characters that turn the
/// direction of the text.
pub(super) fn printable(text: &str) -> String {
    text.replace(
        |c| matches!(c, '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
        "",
    )
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
}

/// The Rust type, where named types are below `names` (`models::`, `super::` or nothing). All else has its whole path,
/// since a type of the document may be called `String` or `Option`.
pub(super) fn type_text(ty: &Type, names: &str) -> String {
    let wrap = |outer: &str, inner: &Type| format!("{outer}<{}>", type_text(inner, names));
    match ty {
        Type::String(_) => "::std::string::String".to_owned(),
        Type::Integer(_) => "i64".to_owned(),
        Type::Number(_) => "f64".to_owned(),
        Type::Boolean | Type::Only(_) => "bool".to_owned(),
        Type::Any => "::serde_json::Value".to_owned(),
        Type::OpenObject => {
            "::serde_json::Map<::std::string::String, ::serde_json::Value>".to_owned()
        }
        Type::Named(name) => format!("{names}{name}"),
        Type::List { items, .. } => wrap("::std::vec::Vec", items),
        Type::Map { values, .. } => {
            let values = type_text(values, names);
            format!("::std::collections::BTreeMap<::std::string::String, {values}>")
        }
        Type::OpenEnum(name) => format!("::reversals_runtime::OpenEnum<{names}{name}>"),
        Type::Expandable(inner) => wrap("::reversals_runtime::Expandable", inner),
        Type::OrEmpty(inner) => wrap("::reversals_runtime::OrEmpty", inner),
        Type::Page(inner) => wrap("::reversals_runtime::List", inner),
        Type::OrNull(inner) => wrap("::std::option::Option", inner),
    }
}

/// The Rust type of a member, in a box where its type leads back to its owner.
pub(super) fn member_type(field: &Field, boxed: bool, names: &str) -> String {
    let mut ty = type_text(&field.ty, names);
    if boxed {
        ty = format!("::std::boxed::Box<{ty}>");
    }
    match field.presence {
        Presence::Required => ty,
        Presence::Optional => format!("::std::option::Option<{ty}>"),
        Presence::Nullable => format!("::reversals_runtime::Nullable<{ty}>"),
        Presence::Clearable => format!("::reversals_runtime::Clearable<{ty}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_no_more_lines_than_its_text_and_no_hidden_characters() {
        let mut text = Text::default();
        text.docs(1, " one \n\n\u{202e}two\r\n");
        assert_eq!(text.finish(), "    /// one\n    ///\n    /// two\n");
    }

    #[test]
    fn a_literal_is_rust_whatever_it_holds() {
        let text = "a\"\\\n\u{1}é\u{202e}";
        let parsed: syn::LitStr = syn::parse_str(&literal(text)).unwrap();
        assert_eq!(parsed.value(), text);
    }
}
