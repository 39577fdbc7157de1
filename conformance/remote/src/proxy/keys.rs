//! The idempotency keys of a session.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hasher as _};

use reversals_cases::wire::Request;
use reversals_judge::subject::Call;

/// Whose key it is, and the key; as a number, so that neither is kept.
type Owner = u64;

/// Idempotency keys and what they were used for, up to a number of them.
pub(super) struct Keys {
    most: usize,
    seen: BTreeMap<Owner, u64>,
    order: VecDeque<Owner>,
}

impl Keys {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            seen: BTreeMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Whether the key of a request was used for another call before.
    pub(super) fn reused(&mut self, request: &Request, call: &Call) -> bool {
        let Some(key) = &call.caller.idempotency_key else {
            return false;
        };
        let owner = hash(&(request.header("authorization"), &call.caller.account, key));
        let arguments = serde_json::to_string(&call.arguments).unwrap_or_default();
        let used = hash(&(&call.operation, arguments));
        if let Some(before) = self.seen.get(&owner) {
            return *before != used;
        }
        if self.most == 0 {
            return false;
        }
        if self.order.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        self.order.push_back(owner);
        self.seen.insert(owner, used);
        false
    }
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(key: &str, amount: i64) -> Call {
        let mut call = Call::default();
        call.caller.idempotency_key = Some(key.to_owned());
        call.arguments.body = Some(json!({ "amount": amount }));
        call
    }

    #[test]
    fn a_key_is_for_one_call_of_one_caller() {
        let mut keys = Keys::new(10);
        let of = |key: &str| Request {
            headers: vec![("authorization".to_owned(), key.to_owned())],
            ..Request::default()
        };
        assert!(!keys.reused(&of("a"), &call("k", 1)));
        assert!(!keys.reused(&of("a"), &call("k", 1)), "a retry");
        assert!(!keys.reused(&of("b"), &call("k", 2)), "another caller");
        assert!(keys.reused(&of("a"), &call("k", 2)));
    }

    #[test]
    fn the_oldest_key_is_forgotten_first() {
        let mut keys = Keys::new(2);
        let request = Request::default();
        for key in ["a", "b", "c"] {
            assert!(!keys.reused(&request, &call(key, 1)));
        }
        assert_eq!((keys.seen.len(), keys.order.len()), (2, 2));
        assert!(keys.reused(&request, &call("b", 2)));
        assert!(!keys.reused(&request, &call("a", 2)), "forgotten");
    }
}
