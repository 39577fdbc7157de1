//! Handlers that see JSON alone.

use serde::Serialize;

use super::*;
use crate::Arguments;
use crate::server::dynamic::{self, Dynamic};
use crate::server::{Context, Failure};

static LEVELLED: Operation = Operation {
    headers: &[field("Api-Level", false, &WHOLE)],
    ..CREATE
};

fn context(level: Option<&str>) -> Context {
    let mut context = Context::new(&LEVELLED);
    if let Some(level) = level {
        context.headers.insert("api-level", level.parse().unwrap());
    }
    context
}

#[test]
fn the_operations_headers_come_in_their_types_by_the_documents_names() {
    let found = dynamic::headers(&context(Some("7"))).unwrap();
    assert_eq!(Value::Object(found), json!({ "Api-Level": 7 }));
    assert!(dynamic::headers(&context(None)).unwrap().is_empty());
}

#[test]
fn parameters_are_the_members_of_their_struct() {
    #[derive(Serialize)]
    struct Path {
        id: &'static str,
    }

    let members = dynamic::members(&Path { id: "p_1" }).unwrap();
    assert_eq!(Value::Object(members), json!({ "id": "p_1" }));
    assert_eq!(dynamic::value(&[1]).unwrap(), json!([1]));
    let failure = dynamic::members(&[1]).unwrap_err();
    assert_eq!(failure.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn a_reply_keeps_its_status_and_headers_and_gets_its_type() {
    let reply = Reply::new(json!([1, 2]))
        .with_status(StatusCode::ACCEPTED)
        .with_header("x-a".parse().unwrap(), "b".parse().unwrap());
    let typed: Reply<Vec<i64>> = dynamic::typed(reply).unwrap();
    assert_eq!(
        (typed.value, typed.status),
        (vec![1, 2], Some(StatusCode::ACCEPTED))
    );
    assert_eq!(typed.headers["x-a"], "b");
}

#[test]
fn a_reply_of_another_type_is_a_500_that_says_where() {
    let Err(failure) = dynamic::typed::<Vec<i64>>(Reply::new(json!([1, "x"]))) else {
        panic!("a text was taken for a number")
    };
    assert_eq!(failure.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let shown = format!("{failure:?}");
    let message = r"The answer does not fit the operation: at /1: invalid type: string";
    assert!(shown.contains(message), "{shown}");
}

#[tokio::test]
async fn a_shared_service_answers_as_itself() {
    struct Echo;

    impl Dynamic for Echo {
        async fn answer(&self, _: Context, arguments: Arguments) -> Result<Reply<Value>, Failure> {
            Ok(Reply::new(json!(arguments.path)))
        }
    }

    let mut arguments = Arguments::default();
    arguments.path.insert("id".to_owned(), json!("p_1"));
    let reply = Arc::new(Echo)
        .answer(context(None), arguments)
        .await
        .unwrap();
    assert_eq!(reply.value, json!({ "id": "p_1" }));
}
