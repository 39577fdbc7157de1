//! The bracketed name of the place that is being read, made into text only when it is refused.

use std::borrow::Cow;
use std::fmt;

/// How much of the caller's own text a message repeats, in characters.
const SHOWN: usize = 200;

/// At most the first 200 characters, with `...` where something is missing.
pub(crate) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
    }
}

/// A place: the whole, or a step below another place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name<'a> {
    Root,
    Member(&'a Name<'a>, &'a str),
    Item(&'a Name<'a>, usize),
}

impl Name<'_> {
    /// The wire name such as `metadata[order_id]` or `expand[0]`, unescaped; `None` for the whole.
    pub(super) fn param(&self) -> Option<String> {
        match self {
            Self::Root => None,
            Self::Member(..) | Self::Item(..) => Some(self.shown()),
        }
    }

    /// Uses the place at the end of a path from here.
    pub(super) fn below<T>(&self, path: &[&str], used: &dyn Fn(&Name<'_>) -> T) -> T {
        match path {
            [] => used(self),
            [first, rest @ ..] => Name::Member(self, first).below(rest, used),
        }
    }

    /// The wire name for a message, short enough to be told back; empty for the whole.
    pub(super) fn shown(&self) -> String {
        cut(&self.to_string()).into_owned()
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Name::Root, key) => formatter.write_str(key),
            Self::Member(parent, key) => write!(formatter, "{parent}[{key}]"),
            Self::Item(parent, index) => write!(formatter, "{parent}[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_in_brackets() {
        let items = Name::Member(&Name::Root, "items");
        let first = Name::Item(&items, 0);
        assert_eq!(
            Name::Member(&first, "k").param().as_deref(),
            Some("items[0][k]")
        );
        assert_eq!(Name::Root.param(), None);
    }

    #[test]
    fn text_is_cut_after_two_hundred_characters() {
        let long = "é".repeat(200);
        assert_eq!(cut(&long), long);
        assert_eq!(cut(&format!("{long}x")), format!("{long}..."));
    }
}
