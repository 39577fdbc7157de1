//! The ids that cases use, and those of a service that take their place.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::outcome::Reason;
use reversals_cases::wire::Request;

/// What is escaped in an id: all but what no URL and no form has a meaning for.
pub(super) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Ids by the names that cases have for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    /// Each name that cases use, and the name that it is one with.
    names: BTreeMap<String, String>,
    given: BTreeMap<String, String>,
    missing: BTreeMap<String, String>,
    /// Names of ids that the run made itself.
    made: BTreeSet<String>,
}

impl Ids {
    /// Ids that somebody gave.
    pub(super) fn given(given: &BTreeMap<String, String>) -> Self {
        let mut ids = Self::default();
        for (name, id) in given {
            ids.names.insert(name.clone(), name.clone());
            ids.instead(name, id.split(',').next().unwrap_or(id));
        }
        ids
    }

    /// Says that `name` and `others` are names of one id, which a request needs.
    pub(super) fn declare(&mut self, name: &str, others: &[String], why: &str) {
        for other in others {
            // What is given by a name of its own stays.
            self.names
                .entry(other.clone())
                .or_insert_with(|| name.to_owned());
        }
        self.names.insert(name.to_owned(), name.to_owned());
        self.missing.insert(name.to_owned(), why.to_owned());
    }

    /// An id that the run made.
    pub(super) fn give(&mut self, name: &str, id: &str) {
        self.instead(name, id);
        self.made.insert(name.to_owned());
    }

    /// Another id that somebody gave.
    pub(super) fn instead(&mut self, name: &str, id: &str) {
        self.given.insert(name.to_owned(), id.to_owned());
    }

    /// Says why there is no id of that name, where there is none.
    pub(super) fn explain(&mut self, name: &str, why: &str) {
        self.missing.insert(name.to_owned(), why.to_owned());
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// The id for a whole segment or value; none where the text is no name.
    fn id(&self, text: &str) -> Option<Result<&str, Reason>> {
        let name = self.names.get(text)?;
        Some(match self.given.get(name) {
            Some(id) => Ok(id),
            None => Err(Reason::NoId {
                id: name.clone(),
                why: self.missing.get(name).cloned().unwrap_or_default(),
            }),
        })
    }

    /// The request with ids in the place of names: whole segments of the path, whole values of query, body and
    /// headers.
    ///
    /// Errors: a name for which there is no id.
    pub(super) fn put(&self, request: &Request) -> Result<Request, Reason> {
        let mut request = request.clone();
        let segments = request.path.split('/').map(|segment| self.escaped(segment));
        request.path = segments.collect::<Result<Vec<_>, _>>()?.join("/");
        for form in [&mut request.query, &mut request.body]
            .into_iter()
            .flatten()
        {
            let pairs = form.split('&').map(|pair| match pair.split_once('=') {
                Some((name, value)) => Ok(format!("{name}={}", self.escaped(value)?)),
                None => Ok(pair.to_owned()),
            });
            *form = pairs.collect::<Result<Vec<_>, _>>()?.join("&");
        }
        for (_, value) in &mut request.headers {
            if let Some(id) = self.id(value) {
                *value = id?.to_owned();
            }
        }
        Ok(request)
    }

    /// Whether a request has that name, or another of the same id, where an id would take its place.
    pub(super) fn mentions(&self, request: &Request, name: &str) -> bool {
        let segments = request.path.split('/');
        let forms = [&request.query, &request.body].into_iter().flatten();
        let pairs = forms.flat_map(|form| form.split('&'));
        let values = pairs.filter_map(|pair| Some(pair.split_once('=')?.1));
        let names = |text: &str| self.names.get(text).is_some_and(|it| it == name);
        segments.chain(values).any(names)
    }

    /// The request as it is where ids do not matter: names without an id stay.
    pub(super) fn put_known(&self, request: &Request) -> Request {
        let mut known = self.clone();
        known
            .names
            .retain(|_, name| self.given.contains_key(name.as_str()));
        known.put(request).unwrap_or_else(|_| request.clone())
    }

    /// Whether every id in a request is one that the run made.
    pub(super) fn made_all(&self, request: &Request) -> bool {
        let mut names = self
            .names
            .values()
            .filter(|name| self.mentions(request, name));
        names.all(|name| self.made.contains(name))
    }

    /// The id of that name.
    pub(super) fn known(&self, name: &str) -> Option<String> {
        self.given.get(name).cloned()
    }

    fn escaped(&self, text: &str) -> Result<String, Reason> {
        match self.id(text) {
            Some(id) => Ok(utf8_percent_encode(id?, ESCAPED).to_string()),
            None => Ok(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Ids {
        let mut ids = Ids::given(&BTreeMap::from([("tr_1".to_owned(), "tr/9".to_owned())]));
        ids.declare("tr_1", &["tr_documented".to_owned()], "nobody gave it");
        ids.declare("rc_1", &[], "nobody gave it");
        ids
    }

    fn request(path: &str, query: &str, body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: Some(query.to_owned()),
            headers: vec![("stripe-account".to_owned(), "tr_1".to_owned())],
            body: Some(body.to_owned()),
        }
    }

    #[test]
    fn whole_segments_and_values_are_names_and_parts_are_not() {
        let put = ids()
            .put(&request(
                "/v1/tr_1/tr_1x/tr_documented",
                "a=tr_1&tr_1=b&b=tr_1x",
                "x[]=tr_1&tr_1",
            ))
            .unwrap();
        assert_eq!(put.path, "/v1/tr%2F9/tr_1x/tr%2F9");
        assert_eq!(put.query.as_deref(), Some("a=tr%2F9&tr_1=b&b=tr_1x"));
        assert_eq!(put.body.as_deref(), Some("x[]=tr%2F9&tr_1"));
        assert_eq!(put.headers[0].1, "tr/9");
    }

    #[test]
    fn a_name_without_an_id_is_told_and_left_where_it_does_not_matter() {
        let asked = request("/v1/tr_1", "a=rc_1", "");
        let Err(Reason::NoId { id, why }) = ids().put(&asked) else {
            panic!("put")
        };
        assert_eq!((id.as_str(), why.as_str()), ("rc_1", "nobody gave it"));
        let put = ids().put_known(&asked);
        assert_eq!(
            (put.path.as_str(), put.query.as_deref()),
            ("/v1/tr%2F9", Some("a=rc_1"))
        );
    }
}
