//! Two resources of a divided API, from their client to their server.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use divided_client::{Client, Session};
use divided_server::{Context, Failure, Reply, models, operations, router, thing01s, thing02s};
use reversals_runtime::client::{Fault, Transport};
use tower::ServiceExt as _;

struct Service;

impl thing01s::Api for Service {
    async fn get_thing01(
        &self,
        _: Context,
        path: models::GetThing01Path,
        _: models::GetThing01Headers,
        _: models::GetThing01Cookies,
    ) -> Result<Reply<models::Thing01>, Failure> {
        let object = models::Thing01Object::Thing01;
        Ok(models::Thing01 { id: path.id, object, size: None, kind: None }.into())
    }
}

impl thing02s::Api for Service {
    async fn any_thing01(&self, _: Context) -> Result<Reply<models::Thing02>, Failure> {
        let object = models::Thing02Object::Thing02;
        Ok(models::Thing02 { id: "any".to_owned(), object, size: None, kind: None }.into())
    }

    async fn cut_thing01(&self, _: Context, path: models::CutThing01Path) -> Result<Reply<models::Thing02>, Failure> {
        let object = models::Thing02Object::Thing02;
        Ok(models::Thing02 { id: path.id, object, size: None, kind: None }.into())
    }
}

/// Passes requests to a router.
struct Wire(axum::Router);

impl Transport for Wire {
    fn send(&self, mut request: reqwest::Request) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
        Box::pin(async move {
            let body = match request.body_mut().take() {
                Some(body) => axum::body::Body::new(body),
                None => axum::body::Body::empty(),
            };
            let mut incoming = http::Request::builder().method(request.method()).uri(request.url().path());
            *incoming.headers_mut().unwrap() = request.headers().clone();
            let answer = self.0.clone().oneshot(incoming.body(body).unwrap()).await.unwrap();
            let (head, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            Ok(http::Response::from_parts(head, body).into())
        })
    }
}

fn client(routes: Vec<divided_server::Routes>) -> Client {
    let session = Session::anonymous().with_transport(Arc::new(Wire(router(routes))));
    Client::connect("http://things", session.with_retries(0)).unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let service = Arc::new(Service);
    let (first, second) = (thing01s::routes(Arc::clone(&service)), thing02s::routes(service));
    // Two resources on one route, in either order.
    for routes in [vec![first.clone(), second.clone()], vec![second.clone(), first.clone()]] {
        let both = client(routes);
        assert_eq!(both.get_thing01().id("a").send().await.unwrap().id, "a");
        assert_eq!(both.cut_thing01().id("a").send().await.unwrap().id, "a");
        assert_eq!(both.any_thing01().send().await.unwrap().id, "any");
        let left_out = both.update_thing01().id("a").send().await.unwrap_err();
        assert_eq!(left_out.status().unwrap().as_u16(), 501);
    }
    // What is asked of a resource that is left out is nothing for the one that shares its route.
    let one = client(vec![first]);
    let refused = one.cut_thing01().id("a").send().await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 404);
    let refused = one.any_thing01().send().await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 404);
    let refused = client(vec![second]).get_thing01().id("a").send().await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 404);
    // Each of the two resources has a lookup, an update, and what the one before answers of it.
    assert_eq!(operations::ALL.len(), 8);
}
