//! UUIDs that a client makes up, taken out of texts.

/// The places of the hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const LENGTH: usize = 36;

/// The text with `<uuid>` for every UUID in it.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        match rest.get(..LENGTH) {
            Some(start) if is_uuid(start) => {
                out.push_str("<uuid>");
                rest = &rest[LENGTH..];
            }
            _ => {
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    out
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(index, byte)| {
        if HYPHENS.contains(&index) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn uuids_are_masked_and_nothing_else() {
        let text = "é a 133d33ad-aacd-4b6e-94f9-4fb75ea62325, not 133d33ad-aacd-4b6e";
        assert_eq!(super::masked(text), "é a <uuid>, not 133d33ad-aacd-4b6e");
    }
}
