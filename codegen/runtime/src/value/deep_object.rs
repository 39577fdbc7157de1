//! A query parameter that is an object.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

/// An object-valued query parameter, sent in brackets (`created[gte]=1`).
///
/// Transparent in every format: the wrapper only marks how the parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeepObject<T>(pub T);

impl<T> From<T> for DeepObject<T> {
    fn from(object: T) -> Self {
        Self(object)
    }
}

impl<T> Deref for DeepObject<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for DeepObject<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrapper_leaves_no_trace_on_the_wire() {
        let mut wrapped = DeepObject::from(vec![1]);
        wrapped.push(2);
        assert_eq!(wrapped.len(), 2);
        assert_eq!(serde_json::to_string(&wrapped).unwrap(), "[1,2]");
        assert_eq!(
            serde_json::from_str::<DeepObject<Vec<i32>>>("[1,2]").unwrap(),
            wrapped
        );
    }
}
