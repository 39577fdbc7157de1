//! Media types, as far as both sides compare them.

/// A media type without its parameters.
pub(crate) fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// Whether it is JSON, whichever.
#[cfg(feature = "client")]
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    let ends = |end: &str| {
        let start = essence.len().checked_sub(end.len());
        start
            .and_then(|start| essence.get(start..))
            .is_some_and(|found| found.eq_ignore_ascii_case(end))
    };
    essence.eq_ignore_ascii_case("application/json") || ends("+json")
}

/// Whether what is said is a documented media type, which may be a range such as `image/*`.
pub(crate) fn fits(said: &str, documented: &str) -> bool {
    let (said, documented) = (essence(said), essence(documented));
    match documented.strip_suffix('*') {
        Some("*/") => true,
        Some(of) => said
            .get(..of.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(of)),
        None => said.eq_ignore_ascii_case(documented),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;
    #[cfg(feature = "client")]
    use super::is_json;

    #[test]
    fn a_range_has_what_begins_so_and_parameters_do_not_count() {
        for (said, documented, wanted) in [
            ("image/png", "image/*", true),
            ("IMAGE/png; q=1", "image/*", true),
            ("imagery/png", "image/*", false),
            ("text/html", "*/*", true),
            ("text/csv;charset=utf-8", "text/csv", true),
            ("text/csv2", "text/csv", false),
            ("", "text/csv", false),
        ] {
            assert_eq!(fits(said, documented), wanted, "{said} {documented}");
        }
    }

    #[cfg(feature = "client")]
    #[test]
    fn json_is_json_with_parameters_and_of_other_names() {
        for (media, wanted) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/problem+json", true),
            ("application/jsonl", false),
            ("json", false),
            ("é+json", true),
            ("", false),
        ] {
            assert_eq!(is_json(media), wanted, "{media}");
        }
    }
}
