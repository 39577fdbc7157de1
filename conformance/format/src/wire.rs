//! Requests and responses as they travel.

use std::collections::BTreeMap;

/// One request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Request {
    /// The method in upper case.
    pub method: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// The query without its question mark; none where there is no question mark.
    pub query: Option<String>,
    /// The headers by lower-case name, in the order of names; a name may be there twice.
    pub headers: Vec<(String, String)>,
    /// The body; none where the request has none.
    pub body: Option<String>,
}

/// One response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: String,
}

impl Request {
    /// Whether a segment of its path, or a value of its query, body or headers, is that text.
    pub fn mentions(&self, text: &str) -> bool {
        let forms = [&self.query, &self.body].into_iter().flatten();
        let pairs = forms.flat_map(|form| form.split('&'));
        let values = pairs.filter_map(|pair| Some(pair.split_once('=')?.1));
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        let mut all = self.path.split('/').chain(values).chain(headers);
        all.any(|it| it == text)
    }

    /// The first value of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The path with its query.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

impl Response {
    /// A JSON answer.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]),
            body: body.to_string(),
        }
    }
}
