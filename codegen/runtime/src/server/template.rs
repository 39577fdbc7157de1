//! Path templates in which a name is only a part of a segment.

use axum::extract::Request;
use axum::handler::Handler as _;
use axum::routing::{MethodRouter, any};

use super::unrecognized;

/// The first of several routes whose template fits the path, where a router sees one capture a segment.
///
/// A path that fits none, and a method that the one it fits has not, get the documented refusal.
pub fn by_template(routes: Vec<(&'static str, MethodRouter)>) -> MethodRouter {
    let routes: Vec<_> = routes
        .into_iter()
        .map(|(template, route)| (template, route.fallback(unrecognized)))
        .collect();
    any(move |request: Request| {
        let path = request.uri().path();
        let fits = |template| !matches!(captures(template, path), Captures::None);
        let route = routes
            .iter()
            .find(|(template, _)| fits(template))
            .map(|(_, route)| route.clone());
        async move {
            match route {
                Some(route) => route.call(request, ()).await,
                None => unrecognized(request).await,
            }
        }
    })
}

/// What a path has where its template has names.
#[derive(Debug, PartialEq)]
pub(super) enum Captures<'a> {
    /// The path is none of the template's.
    None,
    /// The texts between the template's own are told apart in more than one way.
    Ambiguous,
    /// The escaped values in the order of the names, none empty.
    Values(Vec<&'a str>),
}

/// Reads a path, still escaped, by its template.
pub(super) fn captures<'a>(template: &str, path: &'a str) -> Captures<'a> {
    let mut values = Vec::new();
    let mut rest = Some(path);
    let mut template = Some(template);
    while let Some(of) = next(&mut template) {
        let Some(segment) = next(&mut rest) else {
            return Captures::None;
        };
        match of.strip_prefix('{').and_then(|of| of.split_once('}')) {
            // Most are one name and nothing else.
            Some((_, "")) if segment.is_empty() => return Captures::None,
            Some((_, "")) => values.push(segment),
            _ if of.contains('{') => match split(of, segment) {
                Captures::Values(found) => values.extend(found),
                other => return other,
            },
            // The router has compared it.
            _ => {}
        }
    }
    match rest {
        None => Captures::Values(values),
        Some(_) => Captures::None,
    }
}

/// The next segment of what is left of a path. The few bytes of one are passed faster than they are searched.
fn next<'a>(rest: &mut Option<&'a str>) -> Option<&'a str> {
    let text = rest.take()?;
    let Some(at) = text.bytes().position(|byte| byte == b'/') else {
        return Some(text);
    };
    *rest = text.get(at + 1..);
    text.get(..at)
}

/// Splits one segment by the texts of its template: from the left, each value as short as can be, and from the right.
/// Where the two agree there is no other way.
fn split<'a>(template: &str, segment: &'a str) -> Captures<'a> {
    let texts: Vec<&str> = template
        .split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, text)) if index > 0 => text,
            _ => part,
        })
        .collect();
    let [first, between @ .., last] = texts.as_slice() else {
        return Captures::None;
    };
    let inner = segment.strip_prefix(first);
    let Some(inner) = inner.and_then(|inner| inner.strip_suffix(last)) else {
        return Captures::None;
    };
    let (left, right) = (from_left(between, inner), from_right(between, inner));
    match (left, right) {
        (Some(left), Some(right)) if left == right => Captures::Values(left),
        (Some(_), Some(_)) => Captures::Ambiguous,
        _ => Captures::None,
    }
}

fn from_left<'a>(between: &[&str], inner: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut rest = inner;
    for text in between {
        // A value has a character at least.
        let start = rest.chars().next()?.len_utf8();
        let at = start + rest[start..].find(text)?;
        values.push(&rest[..at]);
        rest = &rest[at + text.len()..];
    }
    values.push(rest);
    (!rest.is_empty()).then_some(values)
}

fn from_right<'a>(between: &[&str], inner: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut rest = inner;
    for text in between.iter().rev() {
        let end = rest.len() - rest.chars().next_back()?.len_utf8();
        let at = rest[..end].rfind(text)?;
        values.push(&rest[at + text.len()..]);
        rest = &rest[..at];
    }
    values.push(rest);
    values.reverse();
    (!rest.is_empty()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(template: &str, path: &str, values: &[&str]) {
        assert_eq!(captures(template, path), Captures::Values(values.to_vec()));
    }

    #[test]
    fn a_segment_is_cut_at_the_texts_between_its_names() {
        reads("/a/{x}", "/a/b.c", &["b.c"]);
        reads("/a/{x}.{y}", "/a/b.c", &["b", "c"]);
        reads("/a/{x}.{y}", "/a/b%2Ed.c", &["b%2Ed", "c"]);
        reads("/{x}:go/v{y}.json", "/a:b:go/v2.1.json", &["a:b", "2.1"]);
        reads("/{x}--{y}-{z}", "/a--b-c", &["a", "b", "c"]);
        // A value has a character at least, which may be one of the template's.
        reads("/{x}.{y}", "/..a", &[".", "a"]);
    }

    #[test]
    fn what_can_be_cut_in_two_ways_is_not_cut() {
        assert_eq!(captures("/{x}.{y}", "/a.b.c"), Captures::Ambiguous);
        assert_eq!(captures("/{x}-{y}", "/a--b"), Captures::Ambiguous);
    }

    #[test]
    fn what_does_not_fit_or_leaves_a_name_empty_is_none_of_the_template() {
        for (template, path) in [
            ("/{x}.json", "/a.xml"),
            ("/{x}.json", "/.json"),
            ("/{x}.{y}", "/a."),
            ("/{x}.{y}", "/.a"),
            ("/{x}.{y}", "/ab"),
            ("/{x}", "/"),
            ("/{x}", "/a/b"),
            ("/{x}/b", "/a"),
        ] {
            assert_eq!(
                captures(template, path),
                Captures::None,
                "{template} {path}"
            );
        }
    }
}
