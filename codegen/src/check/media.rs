//! Media types, and which of several an operation is made for.

use crate::tree::{Member, Node};

/// What a media type is to a client and a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// JSON, whatever it is called.
    Json,
    /// A form with bracketed names.
    Form,
    /// Parts, among which are files.
    Multipart,
    /// Bytes.
    Raw,
    /// What no emitter has words for.
    Xml,
}

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// What a media type is in a body, or in an answer.
pub(crate) fn kind(media_type: &str, in_body: bool) -> Kind {
    match essence(media_type).as_str() {
        JSON => Kind::Json,
        FORM if in_body => Kind::Form,
        "multipart/form-data" if in_body => Kind::Multipart,
        "application/xml" | "text/xml" => Kind::Xml,
        other if other.ends_with("+json") => Kind::Json,
        other if other.ends_with("+xml") && !other.starts_with("image/") => Kind::Xml,
        _ => Kind::Raw,
    }
}

/// The media type that is taken of several: JSON before forms before the rest, plain `application/json` first of all.
pub(crate) fn chosen(content: &Node, in_body: bool) -> Option<&Member> {
    content.members().iter().min_by_key(|media| {
        let kind = kind(&media.key, in_body);
        (kind, essence(&media.key) != JSON, &media.key)
    })
}

/// The media types that are taken together: bytes are bytes under any name, all else is taken alone.
pub fn taken(content: &Node, in_body: bool) -> Vec<&Member> {
    match chosen(content, in_body) {
        Some(media) if kind(&media.key, in_body) == Kind::Raw => content
            .sorted()
            .into_iter()
            .filter(|media| kind(&media.key, in_body) == Kind::Raw)
            .collect(),
        chosen => chosen.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_xml_is_a_picture_and_json_is_known_under_other_names() {
        for (media, wanted) in [
            ("application/JSON; charset=utf-8", Kind::Json),
            ("application/problem+json", Kind::Json),
            ("image/svg+xml", Kind::Raw),
            ("application/atom+xml", Kind::Xml),
            ("text/csv", Kind::Raw),
            ("*/*", Kind::Raw),
            ("multipart/form-data", Kind::Multipart),
        ] {
            assert_eq!(kind(media, true), wanted, "{media}");
        }
        for form in [FORM, "multipart/form-data"] {
            assert_eq!(kind(form, false), Kind::Raw, "{form}");
        }
    }

    #[test]
    fn plain_json_is_taken_before_other_json_and_bytes_are_taken_together() {
        for (listed, wanted) in [
            (
                &["application/a+json", "text/plain", "application/json"][..],
                &["application/json"][..],
            ),
            (&["text/plain", "application/json"], &["application/json"]),
            (&["text/plain", FORM, "multipart/form-data"], &[FORM]),
            (
                &["text/plain", "application/pdf", "application/xml"],
                &["application/pdf", "text/plain"],
            ),
        ] {
            let content: serde_json::Map<_, _> = listed
                .iter()
                .map(|media| ((*media).to_owned(), serde_json::json!({})))
                .collect();
            let loaded = crate::load::value("a.json", &content.into()).unwrap();
            let taken = taken(&loaded.roots[0], true);
            let names: Vec<&str> = taken.iter().map(|media| media.key.as_str()).collect();
            assert_eq!(names, wanted, "{listed:?}");
        }
    }
}
