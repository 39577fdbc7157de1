//! What a text, a number or a count shows.

use std::cmp::Ordering;

use reversals_codegen::ir::{Choice, Integer, Size};
use serde_json::Value;

use super::super::place::Place;
use super::{ABOVE_FLOAT, Seen, Slot, Way};
use crate::held::Held;
use crate::words as w;

impl<'a> Seen<'_, 'a> {
    pub(super) fn text(&mut self, place: &Place<'a>, text: &str, length: Size, slot: Slot) {
        if text.is_empty() {
            self.good(place, w::EMPTY);
            if slot == Slot::Value {
                self.good(place, w::CLEARED);
            }
        } else {
            self.good(place, w::PRESENT);
        }
        self.characters(place, text);
        let least = (length.min, w::MIN_LENGTH, w::BELOW_MIN_LENGTH);
        let most = (length.max, w::MAX_LENGTH, w::ABOVE_MAX_LENGTH);
        self.measured(place, &(text.chars().count() as u64), least, most);
    }

    fn characters(&mut self, place: &Place<'a>, text: &str) {
        if !text.is_ascii() {
            self.good(place, w::NON_ASCII);
        }
        if self.special.iter().all(|&special| text.contains(special)) {
            self.good(place, w::RESERVED);
        }
    }

    /// What a measure shows of the least and the most that it may be, each with the words for at it and beyond it.
    fn measured<N: Ord>(
        &mut self,
        place: &Place<'a>,
        measure: &N,
        (least, at_least, below): (Option<N>, w::Situation, w::Situation),
        (most, at_most, above): (Option<N>, w::Situation, w::Situation),
    ) {
        for (bound, at, beyond, order) in [
            (least, at_least, below, Ordering::Less),
            (most, at_most, above, Ordering::Greater),
        ] {
            match bound.map(|bound| measure.cmp(&bound)) {
                Some(Ordering::Equal) => self.good(place, at),
                Some(found) if found == order => self.outside(place, beyond),
                _ => {}
            }
        }
    }

    /// What is outside its bounds is refused by a server; a client does not measure.
    fn outside(&mut self, place: &Place<'a>, situation: w::Situation) {
        self.note(place, situation, self.way == Way::Asked);
    }

    /// What a value shows of what it is held to.
    pub(super) fn held(&mut self, place: &Place<'a>, held: &Held, value: &Value) {
        for (situation, good) in held.of_value(value) {
            if good {
                self.good(place, situation);
            } else {
                self.outside(place, situation);
            }
        }
    }

    pub(super) fn key(&mut self, place: &Place<'a>, key: &str) {
        self.characters(&place.key(key), key);
    }

    pub(super) fn integer(&mut self, place: &Place<'a>, value: i64, held: &Integer) {
        let exact = [
            (i64::MIN, w::LEAST),
            (i64::MAX, w::GREATEST),
            (ABOVE_FLOAT, w::ABOVE_FLOAT),
        ];
        self.good(place, w::PRESENT);
        for (number, situation) in exact {
            if value == number {
                self.good(place, situation);
            }
        }
        let least = (held.min, w::MINIMUM, w::BELOW_MINIMUM);
        self.measured(
            place,
            &value,
            least,
            (held.max, w::MAXIMUM, w::ABOVE_MAXIMUM),
        );
    }

    pub(super) fn float(&mut self, place: &Place<'a>, value: f64) {
        let situation = if value.fract() == 0.0 {
            w::WHOLE
        } else {
            w::FRACTION
        };
        self.good(place, situation);
    }

    pub(super) fn truth(&mut self, place: &Place<'a>, value: bool) {
        self.good(place, if value { w::TRUE } else { w::FALSE });
    }

    pub(super) fn count(&mut self, place: &Place<'a>, count: usize, size: Size) {
        match count {
            0 => self.good(place, w::NO_ENTRIES),
            1 => self.good(place, w::ONE_ENTRY),
            2 => self.good(place, w::TWO_ENTRIES),
            _ => {}
        }
        let least = (size.min, w::MIN_ITEMS, w::BELOW_MIN_ITEMS);
        let most = (size.max, w::MAX_ITEMS, w::ABOVE_MAX_ITEMS);
        self.measured(place, &(count as u64), least, most);
    }

    /// One of a list of texts.
    pub(super) fn listed(&mut self, place: &Place<'a>, text: &str, values: &[Choice]) {
        if listed(values, text) {
            self.good(place, w::value(text));
        } else if values.len() == 1 {
            self.fault(place, w::WRONG_CONSTANT);
        } else {
            self.fault(place, w::UNKNOWN_VALUE_REFUSED);
        }
    }

    /// One of an open list of texts.
    pub(super) fn open(&mut self, place: &Place<'a>, text: &str, values: &[Choice]) {
        self.good(place, super::OPEN_ENUM);
        if listed(values, text) {
            self.good(place, w::value(text));
        } else {
            self.good(place, w::UNKNOWN_VALUE_KEPT);
        }
    }
}

/// Whether an enum lists what a form has as this text.
pub(super) fn listed(values: &[Choice], text: &str) -> bool {
    values.iter().any(|choice| choice.value.to_string() == text)
}
