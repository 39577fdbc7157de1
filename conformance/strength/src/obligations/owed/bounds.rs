//! The situations of texts, numbers and counts that callers give.

use reversals_codegen::ir::{Integer, Size};

use super::super::Judged;
use super::super::place::{Place, Slot};
use super::requests::{Asked, By};
use super::{BOTH, CLIENT, CLIENT_AND_SCHEMA, Owed, SCHEMA, SERVER};
use crate::held::Held;
use crate::words as w;

impl<'a> Owed<'a> {
    pub(super) fn asked_text(&mut self, place: &Place<'a>, length: Size, asked: Asked) {
        self.owe(place, BOTH, w::PRESENT);
        if asked.by != By::Header {
            self.owe_all(place, BOTH, [w::RESERVED, w::NON_ASCII]);
        }
        let min = length.min.unwrap_or(0);
        if min > 0 {
            self.owe(place, BOTH, w::MIN_LENGTH);
        }
        if min > 1 || (min == 1 && asked.by == By::Json) {
            self.owe_refused(place, SERVER, w::BELOW_MIN_LENGTH);
        }
        if length.max.is_some() {
            self.owe(place, BOTH, w::MAX_LENGTH);
            self.owe_refused(place, SERVER, w::ABOVE_MAX_LENGTH);
        }
        match (asked.by, asked.slot) {
            (By::Path, _) => {
                self.owe_refused(place, BOTH, w::EMPTY_REFUSED);
                self.owe_refused(place, CLIENT, w::DOTS);
            }
            _ if asked.clearable => {}
            (By::Query { .. } | By::Form, Slot::Required) => {
                self.owe_refused(place, SERVER, w::EMPTY_REFUSED);
            }
            (By::Query { .. } | By::Form, Slot::Optional) if min > 0 => {
                self.owe_refused(place, SERVER, w::EMPTY_REFUSED);
            }
            (By::Query { .. } | By::Form, Slot::Optional) => self.owe(place, BOTH, w::EMPTY),
            (By::Query { .. } | By::Form, Slot::Value) if min == 0 => {
                self.owe(place, BOTH, w::CLEARED);
            }
            (By::Json, _) if min == 0 => self.owe(place, BOTH, w::EMPTY),
            _ => {}
        }
    }

    pub(super) fn asked_integer(&mut self, place: &Place<'a>, integer: &Integer) {
        self.integer(place, integer);
        let Integer { min, max, .. } = integer;
        if min.is_some_and(|min| min > i64::MIN) {
            self.owe_refused(place, SERVER, w::BELOW_MINIMUM);
        }
        if max.is_some_and(|max| max < i64::MAX) {
            self.owe_refused(place, SERVER, w::ABOVE_MAXIMUM);
        }
        self.owe_refused(place, SERVER, w::TOO_GREAT);
        self.owe_refused(place, SERVER, w::TOO_SMALL);
    }

    /// What is beyond is refused by a server; what is as far as it may be goes through.
    pub(super) fn asked_held(&mut self, place: &Place<'a>, held: &Held) {
        for (situation, good) in held.situations() {
            if good {
                self.owe(place, BOTH, situation);
            } else {
                self.owe_refused(place, SERVER, situation);
            }
        }
    }

    /// What is beyond is decoded all the same, and the published schema refuses it.
    pub(super) fn answered_held(&mut self, place: &Place<'a>, held: &Held) {
        for (situation, good) in held.situations() {
            let judged = match (good, held.is_measured(situation)) {
                (true, _) => SCHEMA,
                (false, true) => CLIENT_AND_SCHEMA,
                (false, false) => CLIENT,
            };
            self.owe(place, judged, situation);
        }
    }

    /// `none` says who can have an empty one.
    pub(super) fn counts(
        &mut self,
        place: &Place<'a>,
        min: u64,
        max: Option<u64>,
        none: &[Judged],
    ) {
        let within = |count: u64| count >= min && max.is_none_or(|max| count <= max);
        let counted = [
            (0, none, w::NO_ENTRIES),
            (1, BOTH, w::ONE_ENTRY),
            (2, BOTH, w::TWO_ENTRIES),
        ];
        for (count, judged, situation) in counted {
            if within(count) {
                self.owe(place, judged, situation);
            }
        }
    }

    /// As few items as there may be, as many, and one beyond.
    pub(super) fn item_bounds(&mut self, place: &Place<'a>, min: u64, max: Option<u64>) {
        if min > 0 {
            self.owe(place, BOTH, w::MIN_ITEMS);
            self.owe_refused(place, SERVER, w::BELOW_MIN_ITEMS);
        }
        if max.is_some() {
            self.owe(place, BOTH, w::MAX_ITEMS);
            self.owe_refused(place, SERVER, w::ABOVE_MAX_ITEMS);
        }
    }
}
