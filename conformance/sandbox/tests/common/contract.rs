//! The contract suite on a sandbox, as on any other service.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use reversals_judge::Contract;
use reversals_remote::{self as remote, ApiKey, Floor, Judged, Options, Outcome, Peer, Setup};
use reversals_sandbox::{Config, Limits, MAX_BALANCE, Sandbox, Settle};
use tokio::runtime::Handle;

/// Nothing is found, nothing is noted, and all that HTTP can show is judged. The books are right after it.
pub(crate) async fn nothing_is_wrong(config: Config) {
    let config = Config {
        other_balance: MAX_BALANCE,
        settle: Settle::After(3600),
        ..config
    };
    let sandbox = Arc::new(Sandbox::open(config).await.unwrap());
    let router = reversals_sandbox::router(&sandbox, Limits::default());
    let key = ApiKey::new("sk_test_123").unwrap();
    let mut options = Options::new(Peer::here::<_, Body, _>(router), key);
    options.runtime = Some(Handle::current());
    options.ids = ["acct_1", "fa_1"].map(|id| (id.into(), id.into())).into();
    let judging = tokio::task::spawn_blocking(move || {
        let cases = reversals_cases::folder();
        options.setup = Some(Setup::load(&cases).unwrap());
        let suite = reversals_cases::load(&cases).unwrap();
        let contract = Contract::of_fragments(&cases.join("../../spec")).unwrap();
        remote::judge(&options, &suite, &contract, &|_, _| ()).unwrap()
    });
    let judged: Vec<Judged> = judging.await.unwrap();
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some(format!("{}: {finding}", judged.test)),
        _ => None,
    });
    assert_eq!(failed.collect::<Vec<_>>(), [] as [String; 0]);
    let notes: Vec<_> = judged.iter().flat_map(|it| &it.notes).collect();
    assert!(notes.is_empty(), "{notes:?}");
    let floor = Floor::of(&judged);
    let unjudged = judged.iter().filter_map(|it| match &it.outcome {
        Outcome::NotJudged(reason) => Some(reason.name()),
        _ => None,
    });
    let unjudged = unjudged.collect::<BTreeSet<_>>();
    assert_eq!(
        unjudged,
        BTreeSet::from(["client-only", "impossible"]),
        "{floor:?}"
    );
    assert!(floor.of > 1000 && floor.missed().is_empty(), "{floor:?}");
    assert_eq!(sandbox.audit().await.unwrap(), [] as [String; 0]);
}
