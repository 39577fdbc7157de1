//! What a text, a number or a count shows.

use reversals_codegen::ir::Choice;
use serde_json::Value;

use super::super::place::Place;
use super::super::words as w;
use super::{ABOVE_FLOAT, Seen, Slot, Way};
use crate::held::Held;

impl<'a> Seen<'_, 'a> {
    pub(super) fn text(
        &mut self,
        place: &Place<'a>,
        text: &str,
        min: Option<u64>,
        max: Option<u64>,
        slot: Slot,
    ) {
        if text.is_empty() {
            self.good(place, w::EMPTY);
            if slot == Slot::Value {
                self.good(place, w::CLEARED);
            }
        } else {
            self.good(place, w::PRESENT);
        }
        if !text.is_ascii() {
            self.good(place, w::NON_ASCII);
        }
        if self.special.iter().all(|&special| text.contains(special)) {
            self.good(place, w::RESERVED);
        }
        let length = text.chars().count() as u64;
        if Some(length) == min {
            self.good(place, w::MIN_LENGTH);
        }
        if Some(length) == max {
            self.good(place, w::MAX_LENGTH);
        }
        if min.is_some_and(|min| length < min) {
            self.outside(place, w::BELOW_MIN_LENGTH);
        }
        if max.is_some_and(|max| length > max) {
            self.outside(place, w::ABOVE_MAX_LENGTH);
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
        let place = place.key(key);
        if !key.is_ascii() {
            self.good(&place, w::NON_ASCII);
        }
        if self.special.iter().all(|&special| key.contains(special)) {
            self.good(&place, w::RESERVED);
        }
    }

    pub(super) fn integer(
        &mut self,
        place: &Place<'a>,
        value: i64,
        min: Option<i64>,
        max: Option<i64>,
    ) {
        let exact = [
            (i64::MIN, w::LEAST),
            (i64::MAX, w::GREATEST),
            (ABOVE_FLOAT, w::ABOVE_FLOAT),
        ];
        let bounds = [(min, w::MINIMUM), (max, w::MAXIMUM)];
        self.good(place, w::PRESENT);
        for (number, situation) in exact {
            if value == number {
                self.good(place, situation);
            }
        }
        for (bound, situation) in bounds {
            if Some(value) == bound {
                self.good(place, situation);
            }
        }
        if min.is_some_and(|min| value < min) {
            self.outside(place, w::BELOW_MINIMUM);
        }
        if max.is_some_and(|max| value > max) {
            self.outside(place, w::ABOVE_MAXIMUM);
        }
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

    pub(super) fn count(
        &mut self,
        place: &Place<'a>,
        count: usize,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        match count {
            0 => self.good(place, w::NO_ENTRIES),
            1 => self.good(place, w::ONE_ENTRY),
            2 => self.good(place, w::TWO_ENTRIES),
            _ => {}
        }
        let count = count as u64;
        if Some(count) == min {
            self.good(place, w::MIN_ITEMS);
        }
        if Some(count) == max {
            self.good(place, w::MAX_ITEMS);
        }
        if min.is_some_and(|min| count < min) {
            self.outside(place, w::BELOW_MIN_ITEMS);
        }
        if max.is_some_and(|max| count > max) {
            self.outside(place, w::ABOVE_MAX_ITEMS);
        }
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
