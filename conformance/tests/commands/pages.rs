//! `--all`: page after page.

use super::ran;
use super::socket::{Socket, json};

fn item(id: &str) -> String {
    format!(
        "{{\n  \"id\": \"{id}\", \"object\": \"transfer_reversal\", \"amount\": 4, \"created\": 1, \"currency\": \"usd\", \"transfer\": \"a b\"\n}}"
    )
}

fn line(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","object":"transfer_reversal","amount":4,"created":1,"currency":"usd","transfer":"a b"}}"#
    ) + "\n"
}

fn page(ids: &[&str], has_more: bool) -> Vec<u8> {
    let items: Vec<String> = ids.iter().map(|id| item(id)).collect();
    let url = "/v1/transfers/tr_1/reversals";
    json(
        200,
        &format!(
            r#"{{"object":"list","url":"{url}","has_more":{has_more},"data":[{}]}}"#,
            items.join(",")
        ),
    )
}

fn list(answers: Vec<Vec<u8>>, more: &[&str]) -> (super::Ended, Vec<Option<String>>) {
    let socket = Socket::answering(answers);
    let url = socket.url.clone();
    let words = [
        "--base-url",
        &url,
        "--retries",
        "0",
        "transfer_reversals",
        "list",
        "tr_1",
        "--all",
    ];
    let ended = ran(&[&words[..], more].concat());
    (
        ended,
        socket
            .seen()
            .into_iter()
            .map(|request| request.query)
            .collect(),
    )
}

fn query(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[test]
fn all_is_each_object_on_a_line_from_page_to_page_with_what_was_asked_for() {
    let answers = vec![
        page(&["a", "b"], true),
        page(&["c"], true),
        page(&[], false),
    ];
    let (ended, queries) = list(answers, &["--limit", "2", "--expand", "data.transfer"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_eq!(ended.out, line("a") + &line("b") + &line("c"));
    let asked = "expand[]=data.transfer&limit=2";
    let want = [
        asked.to_owned(),
        format!("{asked}&starting_after=b"),
        format!("{asked}&starting_after=c"),
    ];
    assert_eq!(queries, want.map(Some));
}

#[test]
fn backwards_it_goes_from_the_end_of_each_page() {
    let (ended, queries) = list(
        vec![page(&["b", "c"], true), page(&["a"], false)],
        &["--ending-before", "d"],
    );
    assert_eq!(ended.out, line("c") + &line("b") + &line("a"));
    assert_eq!(queries, ["ending_before=d", "ending_before=b"].map(query));
}

#[test]
fn an_error_on_the_way_leaves_what_came_and_says_how_to_go_on() {
    let refusal = json(
        400,
        r#"{"error":{"type":"invalid_request_error","message":"No."}}"#,
    );
    let (ended, queries) = list(vec![page(&["a"], true), refusal], &[]);
    assert_eq!((ended.code, ended.out), (1, line("a")));
    assert_eq!(
        ended.err,
        "error: 400 invalid_request_error: No. (request req_1)\nnote: --starting-after a goes on from there\n"
    );
    assert_eq!(queries, ["", "starting_after=a"].map(query));
}

#[test]
fn a_page_that_ends_as_the_one_before_ends_it_all() {
    let (ended, queries) = list(vec![page(&["a"], true), page(&["a"], true)], &[]);
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (6, "error: the page after \"a\" ends with it again\n")
    );
    assert_eq!(queries.len(), 2);
}

#[test]
fn a_table_of_all_is_one_table() {
    let (ended, _) = list(
        vec![page(&["a"], true), page(&["b"], false)],
        &["--output", "table"],
    );
    let want = "id  amount  created  currency  object             transfer\na   4       1        usd       transfer_reversal  a b\nb   4       1        usd       transfer_reversal  a b\n";
    assert_eq!((ended.code, ended.out.as_str()), (0, want));
}

#[test]
fn a_table_of_one_page_is_a_row_an_item() {
    let socket = Socket::answering(vec![page(&["a", "b"], true)]);
    let url = socket.url.clone();
    let words = ["transfer_reversals", "list", "tr_1", "--output", "table"];
    let ended = ran(&[&["--base-url", &url], &words[..]].concat());
    let want = "id  amount  created  currency  object             transfer\na   4       1        usd       transfer_reversal  a b\nb   4       1        usd       transfer_reversal  a b\n";
    assert_eq!(
        (ended.code, ended.out.as_str(), ended.err.as_str()),
        (0, want, "")
    );
    assert_eq!(socket.seen().len(), 1);
}

#[test]
fn a_table_of_what_came_is_printed_where_a_later_page_fails() {
    let failed = json(500, r#"{"error":{"type":"api_error","message":"No."}}"#);
    for (later, code) in [(failed, 7), (Vec::new(), 5)] {
        let (ended, _) = list(vec![page(&["a"], true), later], &["--output", "table"]);
        let want = "id  amount  created  currency  object             transfer\na   4       1        usd       transfer_reversal  a b\n";
        assert_eq!((ended.code, ended.out.as_str()), (code, want));
        let note = "note: --starting-after a goes on from there\n";
        assert!(ended.err.ends_with(note), "{}", ended.err);
    }
}
