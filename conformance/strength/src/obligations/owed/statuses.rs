//! The statuses that an answer can have.

use reversals_codegen::ir::Operation;

use super::super::place::Place;
use super::{BOTH, CLIENT, Owed};
use crate::words as w;

/// The statuses of failures that <https://docs.stripe.com/api/errors> lists.
const FAILURES: [u16; 12] = [400, 401, 402, 403, 404, 409, 424, 429, 500, 502, 503, 504];

impl<'a> Owed<'a> {
    pub(super) fn statuses(&mut self, operation: &'a Operation) {
        let status = Place::root(&operation.id, "status");
        self.owe(&status, BOTH, w::number(operation.status()));
        if operation.answer(299).is_some() {
            self.owe(&status, CLIENT, w::ANOTHER_SUCCESS);
        } else {
            self.owe(&status, CLIENT, w::UNDOCUMENTED_SUCCESS);
        }
        if operation.error_type().is_some() {
            self.owe_all(&status, BOTH, FAILURES.map(w::number));
        } else {
            self.owe(&status, CLIENT, w::UNDOCUMENTED_FAILURE);
        }
    }
}
