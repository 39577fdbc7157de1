//! Objects that are made before the cases.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use reversals_cases::wire::Response;
use reversals_example::Service;
use reversals_example::store::Reversal;
use reversals_remote::{Floor, Outcome, Peer, Setup};
use serde_json::{Value, json};

use crate::services::{SUITE, cases, failed, here, judge, options, reasons, service, whole};

/// Each request in a line, and the id in the answer.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// A service that makes nothing at paths with such an end.
fn with_makers(fails: &'static str) -> (Peer, Seen) {
    let seen: Seen = Arc::default();
    let (kept, service) = (Arc::clone(&seen), service());
    let peer = here(move |request| {
        let body = request.body.clone().unwrap_or_default();
        let response = if !fails.is_empty() && request.path.ends_with(fails) {
            let error = json!({ "type": "api_error", "message": "not today" });
            Response::json(500, &json!({ "error": error }))
        } else {
            service(request)
        };
        let answer: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let id = answer["id"].as_str().unwrap_or_default().to_owned();
        let line = format!("{} {} {body}", request.method, request.target());
        kept.lock().unwrap().push((line, id));
        response
    });
    (peer, seen)
}

fn all() -> reversals_cases::Suite {
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
    let (peer, seen) = with_makers("");
    let mut options = options(peer);
    options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
    options
        .ids
        .insert("acct_1".to_owned(), "acct_given".to_owned());
    options.ids.insert("fa_1".to_owned(), "fa_given".to_owned());
    let judged = judge(&options, &all());
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let seen = seen.lock().unwrap();
    let lines: Vec<_> = seen.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines[0], "POST /_sandbox/advance seconds=0");
    assert_eq!(
        lines[1],
        "POST /v1/transfers amount=1000000&currency=usd&destination=acct_given"
    );
    let made = &seen[1].1;
    assert_eq!(
        lines[2],
        format!("POST /v1/transfers/{made}/reversals amount=1")
    );
    let mut credits = seen
        .iter()
        .filter(|(line, _)| line.starts_with("POST /v1/test_helpers/"));
    let credit = &credits.next_back().unwrap().1;
    for part in [
        format!("GET /v1/transfers/{made}/reversals?limit=1 "),
        format!("received_credit={credit}"),
        "financial_account=fa_given".to_owned(),
    ] {
        assert!(
            lines.iter().any(|line| line.contains(&part)),
            "{part}\n{lines:#?}"
        );
    }
    for part in ["tr_1/", "rc_1 ", "rc_2 ", "fa_1 "] {
        assert!(
            !lines.iter().any(|line| format!("{line} ").contains(part)),
            "{part}"
        );
    }
    assert!(!reasons(&judged).contains_key("no-id"));
}

#[test]
fn a_step_that_fails_leaves_what_depends_on_it_unjudged() {
    let (peer, seen) = with_makers("/transfers");
    let mut options = options(peer);
    options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
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
        "it needs the id `tr_1`: the set-up step `transfer` failed: POST /v1/transfers was answered with 500, message \
         `not today`"
    );
    let credit = of("credit_reversals/list/limit/of_one::server-decode");
    assert!(credit.contains("`fa_1`: nobody gave"), "{credit}");
    // A step that needs what another did not give is not asked.
    let seen = seen.lock().unwrap();
    let steps = ["/v1/test_helpers/", "/v1/transfers/tr"];
    let asked = |seen: &&(String, String)| steps.iter().any(|step| seen.0.contains(step));
    assert_eq!(seen.iter().find(asked), None);
}

#[test]
fn a_step_whose_ids_are_given_is_left_out() {
    let (peer, seen) = with_makers("");
    let mut options = options(peer);
    let setup = Setup::load(&reversals_cases::folder()).unwrap();
    options.ids = setup
        .ids
        .keys()
        .map(|id| (id.clone(), format!("{id}_given")))
        .collect();
    options.setup = Some(setup);
    judge(&options, &cases(&["transfer_reversals/create/documented"]));
    let seen = seen.lock().unwrap();
    assert!(
        seen[1..]
            .iter()
            .all(|(line, _)| line.starts_with("POST /v1/transfers/tr_1_given/reversals")),
        "{seen:?}"
    );
}

#[test]
fn what_a_call_uses_up_is_made_anew_for_each() {
    let (peer, seen) = with_makers("");
    let suite = cases(&[
        "transfer_reversals/create/amount/",
        "transfer_reversals/create/refund_application_fee/",
        "transfer_reversals/create/odd_head/",
    ]);
    let judged = judge(&whole(peer), &suite);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let seen = seen.lock().unwrap();
    let lines = seen.iter().map(|(line, _)| line.split(' ').nth(1).unwrap());
    let mut paths: Vec<_> = lines.filter(|path| path.ends_with("/reversals")).collect();
    // The step that makes a reversal, and the requests of the cases.
    let all = paths.len();
    assert!(all >= 12, "{paths:?}");
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(
        paths.len(),
        all,
        "two calls were about one transfer: {seen:?}"
    );
}

#[test]
fn what_can_not_be_made_anew_is_said_and_nothing_else_takes_its_place() {
    let service = service();
    let made = Mutex::new(0);
    let peer = here(move |request| {
        let mut made = made.lock().unwrap();
        *made += i32::from(request.path == "/v1/transfers");
        if request.path == "/v1/transfers" && *made > 1 {
            let error = json!({ "type": "invalid_request_error", "message": "enough" });
            return Response::json(400, &json!({ "error": error }));
        }
        service(request)
    });
    let judged = judge(&whole(peer), &cases(&["transfer_reversals/create/amount/"]));
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let reasons = judged.iter().filter_map(|it| match &it.outcome {
        Outcome::NotJudged(reason) if reason.name() == "no-id" => Some(reason.to_string()),
        _ => None,
    });
    let mut reasons: Vec<_> = reasons.collect();
    assert!(reasons.len() > 3, "{reasons:#?}");
    reasons.dedup();
    let why = "the set-up step `transfer` failed: POST /v1/transfers was answered with 400, message `enough`";
    assert_eq!(reasons, [format!("it needs the id `tr_1`: {why}")]);
}

#[test]
fn what_fails_at_the_making_of_what_it_made_before_is_a_finding() {
    for (status, findings) in [(500, true), (429, true), (400, false)] {
        let service = service();
        let peer = here(move |request| {
            let body = request.body.as_deref().unwrap_or_default();
            if request.path == "/v1/transfers" && !body.contains("amount=1000000&") {
                let error = json!({ "type": "api_error", "message": "no" });
                return Response::json(status, &json!({ "error": error }));
            }
            service(request)
        });
        let mut suite = cases(&["transfer_reversals/create/amount/"]);
        let scenarios = SUITE.scenarios.iter();
        suite.scenarios = scenarios
            .filter(|it| it.file == "paging")
            .cloned()
            .collect();
        let judged = judge(&whole(peer), &suite);
        let failed = failed(&judged);
        assert_eq!(!failed.is_empty(), findings, "{status}: {failed:?}");
        assert!(
            failed.iter().all(|it| it.contains("objects as before")),
            "{failed:?}"
        );
        let missed = Floor::of(&judged).missed();
        let told = missed.iter().any(|it| it.contains("scenarios were judged"));
        assert_eq!(told, !findings, "{status}: {missed:?}");
    }
}

#[test]
fn ids_that_are_given_are_used_one_after_the_other_where_calls_use_them_up() {
    let suite = cases(&["credit_reversals/create/metadata/"]);
    for (count, all) in [(1, false), (40, true)] {
        // It has no way to make another.
        let service = Arc::new(Service::default());
        let credits = (0..41).map(|_| service.receive("", 1000, "usd", "fa_1").id);
        let credits: Vec<_> = credits.collect();
        let mut options = options(Peer::here::<_, Body, _>(reversals_example::router(
            &service,
        )));
        options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
        for (name, id) in [
            ("rc_1", credits[..count].join(",")),
            ("rc_2", credits[40].clone()),
            ("fa_1", "fa_1".to_owned()),
        ] {
            options.ids.insert(name.to_owned(), id);
        }
        let judged = judge(&options, &suite);
        assert_eq!(failed(&judged), [] as [&str; 0], "{count}");
        let floor = Floor::of(&judged);
        let reasons = reasons(&judged);
        assert_eq!(floor.judged == floor.of, all, "{floor:?} {reasons:?}");
    }
}

#[test]
fn one_reversal_that_is_given_is_not_filled_up_by_the_cases_that_update_it() {
    let service = Arc::new(Service::default());
    let transfer = service.transfer("", 1_000_000, "usd", "acct_1").id;
    let full = (0..49).map(|key| (format!("key {key}"), "full".to_owned()));
    service.store().reversals.push(Reversal {
        id: "trr_given".to_owned(),
        transfer: transfer.clone(),
        amount: 1,
        created: 1,
        metadata: full.collect(),
    });
    let mut options = options(Peer::here::<_, Body, _>(reversals_example::router(
        &service,
    )));
    options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
    for (name, id) in [("tr_1", transfer.as_str()), ("trr_1", "trr_given")] {
        options.ids.insert(name.to_owned(), id.to_owned());
    }
    let judged = judge(&options, &cases(&["transfer_reversals/update/metadata/"]));
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let floor = Floor::of(&judged);
    assert_eq!(floor.judged, floor.of);
}
