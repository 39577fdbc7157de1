//! Forms taken apart without knowing what they mean.

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str as decode, utf8_percent_encode,
};

use reversals_cases::wire::Request;

/// Everything but the unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One pair as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The name, escaped.
    pub(super) name: String,
    /// The value, escaped; none where there is no equals sign.
    pub(super) value: Option<String>,
}

impl Pair {
    /// A pair of a name as it travels and a value to be escaped.
    pub(super) fn new(name: impl Into<String>, value: &str) -> Self {
        Self {
            name: name.into(),
            value: Some(escaped(value)),
        }
    }

    /// The name in plain text.
    pub(super) fn plain_name(&self) -> String {
        unescaped(&self.name)
    }

    /// The name before the first bracket, in plain text.
    pub(super) fn stem(&self) -> String {
        let name = self.plain_name();
        name.split('[').next().unwrap_or_default().to_owned()
    }

    /// What stands in the first pair of brackets, in plain text.
    pub(super) fn bracket(&self) -> Option<String> {
        let name = self.plain_name();
        let (_, rest) = name.split_once('[')?;
        rest.strip_suffix(']').map(str::to_owned)
    }

    /// The value in plain text.
    pub(super) fn text(&self) -> String {
        unescaped(self.value.as_deref().unwrap_or_default())
    }

    /// Puts another value in, escaping it.
    pub(super) fn set(&mut self, text: &str) {
        self.value = Some(escaped(text));
    }

    /// Whether it is the parameter of this name, or an item of it.
    pub(super) fn is_of(&self, name: &str) -> bool {
        self.plain_name() == name || self.stem() == name
    }
}

/// The pairs of a form.
pub(super) fn pairs(form: &str) -> Vec<Pair> {
    let texts = form.split('&').filter(|text| !text.is_empty());
    texts
        .map(|text| match text.split_once('=') {
            Some((name, value)) => Pair {
                name: name.to_owned(),
                value: Some(value.to_owned()),
            },
            None => Pair {
                name: text.to_owned(),
                value: None,
            },
        })
        .collect()
}

/// The form of pairs.
pub(super) fn joined(pairs: &[Pair]) -> String {
    let texts = pairs.iter().map(|pair| match &pair.value {
        Some(value) => format!("{}={value}", pair.name),
        None => pair.name.clone(),
    });
    texts.collect::<Vec<_>>().join("&")
}

/// Changes the pairs of the query and, where it is a form, of the body.
pub(super) fn edit(request: &mut Request, mut change: impl FnMut(&mut Vec<Pair>)) {
    let mut edited = |text: &str| {
        let mut list = pairs(text);
        let before = list.clone();
        change(&mut list);
        (list != before).then(|| joined(&list))
    };
    if let Some(query) = request.query.as_deref().and_then(&mut edited) {
        request.query = Some(query).filter(|query| !query.is_empty());
    }
    if !is_form(request) {
        return;
    }
    if let Some(body) = request.body.as_deref().and_then(&mut edited) {
        request.body = Some(body);
    }
}

/// Changes each pair of the query and of the body.
pub(super) fn edit_pairs(request: &mut Request, mut change: impl FnMut(&mut Pair)) {
    edit(request, |pairs| pairs.iter_mut().for_each(&mut change));
}

/// All pairs, those of the query first.
pub(super) fn all(request: &Request) -> Vec<Pair> {
    let mut request = request.clone();
    let mut all = Vec::new();
    edit(&mut request, |pairs| all.extend(pairs.iter().cloned()));
    all
}

/// Appends a pair where the parameters of such a request are: in the body of a POST, else in the query.
pub(super) fn push(request: &mut Request, pair: &Pair) {
    let place = if request.method == "POST" {
        &mut request.body
    } else {
        &mut request.query
    };
    let mut list = pairs(place.as_deref().unwrap_or_default());
    list.push(pair.clone());
    *place = Some(joined(&list));
    if request.method == "POST" && request.header("content-type").is_none() {
        set_header(request, "content-type", "application/x-www-form-urlencoded");
    }
}

/// Sets a header that may be there.
pub(super) fn set_header(request: &mut Request, name: &str, value: &str) {
    remove_header(request, name);
    request.headers.push((name.to_owned(), value.to_owned()));
    request.headers.sort();
}

/// Removes a header.
pub(super) fn remove_header(request: &mut Request, name: &str) {
    request.headers.retain(|(other, _)| other != name);
}

fn is_form(request: &Request) -> bool {
    let media = request.header("content-type").unwrap_or_default();
    media.to_ascii_lowercase().contains("x-www-form-urlencoded")
}

/// Plain text of an escaped one, with a plus for a space.
pub(super) fn unescaped(text: &str) -> String {
    unescaped_path(&text.replace('+', " "))
}

/// Plain text of an escaped one, where a plus is a plus.
pub(super) fn unescaped_path(text: &str) -> String {
    decode(text).decode_utf8_lossy().into_owned()
}

/// Text with everything escaped but the unreserved characters.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
