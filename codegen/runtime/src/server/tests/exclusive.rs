//! Parameters of which a request may have one at most.

use super::refuses::invalid;
use super::*;

const BOTH_ENDS: &str = "You passed both ends.";

#[tokio::test]
async fn two_of_a_group_are_refused_before_the_handler_in_its_own_words_or_the_general_ones() {
    let own = [
        "after=a&before=b",
        "before=b&after=a",
        // What is empty is given too.
        "after=&before=b",
    ];
    for query in own {
        let target = format!("/v1/ends?{query}");
        invalid(request("POST", &target, ""), None, None, BOTH_ENDS).await;
    }
    let general = "You may only specify one of these parameters: whole, share, amount.";
    let code = Some("parameters_exclusive");
    for body in [
        "amount=1&share=2",
        "share=2&whole=true",
        "amount=1&share=2&whole=true",
    ] {
        invalid(
            request("POST", "/v1/ends", body),
            Some("whole"),
            code,
            general,
        )
        .await;
    }
}

#[tokio::test]
async fn one_of_each_group_is_taken_and_groups_of_other_places_do_not_count() {
    for (query, body) in [
        ("", ""),
        ("after=a", "amount=1"),
        ("before=b", "share=2"),
        ("after=a&limit=1", "whole=false&after=c&before=d"),
    ] {
        let target = format!("/v1/ends?{query}");
        let (status, _, answer, calls) = Server::new().send(request("POST", &target, body)).await;
        assert_eq!(
            (status.as_u16(), calls),
            (200, 1),
            "{query} {body} {answer}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_one_parameter_is_told_before_what_excludes_two() {
    let target = "/v1/ends?after=a&before=b&limit=ten";
    let code = Some("parameter_invalid_integer");
    invalid(
        request("POST", target, ""),
        Some("limit"),
        code,
        "Invalid integer: ten",
    )
    .await;
}
