//! Path templates: which of them share a route, and what tells their requests apart.
//!
//! A router captures whole segments. Where a name is only a part of one (`{a}.{b}`, `{id}:cancel`), several templates
//! can have one route, and the server takes the first that fits: the one with the most text of its own. So that no
//! value makes its path fit another template, or be cut elsewhere, a client escapes in it what those texts hold.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Operation};

/// The path with each segment that holds a name as one capture: `/v1/things/{p0}/parts/{p1}`.
///
/// Two templates of one shape may name their parameters differently, which a router takes for a conflict.
pub fn route(path: &str) -> String {
    let mut count = 0;
    let segments = path.split('/').map(|segment| {
        if !segment.contains('{') {
            return segment.to_owned();
        }
        count += 1;
        format!("{{p{}}}", count - 1)
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether some name is only a part of its segment.
pub fn is_partial(path: &str) -> bool {
    path.split('/')
        .any(|segment| segment.contains('{') && !texts(segment).iter().all(|text| text.is_empty()))
}

/// The operations of a template.
pub type Templated<'a> = (&'a str, Vec<&'a Operation>);

/// By the amount of text of its own, the most first.
type Rank<'a> = (Reverse<usize>, &'a str);

/// The operations by route and template, the templates of a route in the order in which a server tries them. Those that
/// are reserved have none.
pub fn routes(api: &Api) -> BTreeMap<String, Vec<Templated<'_>>> {
    let mut routes: BTreeMap<String, BTreeMap<Rank<'_>, Templated<'_>>> = BTreeMap::new();
    let reserved = api.reserved.iter().map(|path| (path.as_str(), None));
    let operations = api.operations.iter();
    let operations = operations.map(|operation| (operation.path.as_str(), Some(operation)));
    for (path, operation) in operations.chain(reserved) {
        let templates = routes.entry(route(path)).or_default();
        // Templates without partial segments are one shape, whatever their names.
        let key = if is_partial(path) {
            (Reverse(own_text(path)), path)
        } else {
            (Reverse(0), "")
        };
        let template = templates.entry(key).or_insert_with(|| (path, Vec::new()));
        template.1.extend(operation);
    }
    routes
        .into_iter()
        .map(|(route, templates)| (route, templates.into_values().collect()))
        .collect()
}

/// The paths of a whole document that its part has not, and whose requests a path of the part may take: those that begin
/// as it does up to its first name.
pub(crate) fn reserved<'a>(whole: &BTreeSet<&'a str>, part: &BTreeSet<&str>) -> Vec<&'a str> {
    let starts: BTreeSet<(usize, &str)> = part
        .iter()
        .filter_map(|path| {
            let text = &path[..path.find('{')?];
            Some((path.split('/').count(), &text[..=text.rfind('/')?]))
        })
        .collect();
    let taken = |path: &str| {
        let count = path.split('/').count();
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.into_iter()
            .any(|end| starts.contains(&(count, &path[..=end])))
    };
    let left_out = whole.iter().filter(|path| !part.contains(*path));
    left_out.copied().filter(|path| taken(path)).collect()
}

/// What a client escapes besides in the values of each of the path's names, by name.
///
/// `paths` are all templates of the document.
pub(crate) fn guards<'a>(
    path: &'a str,
    paths: &BTreeMap<String, Vec<&str>>,
) -> BTreeMap<&'a str, String> {
    let mut guards = BTreeMap::new();
    let siblings = paths.get(&route(path)).map_or(&[][..], Vec::as_slice);
    if !siblings.iter().any(|sibling| is_partial(sibling)) {
        return guards;
    }
    for (at, segment) in path.split('/').enumerate() {
        let own = texts(segment);
        let mut held = BTreeSet::new();
        if own.len() > 2 {
            held.extend(own.iter().flat_map(|text| text.chars()));
        }
        for sibling in siblings.iter().filter(|sibling| **sibling != path) {
            let other = texts(sibling.split('/').nth(at).unwrap_or_default());
            if !can_meet(&own, &other) {
                continue;
            }
            // Where no text stands beside the value, another's is found in it whole or not at all.
            let enough = if own.iter().all(|text| text.is_empty()) {
                1
            } else {
                usize::MAX
            };
            held.extend(other.iter().flat_map(|text| text.chars().take(enough)));
        }
        // All else is escaped anyway.
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        let guard: String = held.into_iter().filter(plain).collect();
        guards.extend(names(segment).into_iter().map(|name| (name, guard.clone())));
    }
    guards
}

/// Whether one segment can fit two templates, as far as their first and last texts tell.
fn can_meet(left: &[&str], right: &[&str]) -> bool {
    let (Some(begins), Some(ends)) = (
        left.first().zip(right.first()),
        left.last().zip(right.last()),
    ) else {
        return false;
    };
    (begins.0.starts_with(begins.1) || begins.1.starts_with(begins.0))
        && (ends.0.ends_with(ends.1) || ends.1.ends_with(ends.0))
}

/// The texts before, between and behind the names of a segment.
fn texts(segment: &str) -> Vec<&str> {
    segment
        .split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, text)) if index > 0 => text,
            _ => part,
        })
        .collect()
}

fn names(segment: &str) -> Vec<&str> {
    let parts = segment.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

/// How much text stands beside names.
fn own_text(path: &str) -> usize {
    let segments = path.split('/').filter(|segment| segment.contains('{'));
    segments
        .flat_map(|segment| texts(segment))
        .map(str::len)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_numbered_so_that_templates_of_one_shape_are_one_route() {
        assert_eq!(route("/v1/a/{id}/b"), "/v1/a/{p0}/b");
        assert_eq!(route("/v1/a/{x}/b/{id}"), "/v1/a/{p0}/b/{p1}");
        assert_eq!(route("/a/{x}.{y}:do/{id}"), "/a/{p0}/{p1}");
        assert_eq!(route("/plain"), "/plain");
    }

    #[test]
    fn what_a_part_leaves_out_is_reserved_where_a_path_of_it_would_take_its_requests() {
        let part = BTreeSet::from([
            "/v1/a/{id}",
            "/v1/b",
            "/v1/c/{id}.json",
            "/v1/d/x/{id}",
            "/v1/f/at-{id}",
        ]);
        let mut whole = part.clone();
        let taken = [
            "/v1/a/search",
            "/v1/a/{id}:cut",
            "/v1/c/all",
            "/v1/c/{id}",
            "/v1/f/{x}",
        ];
        whole.extend(taken);
        whole.extend([
            "/v1/a",
            "/v1/a/{id}/b",
            "/v1/b/{id}",
            "/v1/d/{id}/{x}",
            "/v1/e/x",
        ]);
        assert_eq!(reserved(&whole, &part), taken);
    }

    #[test]
    fn a_value_is_guarded_against_the_text_between_names_and_that_of_other_templates() {
        let guards = |path: &'static str, others: &[&'static str]| {
            let mut paths: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for path in others.iter().chain([&path]) {
                paths.entry(route(path)).or_default().push(path);
            }
            guards(path, &paths)
        };
        assert!(guards("/{a}", &["/b", "/{a}/x"]).is_empty());
        assert_eq!(guards("/{a}.json", &[])["a"], "");
        assert_eq!(guards("/{a}.{b}", &[])["a"], ".");
        let split = guards("/{a}.{b}-{c}", &[]);
        assert_eq!((&*split["a"], &*split["c"]), ("-.", "-."));
        assert_eq!(guards("/{a}", &["/{id}:go", "/{id}.json"])["a"], ".");
        assert_eq!(guards("/{a}.json", &["/{id}:go", "/{id}"])["a"], "");
        assert_eq!(guards("/{a}.{b}", &["/{id}.json"])["b"], ".jnos");
        // No path of one is a path of the other, by how it begins or ends.
        assert_eq!(guards("/a-{x}", &["/b-{x}"])["x"], "");
        assert_eq!(guards("/{x}-a", &["/{x}-b"])["x"], "");
    }
}
