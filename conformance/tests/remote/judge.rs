//! What a run over a socket makes of answers, and the ways not to be judged.

use std::sync::atomic::{AtomicUsize, Ordering};

use reversals_cases::wire::{Request, Response};
use reversals_remote::{self, ApiKey, Error, Floor, Judged, Outcome, Setup, Target};
use serde_json::json;

use crate::services::{
    CONTRACT, SUITE, at, cases, failed, here, judge, options, reasons, serve, service, whole,
    with_bug, with_ids,
};
use crate::stateful::Summary;

#[test]
fn the_result_does_not_depend_on_the_order_of_answers() {
    let suite = cases(&["transfer_reversals/list/", "credit_reversals/create/"]);
    let [one, many] = [1, 8].map(|concurrency| {
        let mut options = whole(here(with_bug("list-url-with-query")));
        options.concurrency = concurrency;
        let judged = judge(&options, &suite);
        judged
            .into_iter()
            .map(|judged| {
                format!(
                    "{} {:?}",
                    judged.test,
                    matches!(judged.outcome, Outcome::Passed)
                )
            })
            .collect::<Vec<_>>()
    });
    assert!(one.iter().any(|test| test.ends_with("false")));
    assert_eq!(one, many);
}

#[test]
fn requests_go_out_as_they_are_written_below_a_prefix() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&seen);
    let address = serve(move |request| {
        let path = request.path.strip_prefix("/below").unwrap().to_owned();
        let request = Request {
            path,
            ..request.clone()
        };
        kept.lock().unwrap().push(request.target());
        Response::json(400, &json!({}))
    });
    let mut options = with_ids(at(address));
    options.target = format!("http://{address}/below/").parse().unwrap();
    let suite = cases(&[
        "transfer_reversals/list/path_id_of_dots",
        "transfer_reversals/list/expand/",
    ]);
    judge(&options, &suite);
    let seen = seen.lock().unwrap();
    for case in &suite.cases {
        for request in std::iter::once(&case.request).chain(&case.same_as) {
            if case.has_request && case.id.contains("/list/") {
                let sent = seen.contains(&request.target());
                // The document's own ids and those of one side are apart.
                assert!(sent || case.id.ends_with("expand_of_none"), "{}", case.id);
            }
        }
    }
    assert!(seen.contains(&"/v1/transfers/%2E%2E/reversals".to_owned()));
}

#[test]
fn a_case_whose_id_nobody_gave_is_not_judged_and_too_many_of_them_are_no_pass() {
    let mut options = options(here(service()));
    options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
    let judged = judge(&options, &SUITE);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let summary = Summary::of(&judged);
    assert!(summary.not_judged["no-id"] > 500, "{summary:?}");
    let reason = &reasons(&judged)["no-id"];
    assert!(reason.contains("it needs the id `"), "{reason}");
    // Who can't say who he is is refused whatever the id, and texts that are no ids are sent.
    let judged_still = |part: &str| {
        let mut of_part = judged.iter().filter(|judged| judged.test.contains(part));
        of_part.any(|judged| matches!(judged.outcome, Outcome::Passed))
    };
    assert!(judged_still("/create/unauthorized/no_key"));
    assert!(judged_still("/create/unrecognized/no_version"));
    assert!(judged_still("/create/path_id/plain"));
    let missed = Floor::of(&judged).missed();
    assert!(missed[0].starts_with("only "), "{missed:?}");
    assert!(missed[1].contains(" scenarios were judged"), "{missed:?}");
    assert!(missed[2].starts_with("no request of "), "{missed:?}");
}

/// Refusals in all the words that a service may have for one.
fn refusals() -> Vec<Response> {
    let refusals = [
        (
            400,
            json!({"type": "invalid_request_error", "message": "It is fully reversed."}),
        ),
        (
            400,
            json!({"type": "invalid_request_error", "code": "parameter_unknown", "param": "description", "message": "m"}),
        ),
        (400, json!({"type": "idempotency_error", "message": "m"})),
        (400, json!({"message": "no type"})),
        (
            402,
            json!({"type": "card_error", "code": "x", "message": "m"}),
        ),
        (
            403,
            json!({"type": "invalid_request_error", "message": "m"}),
        ),
        (
            404,
            json!({"type": "invalid_request_error", "code": "resource_missing", "param": "id", "message": "m"}),
        ),
        (
            404,
            json!({"type": "invalid_request_error", "message": "Unrecognized request URL"}),
        ),
        (409, json!({"type": "idempotency_error", "message": "m"})),
        (
            422,
            json!({"type": "invalid_request_error", "message": "m"}),
        ),
        (
            429,
            json!({"type": "invalid_request_error", "code": "rate_limit", "message": "m"}),
        ),
        (500, json!({"type": "api_error", "message": "m"})),
        (503, json!({"type": "api_error", "message": "m"})),
        (201, json!({})),
        (302, json!({})),
    ];
    let answer = |(status, error)| Response::json(status, &json!({ "error": error }));
    refusals.into_iter().map(answer).collect()
}

/// What a service makes of a case's tests that refuses some requests so.
fn refusing(of: fn(&Request) -> bool, answer: &Response, case: &str) -> Vec<Judged> {
    let (service, answer) = (service(), answer.clone());
    let peer = here(move |request| {
        if of(request) {
            answer.clone()
        } else {
            service(request)
        }
    });
    let mut options = whole(peer);
    let chosen = cases(&[case]).cases;
    options.chosen = Some(chosen.iter().map(|case| case.id.clone()).collect());
    judge(&options, &SUITE)
}

#[test]
fn a_refusal_of_a_good_parameter_is_a_finding_in_whatever_words() {
    let says = |request: &Request| {
        let body = request.body.as_deref().unwrap_or_default();
        body.contains("description=")
    };
    for answer in refusals() {
        let judged = refusing(says, &answer, "transfer_reversals/create/description/");
        let found = failed(&judged);
        let of_status = found.iter().filter(|it| it.contains("response status"));
        assert!(of_status.count() > 5, "{answer:?} {found:#?}");
        assert!(!reasons(&judged).contains_key("own-reason"), "{answer:?}");
    }
}

#[test]
fn what_refuses_even_the_least_request_is_named_and_is_no_pass() {
    let creates = |request: &Request| {
        request.method == "POST" && request.path == "/v1/treasury/credit_reversals"
    };
    for answer in refusals() {
        let status = answer.status;
        let judged = refusing(creates, &answer, "credit_reversals/create/");
        let missed = Floor::of(&judged).missed();
        let told = missed
            .iter()
            .any(|it| it.contains("PostTreasuryCreditReversals"));
        assert!(told, "{missed:?}");
        // What is no refusal is no reason of the service's own, and what the run made is there.
        if status < 400 {
            assert!(!reasons(&judged).contains_key("own-reason"), "{answer:?}");
        } else if answer.body.contains("resource_missing") {
            assert!(!failed(&judged).is_empty(), "{answer:?}");
        } else if status != 404 {
            let reason = &reasons(&judged)["own-reason"];
            assert!(reason.contains(&status.to_string()), "{reason}");
        }
    }
}

#[test]
fn what_others_may_have_changed_is_looked_at_twice() {
    let mut suite = SUITE.clone();
    suite.cases.clear();
    suite
        .scenarios
        .retain(|it| it.name().ends_with("transfer_reversals/balance"));
    for (disturbed, found) in [(1, 0), (2, 1)] {
        let (service, asked) = (service(), AtomicUsize::new(0));
        let peer = here(move |request| {
            let mut answer = service(request);
            let platform = request.header("stripe-account").is_none();
            if request.path == "/v1/balance" && platform {
                // The second look of a scenario, as often as it is disturbed.
                let look = asked.fetch_add(1, Ordering::Relaxed);
                if look % 2 == 1 && look / 2 < disturbed {
                    let mut body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                    body["pending"] = json!([{"amount": 1, "currency": "usd"}]);
                    answer.body = body.to_string();
                }
            }
            answer
        });
        let judged = judge(&whole(peer), &suite);
        assert_eq!(
            (judged.len(), failed(&judged).len()),
            (1, found),
            "{judged:#?}"
        );
    }
}

#[test]
fn another_code_is_a_failure_and_another_message_a_note_that_strict_makes_one() {
    let suite = cases(&["transfer_reversals/create/unknown_parameter/"]);
    let worded = |name: &'static str, word: &'static str| {
        let service = service();
        whole(here(move |request| {
            let mut response = service(request);
            if response.status == 400 {
                let mut body: serde_json::Value = serde_json::from_str(&response.body).unwrap();
                body["error"][name] = json!(word);
                response.body = body.to_string();
            }
            response
        }))
    };
    let coded = judge(&worded("code", "other"), &suite);
    assert_eq!(failed(&coded).len(), coded.len());
    assert!(failed(&coded)[0].contains("error.code"), "{coded:?}");
    let mut options = worded("message", "m");
    let judged = judge(&options, &suite);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    assert_eq!(judged[0].notes[0].place, "error.message");
    options.strict = true;
    let strict = judge(&options, &suite);
    assert_eq!(failed(&strict).len(), strict.len());
    assert!(failed(&strict)[0].contains("error.message"));
    // Without words nobody knows what to do.
    let silent = judge(&worded("message", ""), &suite);
    assert_eq!(failed(&silent).len(), silent.len());
    assert!(failed(&silent)[0].contains("law a-refusal-says-why"));
}

#[test]
fn a_key_of_live_mode_is_refused_before_anything_is_sent() {
    let peer = here(|_| panic!("asked"));
    for start in ["sk_live", "rk_live"] {
        let mut options = options(peer.clone());
        options.key = ApiKey::new(&format!("{start}_123456")).unwrap();
        let error = reversals_remote::judge(&options, &SUITE, &CONTRACT, &|_, _| ()).unwrap_err();
        assert!(matches!(error, Error::LiveKey));
        assert!(!format!("{error} {error:?}").contains("123456"));
    }
}

#[test]
fn https_without_the_feature_is_refused() {
    let target = "https://localhost".parse::<Target>();
    if cfg!(feature = "tls") {
        assert!(target.is_ok());
    } else {
        let error = target.unwrap_err();
        assert!(error.to_string().contains("--features tls"), "{error}");
    }
}

#[cfg(feature = "tls")]
#[test]
fn a_service_without_tls_is_not_asked_without_it() {
    let address = serve(|_| panic!("asked"));
    let mut options = with_ids(at(address));
    options.target = format!("https://{address}").parse().unwrap();
    let suite = cases(&["transfer_reversals/list/least"]);
    let failed = failed(&judge(&options, &suite));
    assert!(failed[0].contains("no connection"), "{failed:?}");
}

#[test]
fn a_key_that_a_service_repeats_is_hidden_in_findings() {
    let suite = cases(&["transfer_reversals/retrieve/"]);
    let peer = here(|request| {
        let key = request.header("authorization").unwrap_or_default();
        let body =
            json!({ "error": { "type": "invalid_request_error", "message": key, "param": key } });
        let mut response = Response::json(400, &body);
        response.headers.insert("x-key".to_owned(), key.to_owned());
        response
    });
    // `judge` looks for the key in all that is printed.
    let judged = judge(&with_ids(peer), &suite);
    assert!(format!("{judged:?}").contains("sk_test_123"));
}
