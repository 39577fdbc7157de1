//! The situations of what a call says beside its parameters.

use reversals_codegen::ir::{Operation, Scheme};

use super::super::place::Place;
use super::{BOTH, CLIENT, Owed, SERVER};
use crate::words as w;

impl<'a> Owed<'a> {
    pub(super) fn head(&mut self, operation: &'a Operation) {
        let root = Place::root(&operation.id, "head");
        let authorization = root.member("authorization");
        // What a request proves elsewhere than in this header is not looked for.
        for scheme in operation.authorizations() {
            let word = match scheme {
                Scheme::Basic => w::BASIC,
                _ => w::BEARER,
            };
            self.owe(&authorization, BOTH, word);
        }
        self.owe(&authorization, BOTH, w::NONE);
        if !operation.is_open() {
            self.owe(&authorization, SERVER, w::UNREADABLE);
        }
        // The idiom's own headers, which every operation takes: https://docs.stripe.com/api/idempotent_requests,
        // https://docs.stripe.com/api/connected-accounts and https://docs.stripe.com/api/versioning.
        let key = root.member("idempotency-key");
        self.owe_all(&key, SERVER, [w::EMPTY_REFUSED, w::ABOVE_MAX_LENGTH]);
        // Only a POST is repeated by it: https://docs.stripe.com/api/idempotent_requests.
        if operation.method == "post" {
            self.owe(&key, BOTH, w::PRESENT);
            self.owe(&key, BOTH, w::MAX_LENGTH);
            self.owe(&key, CLIENT, w::MADE_UP);
            self.owe(&key, SERVER, w::REPEATED);
        } else {
            self.owe(&key, CLIENT, w::LEFT_OUT);
        }
        for name in ["stripe-account", "stripe-version"] {
            let header = root.member(name);
            self.owe(&header, BOTH, w::PRESENT);
            self.owe(&header, SERVER, w::EMPTY_REFUSED);
        }
    }
}
