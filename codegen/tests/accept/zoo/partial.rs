//! Of a trait made with `--partial` a service implements what it answers.

use std::sync::Arc;

use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::wired;

struct Service;

impl Api for Service {
    async fn get_keeper(&self, _: Context, path: models::GetKeeperPath) -> Result<Reply<models::Keeper>, Failure> {
        Ok(models::Keeper { id: path.keeper }.into())
    }
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    assert_eq!(client.get_keeper().keeper("k_1").send().await.unwrap().id, "k_1");
    let left_out = client.create_shift().keeper("k_1").body_map(|body| body.hours(2)).send().await;
    assert_eq!(left_out.unwrap_err().status().unwrap().as_u16(), 501);
    let told = wire.last();
    assert_eq!(told.sent, "POST /keepers/k_1/shifts");
    assert_eq!(told.sent_body, b"hours=2");
    let envelope = r#"{"error":{"type":"api_error","message":"This service does not answer POST /keepers/{keeper}/shifts."}}"#;
    assert_eq!((told.status, told.text()), (501, envelope));
}
