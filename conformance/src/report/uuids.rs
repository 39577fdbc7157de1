//! UUIDs that a client makes up, taken out of texts.

/// The places of the hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
/// How long a UUID is with hyphens.
const LENGTH: usize = 36;
/// How long it is without.
const DIGITS: usize = 32;

/// The text with `<uuid>` for every UUID in it, with hyphens or as 32 digits that stand by themselves.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut within = false;
    while let Some(next) = rest.chars().next() {
        let length = [LENGTH, DIGITS].into_iter().find(|length| {
            let start = rest.get(..*length);
            !within && start.is_some_and(is_uuid) && !rest[*length..].starts_with(is_digit)
        });
        let end = length.unwrap_or(next.len_utf8());
        out.push_str(if length.is_some() {
            "<uuid>"
        } else {
            &rest[..end]
        });
        within = length.is_none() && is_digit(next);
        rest = &rest[end..];
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_hexdigit()
}

fn is_uuid(text: &str) -> bool {
    let hyphens = text.len() == LENGTH;
    text.char_indices().all(|(index, c)| {
        if hyphens && HYPHENS.contains(&index) {
            c == '-'
        } else {
            is_digit(c)
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn uuids_are_masked_and_nothing_else() {
        let text = "é a 133d33ad-aacd-4b6e-94f9-4fb75ea62325, not 133d33ad-aacd-4b6e";
        assert_eq!(super::masked(text), "é a <uuid>, not 133d33ad-aacd-4b6e");
        let digits = "133d33adaacd4b6e94f94fb75ea62325";
        assert_eq!(super::masked(&format!("req_{digits}")), "req_<uuid>");
        let hash = format!("{digits}{digits}");
        assert_eq!(super::masked(&hash), hash);
    }
}
