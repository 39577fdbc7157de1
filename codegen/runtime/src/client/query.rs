//! One query parameter.

use serde::Serialize;

use crate::form::{self, EncodeError};

/// One query parameter, by reference.
///
/// A name that ends in `[]` marks a parameter in brackets (`style: deepObject`): `expand[]` with a list sends
/// `expand[]=a&expand[]=b`, `created[]` with an object `created[gte]=1`. Any other is `style: form, explode: true`: a
/// scalar once, a list as the name repeated. `None`, an empty list and an empty object send nothing.
#[derive(Debug)]
pub struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    /// The parameter `name` with a value.
    pub fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> QueryParam<'_, T> {
    /// Escaped names and values, in order.
    pub(super) fn pairs(&self) -> Result<Vec<(String, String)>, EncodeError> {
        match self.name.strip_suffix("[]") {
            Some(stem) => form::pairs(stem, self.value),
            None => form::flat_pairs(self.name, self.value),
        }
    }
}
