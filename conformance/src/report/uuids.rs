//! UUIDs that a client makes up, taken out of texts.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What may be one, with all digits behind it.
static LIKE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let like = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12,}|[0-9A-Fa-f]+";
    Regex::new(like).ok()
});

/// The text with `<uuid>` for every UUID in it, with hyphens or as 32 digits that stand by themselves.
pub(super) fn masked(text: &str) -> String {
    let Some(like) = &*LIKE else {
        return text.to_owned();
    };
    let masked = like.replace_all(text, |found: &Captures<'_>| {
        let wanted = if found[0].contains('-') { 36 } else { 32 };
        let is_uuid = found[0].len() == wanted;
        if is_uuid { "<uuid>" } else { &found[0] }.to_owned()
    });
    masked.into_owned()
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
