//! Other spellings of a request that mean the same.

use reversals_codegen::ir::{Media, Operation};

use super::choices::Choices;
use reversals_cases::wire::Request;

/// The longest address that such a spelling may have, in bytes.
const LONGEST_TARGET: usize = 60_000;

/// The longest text that is spelt otherwise; longer ones have nothing new.
const LONGEST_TEXT: usize = 200;

/// The request spelt otherwise: pairs in another order where order says nothing, numbers in empty brackets, brackets
/// and letters escaped, lower-case escapes, `+` for a space, a form in the query, a `charset` behind the media type.
pub(super) fn respelt(operation: &Operation, request: &Request, choices: &Choices<'_>) -> Request {
    let mut out = request.clone();
    let segments = request.path.split('/').zip(operation.path.split('/'));
    let segments = segments.map(|(text, template)| {
        // Only parameters are unescaped before they are compared.
        if template.starts_with('{') {
            letters(text, &choices.about(template), false)
        } else {
            text.to_owned()
        }
    });
    out.path = segments.collect::<Vec<_>>().join("/");
    let deep = |name: &str| {
        let mut params = operation.query.iter();
        params.any(|param| param.is_deep() && name == format!("{}[]", param.name))
    };
    out.query = request
        .query
        .as_deref()
        .map(|query| form(query, choices, &deep));
    let media = operation.body.as_ref().map(|body| body.media);
    if media != Some(Media::Form) {
        return out;
    }
    out.body = request
        .body
        .as_deref()
        .map(|body| form(body, choices, &|_| true));
    if choices.about("media type").once_in(8) {
        let types = out
            .headers
            .iter_mut()
            .filter(|(name, _)| name == "content-type");
        types.for_each(|(_, value)| value.push_str("; charset=UTF-8"));
    }
    // Query and body are one bag.
    let fits = |body: &String| !body.is_empty() && body.len() + out.path.len() < LONGEST_TARGET;
    let moves = operation.query.is_empty() && choices.about("bag").once_in(8);
    if moves && out.body.as_ref().is_some_and(fits) {
        out.query = out.body.replace(String::new());
    }
    out
}

/// A canonical form spelt otherwise. Only of `bracketed` names may empty brackets get numbers.
fn form(text: &str, choices: &Choices<'_>, bracketed: &dyn Fn(&str) -> bool) -> String {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let mut seen: Vec<&str> = Vec::new();
    let mut spelt = Vec::new();
    for (name, value) in pairs {
        // Each list is spelt one way.
        let list = choices.about(name);
        let mut rank = list.number();
        let number = seen.iter().filter(|other| **other == name).count();
        seen.push(name);
        let own = choices.about(&format!("{name} {number}"));
        let mut spelling = name.to_owned();
        if name.ends_with("[]") && bracketed(name) && list.once_in(2) {
            let step = 1 + list.of(3);
            spelling = format!("{}[{}]", name.trim_end_matches("[]"), number * step);
            // Numbers say the order.
            rank = own.number();
        }
        let brackets = own.once_in(3);
        let mut spelling = letters(&spelling, &own, true);
        // A key with brackets in it stays apart from the structure only where that is raw.
        if brackets && !name.contains("%5B") && !name.contains("%5D") {
            spelling = spelling.replace('[', "%5B").replace(']', "%5d");
        }
        spelt.push((rank, format!("{spelling}={}", letters(value, &own, true))));
    }
    // Stable: what has one rank keeps its order.
    spelt.sort_by_key(|(rank, _)| *rank);
    let spelt: Vec<_> = spelt.into_iter().map(|(_, pair)| pair).collect();
    spelt.join("&")
}

/// An escaped text with other letters escaped, or otherwise. Raw brackets stay.
fn letters(text: &str, choices: &Choices<'_>, is_form: bool) -> String {
    if text.len() > LONGEST_TEXT || !choices.once_in(2) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let escape = rest.get(..3).filter(|escape| escape.starts_with('%'));
        match escape {
            Some("%20") if is_form && choices.once_in(2) => out.push('+'),
            Some("%2F") if is_form && choices.once_in(4) => out.push('/'),
            Some(escape) if choices.once_in(2) => out.push_str(&escape.to_ascii_lowercase()),
            Some(escape) => out.push_str(escape),
            None if first.is_ascii_alphanumeric() && choices.once_in(6) => {
                out.push_str(&format!("%{:02X}", u32::from(first)));
            }
            None => out.push(first),
        }
        rest = &rest[escape.map_or(first.len_utf8(), str::len)..];
    }
    out
}
