//! The routes of a service that has some of an API's resources.

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::MethodRouter;

use super::{by_template, unrecognized};

/// The routes of one resource. Several resources can share a path, so [`router`] makes one router of all.
#[derive(Clone, Debug, Default)]
pub struct Routes(Vec<(Place, MethodRouter)>);

/// A path, and the template among those that share it; an empty one where none does.
type Place = (&'static str, &'static str);

impl Routes {
    /// Adds the methods of a path.
    #[must_use]
    pub fn with(self, path: &'static str, methods: MethodRouter) -> Self {
        self.with_template(path, "", methods)
    }

    /// Adds the methods of a template that shares its path with others.
    #[must_use]
    pub fn with_template(
        mut self,
        path: &'static str,
        template: &'static str,
        methods: MethodRouter,
    ) -> Self {
        self.0.push(((path, template), methods));
        self
    }
}

/// The router of several resources, and the documented refusal of all other requests.
///
/// `all` are the paths of the whole API, those of resources that are left out among them: what is asked of these is refused
/// and not taken for what another path has. Each comes with the templates that share it, in the order in which they are
/// tried; none for a path that is one template's alone.
///
/// # Panics
///
/// Where one resource is given twice, as axum's own routers do.
pub fn router(
    all: &[(&'static str, &[&'static str])],
    resources: impl IntoIterator<Item = Routes>,
) -> Router {
    let mut given: BTreeMap<Place, MethodRouter> = BTreeMap::new();
    for (place, methods) in resources.into_iter().flat_map(|routes| routes.0) {
        let known = given.remove(&place).unwrap_or_default();
        given.insert(place, known.merge(methods));
    }
    let mut take = |path, template| given.remove(&(path, template)).unwrap_or_default();
    // A `:` or `*` at the start of a segment is one like any other.
    let mut router = Router::new().without_v07_checks();
    for (path, templates) in all {
        let methods = if templates.is_empty() {
            take(path, "")
        } else {
            let templates = templates.iter();
            by_template(
                templates
                    .map(|template| (*template, take(path, template)))
                    .collect(),
            )
        };
        router = router.route(path, methods);
    }
    router
        .fallback(unrecognized)
        .method_not_allowed_fallback(unrecognized)
}
