//! What a page repeats, once.

use std::collections::HashMap;

use serde::Serialize;

/// Texts by number, each as the numbers of its lines: bodies of one object differ in a line or two.
#[derive(Default, Serialize)]
pub(super) struct Pool {
    lines: Vec<String>,
    texts: Vec<Vec<usize>>,
    #[serde(skip)]
    line_numbers: HashMap<String, usize>,
    #[serde(skip)]
    text_numbers: HashMap<String, usize>,
}

impl Pool {
    /// The number of a text.
    pub(super) fn text(&mut self, text: &str) -> usize {
        if let Some(number) = self.text_numbers.get(text) {
            return *number;
        }
        let lines = text.split('\n').map(|line| self.line(line)).collect();
        self.texts.push(lines);
        let number = self.texts.len() - 1;
        self.text_numbers.insert(text.to_owned(), number);
        number
    }

    fn line(&mut self, line: &str) -> usize {
        if let Some(number) = self.line_numbers.get(line) {
            return *number;
        }
        self.lines.push(line.to_owned());
        let number = self.lines.len() - 1;
        self.line_numbers.insert(line.to_owned(), number);
        number
    }
}

/// Values by number.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Numbered(Vec<String>);

impl Numbered {
    /// The number of a value. There are few.
    pub(super) fn number(&mut self, value: &str) -> usize {
        if let Some(number) = self.0.iter().position(|known| known == value) {
            return number;
        }
        self.0.push(value.to_owned());
        self.0.len() - 1
    }
}
