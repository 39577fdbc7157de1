//! What a file of fixtures can't say is refused with its place, before anything of it is written, and never repeated.

use std::collections::BTreeMap;
use std::path::Path;

use reversals_sandbox::{Config, Fixtures};

use super::fixtures::load;
use crate::common::{Running, config};

/// A file whose first platform is without fault, and whose second one has these members.
fn second(members: &str) -> String {
    format!(
        "platforms:\n  - key: sk_test_123\n    account: acct_a\n    balance: {{usd: 7}}\n  - {members}\n"
    )
}

/// A transfer with a member in place of its own, or beside them.
fn transfer(member: &str) -> String {
    let members = [
        "id: tr_2",
        "amount: 5",
        "currency: usd",
        "destination: acct_1",
    ];
    with("transfers", &members, member)
}

fn credit(member: &str) -> String {
    let members = [
        "id: rc_2",
        "amount: 5",
        "currency: usd",
        "financial_account: fa_1",
        "network: ach",
    ];
    with("received_credits", &members, member)
}

fn with(list: &str, members: &[&str], member: &str) -> String {
    let name = member.split(':').next();
    let kept = members
        .iter()
        .filter(|other| other.split(':').next() != name);
    let kept: Vec<_> = kept.copied().chain([member]).collect();
    second(&format!(
        "key: sk_test_b\n    {list}: [{{{}}}]",
        kept.join(", ")
    ))
}

/// Members of the second platform beside its key.
fn beside(members: &str) -> String {
    second(&format!("key: sk_test_b\n    {members}"))
}

#[tokio::test]
async fn a_fault_is_told_with_its_place_and_nothing_of_the_file_is_loaded() {
    let lines: Vec<&str> = include_str!("fixture_faults.txt").lines().skip(1).collect();
    assert_eq!(lines.len(), 2 * 47);
    for pair in lines.chunks(2) {
        let (kind, fault) = pair[0].split_once(' ').unwrap();
        let fault = fault.replace("\\n", "\n");
        let text = match kind {
            "file" => fault,
            "second" => second(&fault),
            "beside" => beside(&fault),
            "transfer" => transfer(&fault),
            "credit" => credit(&fault),
            _ => unreachable!("{kind}"),
        };
        let running = Running::start(config()).await;
        let error = load(&running, &text).await.unwrap_err();
        assert_eq!(error, pair[1].trim_start(), "{text}");
        // The first platform was without fault, and is not there.
        assert_eq!(running.client().dollars().await, 1_000_000_000, "{text}");
        running.audit().await;
    }
}

#[tokio::test]
async fn a_sum_that_would_overflow_is_refused_with_the_place_of_what_brings_it_there() {
    let balances = BTreeMap::from([("usd".to_owned(), i64::MAX - 5)]);
    let running = Running::start(Config {
        balances,
        ..config()
    })
    .await;
    let credit = "financial_account: fa_1, network: ach, currency: usd, amount: 3";
    let text = format!(
        "platforms:\n  - key: sk_test_b\n    received_credits:\n      - {{id: rc_1, {credit}}}\n      - {{id: rc_2, {credit}}}\n"
    );
    let error = load(&running, &text).await;
    let words = "with what was there before, it is more than a balance can hold";
    assert_eq!(
        error,
        Err(format!(
            "FILE:5:14: platforms[0].received_credits[1].id: {words}"
        ))
    );
    let client = running.client().with_key("sk_test_b");
    let first = client.get("/v1/treasury/received_credits/rc_1").await;
    first.refused(404);
    running.audit().await;
}

#[tokio::test]
async fn whatever_is_wrong_with_a_file_nothing_of_it_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fixtures");
    let running = Running::start(config()).await;
    let secret = "sk_test_secret";
    let mut refused = 0;
    for text in [
        second(&format!("key: {secret}\n    colour: red")),
        second(&format!("key: {secret}\n    {secret}: red")),
        second(&format!("key: [{secret}]")),
        second(&format!("key: '{secret}")),
        second(&format!("key: \"\\q {secret}\"")),
        second(&format!("key: *{secret}")),
        second(&format!("key: !!int {secret}")),
        second(&format!("key: &a {secret}\n    balance: *a")),
        second(&format!("key: {{<<: {secret}}}")),
        second("key: secret"),
        beside(&format!("balance: {secret}")),
        beside(&format!("balance: {{{secret}: 1}}")),
        beside(&format!("balance: {{{secret}: x}}")),
        beside(&format!("accounts: [{{{secret}: 1}}]")),
        beside(&format!("accounts: [{{id: {secret}}}]")),
        beside(&format!("account: {secret}")),
        transfer(&format!("amount: {secret}")),
        transfer(&format!("currency: {secret}")),
        transfer(&format!("destination: {secret}")),
        transfer(&format!("metadata: {secret}")),
        transfer(&format!("metadata: {{{secret}: [1]}}")),
        transfer(&format!("metadata: {{{secret}{secret}{secret}: a}}")),
        credit(&format!("network: {secret}")),
        credit(&format!("account: {secret}")),
        format!("{secret}: []"),
        secret.to_owned(),
        format!("{{\"platforms\": [{{\"key\": \"{secret}\", \"key\": \"{secret}\"}}]}}"),
        format!("{{\"platforms\": [{{\"key\": \"{secret}\" \"account\": 1}}]}}"),
        format!("platforms: []\n--- {secret}\n"),
    ] {
        std::fs::write(&file, &text).unwrap();
        let error = match Fixtures::read(&file) {
            Ok(fixtures) => {
                assert!(
                    !format!("{fixtures:?}").contains("sk_test_"),
                    "{fixtures:?}"
                );
                running.sandbox.load(&fixtures).await.unwrap_err()
            }
            Err(error) => error,
        };
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret"), "{text}: {shown}");
        refused += 1;
    }
    assert_eq!(refused, 29);
}

#[test]
fn a_file_that_cannot_be_read_is_said_once() {
    let error = Fixtures::read(Path::new("none.yaml")).unwrap_err();
    assert_eq!(error.to_string(), "none.yaml can't be read");
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.to_string().starts_with("No such file"), "{source}");
}
