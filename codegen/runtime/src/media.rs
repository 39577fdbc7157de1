//! Media types, as far as both sides compare them.

/// A media type without its parameters.
pub(crate) fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
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
}
