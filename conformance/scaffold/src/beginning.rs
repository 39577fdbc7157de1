//! What every case of a file begins with: it need not be said again.

use reversals_cases::format::Part;

/// The part without what it begins with.
pub(crate) fn without(mut part: Part, base: &Part) -> Part {
    if let (Some(own), Some(base)) = (&mut part.input, &base.input) {
        own.path
            .retain(|name, value| base.path.get(name) != Some(value));
        own.query
            .retain(|name, value| base.query.get(name) != Some(value));
        own.headers
            .retain(|name, value| base.headers.get(name) != Some(value));
        if own.body == base.body {
            own.body = None;
        }
    }
    if let (Some(own), Some(base)) = (&mut part.request, &base.request) {
        for (name, value) in &base.headers {
            if own.headers.get(name) == Some(value) {
                own.headers.remove(name);
            } else if value.is_some() {
                own.headers.entry(name.clone()).or_insert(None);
            }
        }
        for (own, base) in [
            (&mut own.method, &base.method),
            (&mut own.path, &base.path),
            (&mut own.query, &base.query),
            (&mut own.body, &base.body),
        ] {
            if own == base {
                *own = None;
            }
        }
    }
    part
}
