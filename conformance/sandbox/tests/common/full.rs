//! Claims about balances at the end of what they can count, for every kind of database.

use std::collections::BTreeMap;

use reversals_sandbox::{Config, Fixtures};

use super::{Answer, Running};

/// Nearly all that a balance can count.
const MUCH: i64 = i64::MAX - 5;

/// What would bring a balance beyond the end is refused, and leaves nothing; what just fits is taken.
pub(crate) async fn a_balance_that_would_overflow_is_a_400_and_stays(config: Config) {
    let balances = BTreeMap::from([("usd".to_owned(), MUCH)]);
    let running = Running::start(Config { balances, ..config }).await;
    let client = running.client();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fixtures.yaml");
    let rich = "platforms: [{key: sk_test_123, accounts: [{id: acct_rich, balance: {usd: 6}}]}]";
    std::fs::write(&file, rich).unwrap();
    running
        .sandbox
        .load(&Fixtures::read(&file).unwrap())
        .await
        .unwrap();
    let refused = |answer: Answer| {
        assert_eq!(answer.refused(400)["code"], "amount_too_large");
        assert_eq!(
            answer.message(),
            "Too much money: a balance is 9223372036854775807 minor units at most, in debt as in credit."
        );
    };
    // Deposits come from a pot that is as far in debt as all others are in credit.
    let path = "/v1/test_helpers/treasury/received_credits";
    let deposit = "currency=usd&financial_account=fa_1&network=ach&amount=";
    refused(client.post(path, &format!("{deposit}6")).await);
    client.post(path, &format!("{deposit}5")).await.good();
    refused(client.post(path, &format!("{deposit}1")).await);

    // An account that has something already can't be given nearly all.
    let give = async |amount: i64| {
        let form = format!("amount={amount}&currency=usd&destination=acct_rich");
        client
            .once(&format!("give {amount}"), "/v1/transfers", &form)
            .await
    };
    for _ in 0..2 {
        refused(give(MUCH).await);
    }
    assert_eq!(client.dollars().await, MUCH);
    give(MUCH - 1).await.good();
    refused(give(1).await);
    let rich = client.acting_for("acct_rich");
    assert_eq!(
        (client.dollars().await, rich.dollars().await),
        (1, i64::MAX)
    );
    running.audit().await;
    running.end().await;
}
