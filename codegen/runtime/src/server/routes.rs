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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::{get, post};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    const ALL: &[(&str, &[&str])] = &[
        ("/a/all", &[]),
        ("/a/{p0}", &["/a/{id}:cut", "/a/{id}.{kind}", "/a/{id}"]),
        ("/a/{p0}/{p1}", &[]),
        ("/{p0}/b", &[]),
    ];

    /// The router of what is given of those, each of which answers with its name.
    fn some(given: &[&'static str]) -> Router {
        let mut one = Routes::default();
        let mut other = Routes::default();
        for &name in given {
            let methods = get(move || async move { name });
            (one, other) = (other, one);
            one = match name {
                "all" => one.with("/a/all", methods),
                "cut" => one.with_template("/a/{p0}", "/a/{id}:cut", methods),
                "kind" => one.with_template("/a/{p0}", "/a/{id}.{kind}", methods),
                "one" => one.with_template("/a/{p0}", "/a/{id}", methods),
                "two" => one.with("/a/{p0}/{p1}", methods),
                _ => one.with("/{p0}/b", methods),
            };
        }
        router(ALL, [one, other])
    }

    /// Who answers; nobody where it is refused.
    async fn asked(router: &Router, path: &str) -> Option<String> {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            status == 200 || status == 404 && text.contains("Unrecognized request URL"),
            "{path}: {status} {text}"
        );
        (status == 200).then_some(text)
    }

    const ASKED: &[(&str, Option<&str>)] = &[
        ("/a/all", Some("all")),
        ("/a/x:cut", Some("cut")),
        ("/a/x.y:cut", Some("cut")),
        ("/a/x.y", Some("kind")),
        ("/a/x", Some("one")),
        ("/a/:cut", Some("one")),
        ("/a/b", Some("one")),
        ("/a/all/b", Some("two")),
        ("/x/b", Some("both")),
        ("/a/", None),
        ("/a/x/", None),
        ("/a", None),
        ("/a/x/b/c", None),
    ];

    const NAMES: &[&str] = &["all", "cut", "kind", "one", "two", "both"];

    #[tokio::test]
    async fn the_most_literal_path_is_asked_in_whatever_order_they_are_given() {
        for names in [NAMES.to_vec(), NAMES.iter().rev().copied().collect()] {
            let router = some(&names);
            for (path, wanted) in ASKED {
                assert_eq!(asked(&router, path).await.as_deref(), *wanted, "{path}");
            }
        }
    }

    #[tokio::test]
    async fn what_is_left_out_is_refused_and_never_answered_by_another() {
        for left_out in NAMES {
            let given: Vec<_> = NAMES
                .iter()
                .filter(|name| *name != left_out)
                .copied()
                .collect();
            let router = some(&given);
            for (path, wanted) in ASKED {
                let wanted = wanted.filter(|wanted| wanted != left_out);
                assert_eq!(
                    asked(&router, path).await.as_deref(),
                    wanted,
                    "{path} without {left_out}"
                );
            }
        }
    }

    #[tokio::test]
    async fn resources_share_a_path_by_their_methods() {
        let of = |name: &'static str| move || async move { name };
        let one = Routes::default().with("/a/all", get(of("get")));
        let other = Routes::default().with("/a/all", post(of("post")));
        let router = router(ALL, [one, other]);
        for (method, wanted) in [
            ("GET", 200),
            ("POST", 200),
            ("HEAD", 200),
            ("PUT", 404),
            ("OPTIONS", 404),
        ] {
            let request = Request::builder().method(method).uri("/a/all");
            let request = request.body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status().as_u16(), wanted, "{method}");
        }
    }
}
