//! Objects that are made before the cases.

use std::sync::{Arc, Mutex};

use reversals_conformance::case;
use reversals_conformance::remote::{Outcome, Setup};
use reversals_conformance::wire::Response;
use serde_json::json;

use crate::services::{cases, failed, generated, judge, options, reasons, serve};

type Seen = Arc<Mutex<Vec<String>>>;

/// The generated server with what makes transfers and received credits beside it.
fn with_makers(fails: &'static str) -> (std::net::SocketAddr, Seen) {
    let seen: Seen = Arc::default();
    let kept = Arc::clone(&seen);
    let answer = generated(None);
    let address = serve(move |request| {
        let body = request.body.clone().unwrap_or_default();
        kept.lock()
            .unwrap()
            .push(format!("{} {} {body}", request.method, request.target()));
        if !fails.is_empty() && request.path.ends_with(fails) {
            let error = json!({ "type": "api_error", "message": "not today" });
            return Response::json(500, &json!({ "error": error }));
        }
        match request.path.as_str() {
            "/v1/transfers" => Response::json(200, &json!({ "id": "tr_made" })),
            "/v1/test_helpers/treasury/received_credits" => {
                Response::json(200, &json!({ "id": "rc_made" }))
            }
            _ => answer(request),
        }
    });
    (address, seen)
}

fn all() -> case::Suite {
    cases(&[
        "transfer_reversals/create/amount/",
        "transfer_reversals/list/limit/",
        "credit_reversals/create/received_credit",
        "credit_reversals/create/in_the_query",
        "credit_reversals/create/metadata/of_one",
        "credit_reversals/list/limit/",
    ])
}

#[test]
fn what_is_made_takes_the_place_of_the_cases_own_ids() {
    let (address, seen) = with_makers("");
    let mut options = options(address);
    options.setup = Some(Setup::load(&case::folder()).unwrap());
    options
        .ids
        .insert("acct_1".to_owned(), "acct_given".to_owned());
    options.ids.insert("fa_1".to_owned(), "fa_given".to_owned());
    let judged = judge(&options, &all());
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let seen = seen.lock().unwrap();
    assert_eq!(
        seen[0],
        "POST /v1/transfers amount=1000000&currency=usd&destination=acct_given"
    );
    assert_eq!(seen[1], "POST /v1/transfers/tr_made/reversals amount=1");
    for part in [
        "POST /v1/transfers/tr_made/reversals amount=100",
        "GET /v1/transfers/tr_made/reversals?limit=1 ",
        "POST /v1/treasury/credit_reversals?received_credit=rc_made ",
        "received_credit=rc_made",
        "financial_account=fa_given",
    ] {
        assert!(
            seen.iter().any(|seen| seen.contains(part)),
            "{part}\n{seen:#?}"
        );
    }
    for part in ["tr_1", "rc_1", "rc_2", "fa_1"] {
        assert!(!seen.iter().any(|seen| seen.contains(part)), "{part}");
    }
    assert!(!reasons(&judged).contains_key("no-id"));
}

#[test]
fn a_step_that_fails_leaves_what_depends_on_it_unjudged() {
    let (address, seen) = with_makers("/transfers");
    let mut options = options(address);
    options.setup = Some(Setup::load(&case::folder()).unwrap());
    options
        .ids
        .insert("acct_1".to_owned(), "acct_given".to_owned());
    let judged = judge(&options, &all());
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let of = |part: &str| {
        let found = judged.iter().find(|judged| judged.test.contains(part));
        match &found.unwrap().outcome {
            Outcome::NotJudged(reason) => reason.to_string(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(
        of("transfer_reversals/create/amount/of_one::server-decode"),
        "it needs the id `tr_1`: the set-up step `transfer` failed with 500, message `not today`"
    );
    let credit = of("credit_reversals/list/limit/of_one::server-decode");
    assert!(credit.contains("`fa_1`: nobody gave"), "{credit}");
    // A step that needs what another did not give is not asked.
    let seen = seen.lock().unwrap();
    let steps = ["/v1/test_helpers/", "/v1/transfers/tr"];
    let asked = |seen: &&String| steps.iter().any(|step| seen.contains(step));
    assert_eq!(seen.iter().find(asked), None);
}

#[test]
fn a_step_whose_ids_are_given_is_left_out() {
    let (address, seen) = with_makers("");
    let mut options = options(address);
    let setup = Setup::load(&case::folder()).unwrap();
    options.ids = setup
        .ids
        .keys()
        .map(|id| (id.clone(), format!("{id}_given")))
        .collect();
    options.setup = Some(setup);
    judge(&options, &cases(&["transfer_reversals/create/documented"]));
    let seen = seen.lock().unwrap();
    assert!(
        seen.iter()
            .all(|seen| seen.starts_with("POST /v1/transfers/tr_1_given/reversals amount=400")),
        "{seen:?}"
    );
}

#[test]
fn what_a_call_uses_up_is_made_anew_for_each() {
    let answer = generated(None);
    let seen: Seen = Arc::default();
    let kept = Arc::clone(&seen);
    let made = std::sync::atomic::AtomicUsize::new(0);
    let address = serve(move |request| {
        if request.path == "/v1/transfers" {
            let count = made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            return Response::json(200, &json!({ "id": format!("tr_made{count}") }));
        }
        if request.method == "POST" {
            kept.lock().unwrap().push(request.path.clone());
        }
        answer(request)
    });
    let mut options = options(address);
    options.setup = Some(Setup::load(&case::folder()).unwrap());
    let account = ("acct_1".to_owned(), "acct_given".to_owned());
    options.ids.extend([account]);
    let suite = cases(&[
        "transfer_reversals/create/amount/",
        "transfer_reversals/create/refund_application_fee/",
    ]);
    let judged = judge(&options, &suite);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let mut seen = seen.lock().unwrap().clone();
    // The step that makes a reversal, and seven requests of the cases.
    let all = seen.len();
    assert!(all >= 8, "{seen:?}");
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen.len(),
        all,
        "two calls were about one transfer: {seen:?}"
    );
}
