//! What a page repeats, once.

use indexmap::IndexSet;
use serde::Serialize;

/// Values by number.
pub(super) type Numbered = IndexSet<String>;

/// Texts by number, each as the numbers of its lines: bodies of one object differ in a line or two.
#[derive(Default, Serialize)]
pub(super) struct Pool {
    lines: Numbered,
    texts: IndexSet<Vec<usize>>,
}

impl Pool {
    /// The number of a text.
    pub(super) fn text(&mut self, text: &str) -> usize {
        let lines = text.split('\n');
        let lines = lines.map(|line| number(&mut self.lines, line)).collect();
        self.texts.insert_full(lines).0
    }
}

/// The number of a value.
pub(super) fn number(values: &mut Numbered, value: &str) -> usize {
    match values.get_index_of(value) {
        Some(number) => number,
        None => values.insert_full(value.to_owned()).0,
    }
}
