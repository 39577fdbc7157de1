use std::sync::{Arc, Mutex};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::*;
use crate::client::Fault;

/// `starting_after` and `ending_before`.
type Asked = (Option<String>, Option<String>);

const START: Asked = (None, None);

/// What a service must be asked, and what it answers.
type Step = (Asked, Result<List<&'static str>, Error>);

/// A service that answers by a script, and notes how often it was asked.
#[derive(Clone)]
struct Service(Arc<Mutex<(std::vec::IntoIter<Step>, usize)>>);

impl Service {
    fn of(steps: Vec<Step>) -> Self {
        Self(Arc::new(Mutex::new((steps.into_iter(), 0))))
    }

    fn items(&self, after: Option<&str>, before: Option<&str>) -> Items<'static, &'static str, ()> {
        let service = self.clone();
        let id = |item: &&str| (!item.is_empty()).then(|| (*item).to_owned());
        Items::new(
            after.map(str::to_owned),
            before.map(str::to_owned),
            id,
            move |after, before| {
                let service = service.clone();
                Box::pin(async move {
                    let mut script = service.0.lock().unwrap();
                    script.1 += 1;
                    let (wanted, answer) = script.0.next().expect("no request more");
                    assert_eq!((after, before), wanted);
                    answer.map(|page| ResponseValue::new(page, StatusCode::OK, HeaderMap::new()))
                })
            },
        )
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a fetch gives, as `broken` does"
)]
fn page(items: &[&'static str], has_more: bool) -> Result<List<&'static str>, Error> {
    Ok(List::new("/v1/things", items.to_vec(), has_more))
}

fn broken() -> Result<List<&'static str>, Error> {
    Err(Fault::broken("reset").into())
}

fn after(id: &str) -> Asked {
    (Some(id.to_owned()), None)
}

fn before(id: &str) -> Asked {
    (None, Some(id.to_owned()))
}

/// All that comes, an error by its text; at most ten, so that what never ends is seen.
fn all(mut items: Items<'_, &'static str, ()>) -> Vec<String> {
    let mut out = Vec::new();
    while let Some(item) = pollster::block_on(items.next()) {
        assert!(out.len() < 10, "no end: {out:?}");
        out.push(item.map_or_else(|error| error.to_string(), str::to_owned));
    }
    assert!(
        pollster::block_on(items.next()).is_none(),
        "it goes on after its end"
    );
    out
}

#[test]
fn each_page_is_asked_for_after_the_last_item_of_the_one_before() {
    let service = Service::of(vec![
        (START, page(&["e", "d"], true)),
        (after("d"), page(&["c", "b"], true)),
        (after("b"), page(&["a"], false)),
    ]);
    assert_eq!(all(service.items(None, None)), ["e", "d", "c", "b", "a"]);
    assert_eq!(service.asked(), 3);
}

#[test]
fn the_other_way_items_come_oldest_first_and_pages_before_their_newest() {
    let service = Service::of(vec![
        (before("a"), page(&["c", "b"], true)),
        (before("c"), page(&["e", "d"], true)),
        (before("e"), page(&[], false)),
    ]);
    assert_eq!(all(service.items(None, Some("a"))), ["b", "c", "d", "e"]);
    assert_eq!(service.asked(), 3);
}

#[test]
fn a_walk_begins_where_the_call_does_and_a_list_of_nothing_ends_at_once() {
    let service = Service::of(vec![(after("d"), page(&["c"], false))]);
    assert_eq!(all(service.items(Some("d"), None)), ["c"]);
    let service = Service::of(vec![(START, page(&[], false))]);
    assert_eq!(all(service.items(None, None)), [""; 0]);
    assert_eq!(service.asked(), 1);
}

#[test]
fn nothing_is_asked_for_before_it_is_needed() {
    let service = Service::of(vec![
        (START, page(&["e", "d"], true)),
        (after("d"), page(&["c"], true)),
    ]);
    let mut items = service.items(None, None);
    assert_eq!(service.asked(), 0);
    for (item, asked) in [("e", 1), ("d", 1), ("c", 2)] {
        assert_eq!(pollster::block_on(items.next()).unwrap().unwrap(), item);
        assert_eq!(service.asked(), asked, "{item}");
    }
    drop(items);
    assert_eq!(service.asked(), 2);
}

#[test]
fn an_error_is_told_once_and_the_same_page_is_asked_for_after_it() {
    let service = Service::of(vec![
        (START, page(&["e", "d"], true)),
        (after("d"), broken()),
        (after("d"), broken()),
        (after("d"), page(&["c"], false)),
    ]);
    let error = "the connection failed: reset";
    assert_eq!(
        all(service.items(None, None)),
        ["e", "d", error, error, "c"]
    );
    assert_eq!(service.asked(), 4);
}

#[test]
fn both_cursors_are_refused_before_anything_is_sent() {
    let service = Service::of(Vec::new());
    let refusal =
        "the request was not sent: `starting_after` and `ending_before` exclude each other";
    assert_eq!(all(service.items(Some("a"), Some("b"))), [refusal]);
    assert_eq!(service.asked(), 0);
}

#[test]
fn what_could_not_be_sent_is_not_tried_again() {
    let unfit = Err(Error::InvalidRequest("id must not be empty".to_owned()));
    let service = Service::of(vec![(START, unfit)]);
    assert_eq!(
        all(service.items(None, None)),
        ["the request was not sent: id must not be empty"]
    );
}

#[test]
fn an_empty_page_that_says_more_is_an_error_and_the_end() {
    let service = Service::of(vec![
        (START, page(&["e"], true)),
        (after("e"), page(&[], true)),
    ]);
    let error = "200, but the body is not what the document says: at /has_more: more items follow, and the page has none to \
                 ask for them by";
    assert_eq!(all(service.items(None, None)), ["e", error]);
    assert_eq!(service.asked(), 2);
}

#[test]
fn an_item_without_an_id_is_given_and_matters_only_where_more_follow() {
    let service = Service::of(vec![(START, page(&["e", ""], true))]);
    let error = "200, but the body is not what the document says: at /data/1: more items follow, and this one has no id to \
                 ask for them by";
    assert_eq!(all(service.items(None, None)), ["e", "", error]);
    let service = Service::of(vec![(START, page(&["e", ""], false))]);
    assert_eq!(all(service.items(None, None)), ["e", ""]);
}

#[test]
fn a_cursor_that_comes_again_is_an_error_and_the_end_in_any_circle() {
    let error = |place: &str| {
        format!(
            "200, but the body is not what the document says: at {place}: more items follow, and they were asked for by this \
             id before"
        )
    };
    let service = Service::of(vec![(after("d"), page(&["d"], true))]);
    assert_eq!(
        all(service.items(Some("d"), None)),
        ["d".to_owned(), error("/data/0/id")]
    );
    let service = Service::of(vec![
        (START, page(&["e"], true)),
        (after("e"), page(&["d"], true)),
        (after("d"), page(&["c", "e"], true)),
    ]);
    let want = ["e", "d", "c", "e", &error("/data/1/id")];
    assert_eq!(all(service.items(None, None)), want);
}

#[test]
fn how_many_are_left_is_known_of_the_last_page_alone() {
    let service = Service::of(vec![
        (START, page(&["e", "d"], true)),
        (after("d"), page(&["c", "b", "a"], false)),
    ]);
    let mut items = service.items(None, None);
    let mut hints = Vec::new();
    while pollster::block_on(items.next()).is_some() {
        hints.push(items.size_hint());
    }
    let last = |left| (left, Some(left));
    assert_eq!(hints, [(1, None), (0, None), last(2), last(1), last(0)]);
}

#[test]
fn the_id_of_what_is_no_struct_is_the_one_that_it_is_written_with() {
    let id = |item| id_of::<serde_json::Value>(&item);
    assert_eq!(
        id(serde_json::json!({"id": "card_1"})).as_deref(),
        Some("card_1")
    );
    assert_eq!(id(serde_json::json!({"id": 1})), None);
    assert_eq!(id(serde_json::json!("card_1")), None);
}
