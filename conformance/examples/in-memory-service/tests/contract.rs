//! The conformance suite as the tests of this service: no socket, one test each, and the floor.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::Arc;

use reversals_conformance::harness::Contract;
use reversals_example::{Service, fixtures, router};

fn main() -> ExitCode {
    let service = Arc::new(Service::default());
    Contract::of(router(&service))
        .id("acct_1", "acct_of_a_seller")
        .id("fa_1", "fa_of_the_platform")
        .fixtures(move |wanted| {
            let owner = wanted.account.unwrap_or_default();
            fixtures::answer(&service, wanted.method, wanted.path, owner, &wanted.form)
        })
        .run()
}
