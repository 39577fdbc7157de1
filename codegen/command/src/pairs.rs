//! What is given, as a form: one for each place that parameters travel in.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::flags::Place;

/// What a value has escaped.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a name has escaped, whose brackets mean something.
const NAME: &AsciiSet = &VALUE.remove(b'[').remove(b']');

/// The pairs of each place.
#[derive(Default)]
pub(crate) struct Pairs(BTreeMap<Place, String>);

impl Pairs {
    /// Adds a pair of which the name is in brackets.
    pub(crate) fn bracketed(&mut self, place: Place, name: &str, value: &str) {
        self.add(place, &utf8_percent_encode(name, NAME).to_string(), value);
    }

    /// Adds one value of a parameter.
    pub(crate) fn one(&mut self, place: Place, name: &str, value: &str) {
        self.add(place, &escape(name), value);
    }

    /// Adds an item of a list.
    pub(crate) fn item(&mut self, place: Place, name: &str, value: &str) {
        self.add(place, &format!("{}[]", escape(name)), value);
    }

    /// Adds an entry of a map.
    pub(crate) fn entry(&mut self, place: Place, name: &str, key: &str, value: &str) {
        let name = format!("{}[{}]", escape(name), escape(key));
        self.add(place, &name, value);
    }

    fn add(&mut self, place: Place, name: &str, value: &str) {
        let text = self.0.entry(place).or_default();
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(&escape(value));
    }

    /// The form of a place.
    pub(crate) fn of(&self, place: Place) -> &str {
        self.0.get(&place).map_or("", String::as_str)
    }
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}
