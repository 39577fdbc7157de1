//! Enums without data.

use super::super::text::{Text, literal};
use crate::ir::{Choice, Literal};

pub(super) fn emit(out: &mut Text, name: &str, values: &[Choice]) {
    out.line(0, "#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]");
    out.line(0, super::SCHEMA);
    out.line(0, &format!("pub enum {name} {{"));
    for choice in values {
        let wire = literal(&choice.value.to_string());
        out.line(
            1,
            &format!("#[cfg_attr(feature = \"schemars\", schemars(rename = {wire}))]"),
        );
        out.line(1, &format!("{},", choice.rust_name));
    }
    out.line(0, "}");
    out.gap();
    let kind = match values.first().map(|choice| &choice.value) {
        Some(Literal::Integer(_)) => "i64",
        Some(Literal::Boolean(_)) => "bool",
        Some(Literal::Text(_)) | None => "str",
    };
    out.line(0, "::reversals_runtime::choices! {");
    out.line(1, &format!("{name} {kind} {{"));
    for choice in values {
        let value = match &choice.value {
            Literal::Text(text) => literal(text),
            other => other.to_string(),
        };
        out.line(2, &format!("{} = {value},", choice.rust_name));
    }
    out.line(1, "}");
    out.line(0, "}");
}
