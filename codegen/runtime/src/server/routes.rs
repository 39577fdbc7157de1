//! The routes of a service that has some of an API's resources.

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::MethodRouter;

use super::{by_template, unrecognized};

/// A template among those that share a path, and the order in which they are tried; nothing where it is the only one.
type Template = Option<(usize, &'static str)>;

/// The routes of one resource. Several resources can share a path, so [`router`] makes one router of all.
#[derive(Clone, Debug, Default)]
pub struct Routes(Vec<(&'static str, Template, MethodRouter)>);

impl Routes {
    /// Adds the methods of a path.
    #[must_use]
    pub fn with(mut self, path: &'static str, methods: MethodRouter) -> Self {
        self.0.push((path, None, methods));
        self
    }

    /// Adds the methods of a template that shares its path with others: its number is the order in which they are tried.
    #[must_use]
    pub fn with_template(
        mut self,
        path: &'static str,
        (number, template): (usize, &'static str),
        methods: MethodRouter,
    ) -> Self {
        self.0.push((path, Some((number, template)), methods));
        self
    }
}

/// The router of several resources, and the documented refusal of all other requests.
///
/// # Panics
///
/// Where one resource is given twice, as axum's own routers do.
pub fn router(resources: impl IntoIterator<Item = Routes>) -> Router {
    let mut paths: BTreeMap<&str, BTreeMap<Template, MethodRouter>> = BTreeMap::new();
    for (path, template, methods) in resources.into_iter().flat_map(|routes| routes.0) {
        let templates = paths.entry(path).or_default();
        let known = templates.remove(&template).unwrap_or_default();
        templates.insert(template, known.merge(methods));
    }
    // A `:` or `*` at the start of a segment is one like any other.
    let mut router = Router::new().without_v07_checks();
    for (path, mut templates) in paths {
        let whole = templates.remove(&None);
        let methods = whole.unwrap_or_else(|| {
            let templates = templates.into_iter();
            by_template(
                templates
                    .filter_map(|(place, methods)| Some((place?.1, methods)))
                    .collect(),
            )
        });
        router = router.route(path, methods);
    }
    router
        .fallback(unrecognized)
        .method_not_allowed_fallback(unrecognized)
}
