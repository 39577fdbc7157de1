//! Which operation a request is of.

use std::collections::BTreeMap;

use reversals_codegen::ir::Api;

/// The operations of a model by method and path.
pub struct Routes {
    methods: BTreeMap<String, matchit::Router<usize>>,
}

impl Routes {
    /// The routes of a model. Of two paths that can't be told apart, the first is known.
    pub fn new(api: &Api) -> Self {
        let mut methods: BTreeMap<String, matchit::Router<usize>> = BTreeMap::new();
        for (index, operation) in api.operations.iter().enumerate() {
            let router = methods.entry(operation.method.to_uppercase()).or_default();
            let _ = router.insert(numbered(&operation.path), index);
        }
        Self { methods }
    }

    /// The place in [`Api::operations`] of the operation that a request is of. The path is as it is on the wire.
    pub fn find(&self, method: &str, path: &str) -> Option<usize> {
        let found = self.methods.get(method)?.at(path).ok()?;
        Some(*found.value)
    }
}

/// The template with numbers for names, since two of one place may have different ones.
fn numbered(template: &str) -> String {
    let mut out = String::new();
    for (number, part) in template.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if number > 0 => {
                out.push_str(&format!("{{p{number}}}{rest}"));
            }
            _ => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_parameters_become_numbers() {
        assert_eq!(super::numbered("/a/{id}/b/{x_y}"), "/a/{p1}/b/{p2}");
        assert_eq!(super::numbered("/a"), "/a");
    }
}
