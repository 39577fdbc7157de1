//! What a request asks, read by crates that neither side uses.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use reversals_codegen::ir::Operation;

use reversals_cases::wire::Request;

/// The parameters of a request, as texts.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Those of the path.
    path: BTreeMap<String, String>,
    /// Those of query and body in their order, by name with brackets.
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads a request of an operation.
    pub fn new(operation: &Operation, request: &Request) -> Self {
        let segments = operation.path.split('/').zip(request.path.split('/'));
        let path = segments.filter_map(|(template, segment)| {
            let name = template.strip_prefix('{')?.strip_suffix('}')?;
            let value = percent_decode_str(segment).decode_utf8_lossy();
            Some((name.to_owned(), value.into_owned()))
        });
        // What an operation has no body for asks nothing.
        let body = request.body.as_ref().filter(|_| operation.body.is_some());
        let forms = request.query.iter().chain(body);
        let pairs = forms.flat_map(|form| form_urlencoded::parse(form.as_bytes()));
        Self {
            path: path.collect(),
            pairs: pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }

    /// A parameter of the path.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path.get(name).map(String::as_str)
    }

    /// Whether a parameter of query or body has that value.
    pub(super) fn gives(&self, value: &str) -> bool {
        self.pairs.iter().any(|(_, given)| given == value)
    }

    /// The parameters of query and body with the items of lists by no number, in an order that does not matter.
    pub(super) fn sorted(&self) -> Vec<(String, &str)> {
        let unnumbered = |part: &str| match part.strip_suffix(']') {
            Some(index) if index.bytes().all(|byte| byte.is_ascii_digit()) => "]".to_owned(),
            _ => part.to_owned(),
        };
        let pairs = self.pairs.iter().map(|(name, value)| {
            let parts: Vec<_> = name.split('[').map(unnumbered).collect();
            (parts.join("["), value.as_str())
        });
        let mut pairs: Vec<_> = pairs.collect();
        // Items of one list stay in their order.
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        pairs
    }

    /// Each text of a parameter: one, or those of a list in brackets, whatever stands in them but a name.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |other: &str| {
            other.strip_prefix(name).is_some_and(|rest| {
                let index = rest
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'));
                rest.is_empty()
                    || index.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        let pairs = self.pairs.iter().filter(move |(other, _)| named(other));
        pairs.map(|(_, value)| value.as_str())
    }

    /// The entries of a map in brackets.
    pub fn entries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(other, value)| {
            let key = other
                .strip_prefix(name)?
                .strip_prefix('[')?
                .strip_suffix(']')?;
            Some((key, value.as_str()))
        })
    }
}
