//! Bodies of several parts.

use axum::extract::DefaultBodyLimit;

use super::*;
use crate::parts::{File, Files, Parts};
use crate::server::{FilePart, NoParams, answer_parts};

/// Takes two fields, a scan and any number of backs.
static PAPER: Operation = Operation {
    id: "CreatePaper",
    method: "POST",
    path: "/papers",
    path_params: &[],
    query: &[],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Parts {
        required: true,
        fields: &[
            field("purpose", false, &TEXT),
            field("labels", false, &WORDS),
        ],
        rest: None,
        rules: &[Rule::Members {
            min: None,
            max: Some(3),
        }],
        files: &[
            FilePart {
                name: "scan",
                required: false,
                many: false,
            },
            FilePart {
                name: "backs",
                required: false,
                many: true,
            },
        ],
    },
    exclusive: &[],
    security: &[],
    success: 200,
};

/// A body as it came: its fields, and its files in the order of their names.
struct Paper(Value, Vec<(String, File)>);

impl Parts for Paper {
    type Fields = Value;

    fn into_parts(self) -> (Value, Vec<(&'static str, File)>) {
        (self.0, Vec::new())
    }

    fn from_parts(fields: Value, files: &mut Files) -> Result<Self, &'static str> {
        let files = std::mem::take(files).into_iter();
        let each =
            files.flat_map(|(name, files)| files.into_iter().map(move |file| (name.clone(), file)));
        Ok(Self(fields, each.collect()))
    }
}

/// Sends a body with the boundary `b`, and tells status and answer, which is what the service got.
async fn send(media: &str, body: &str) -> (StatusCode, Value) {
    let handler = |request: Request| {
        answer_parts(
            &PAPER,
            request,
            |_, _: NoParams, _: NoParams, Paper(fields, files): Paper| async move {
                let mut told = Vec::new();
                for (part, file) in files {
                    let media = file.content.content_type().map(str::to_owned);
                    let text = file.content.text(1 << 20).await;
                    told.push(json!([part, file.name, media, text.expect("it is a text")]));
                }
                Reply::new(json!([fields, told])).json("application/json")
            },
        )
    };
    let router = Router::new()
        .route("/papers", on(MethodFilter::POST, handler))
        .layer(DefaultBodyLimit::max(LIMIT));
    let request = Request::builder()
        .method("POST")
        .uri("/papers")
        .header("content-type", media)
        .body(HttpBody::from(body.to_owned()))
        .expect("the request is well-formed");
    let answered = router.oneshot(request).await.expect("a router cannot fail");
    let (status, _, body) = parts(answered).await;
    (status, body)
}

/// The longest body, in bytes.
const LIMIT: usize = 80_000;

const MEDIA: &str = "multipart/form-data; boundary=b";

/// A part with the boundary `b`.
fn part(head: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

#[track_caller]
fn told((status, answer): (StatusCode, Value), wanted: &Value) {
    assert_eq!((status, &answer), (StatusCode::OK, wanted));
}

#[tokio::test]
async fn a_body_is_parted_at_its_boundary_and_nowhere_else() {
    let body = "before\r\n--b\r\nContent-Disposition: form-data; name=\"labels[a]\"\r\n\r\n1\r\n--x\r\n--b \t\r\n\
        content-disposition:form-data;filename=\"x%22;\\\"y\"; name=scan\r\nContent-Type: text/plain\r\n\r\n\r\n--b--after";
    let wanted = json!([{"labels": {"a": "1\r\n--x"}}, [["scan", "x\";\"y", "text/plain", ""]]]);
    for media in [
        MEDIA,
        "Multipart/Form-Data;charset=utf-8; Boundary=\"b\"",
        "multipart/form-data; x=\"; boundary=c\"; boundary=b",
    ] {
        told(send(media, body).await, &wanted);
    }
    told(send(MEDIA, "--b--").await, &json!([{}, []]));
    let marked = "multipart/form-data; boundary=--=_b.1:2/3";
    let body =
        "----=_b.1:2/3\r\nContent-Disposition: form-data; name=purpose\r\n\r\na\r\n----=_b.1:2/3--";
    told(send(marked, body).await, &json!([{"purpose": "a"}, []]));
}

#[tokio::test]
async fn what_stands_in_the_name_of_a_file_is_no_parameter_of_its_part() {
    let head = "filename=\"a; name=purpose; x\"; name=scan";
    told(
        send(MEDIA, &format!("{}--b--", part(head, "1"))).await,
        &json!([{}, [["scan", "a; name=purpose; x", null, "1"]]]),
    );
    let head = "NAME=\"scan\"; filename=\"name=\\\"purpose\\\"\"";
    told(
        send(MEDIA, &format!("{}--b--", part(head, "1"))).await,
        &json!([{}, [["scan", "name=\"purpose\"", null, "1"]]]),
    );
}

#[tokio::test]
async fn a_file_may_have_no_name_and_an_extended_one_is_none() {
    // RFC 7578, 4.2: `filename*` must not be used.
    for head in [
        "name=scan",
        "name=scan; filename*=utf-8''x",
        "name=scan; filename=\"\"",
    ] {
        told(
            send(MEDIA, &format!("{}--b--", part(head, "1"))).await,
            &json!([{}, [["scan", "", null, "1"]]]),
        );
    }
    told(
        send(
            MEDIA,
            &format!("{}--b--", part("name=purpose; filename*=utf-8''x", "1")),
        )
        .await,
        &json!([{"purpose": "1"}, []]),
    );
}

#[tokio::test]
async fn several_parts_of_one_name_are_as_many_files_or_one_value() {
    let backs = part("name=backs; filename=1", "a") + &part("name=backs; filename=2", "b");
    let purpose = part("name=purpose", "c");
    told(
        send(MEDIA, &format!("{backs}{purpose}{purpose}--b--")).await,
        &json!([{"purpose": "c"}, [["backs", "1", null, "a"], ["backs", "2", null, "b"]]]),
    );
    let other = part("name=purpose", "d");
    let (status, answer) = send(MEDIA, &format!("{purpose}{other}--b--")).await;
    assert_eq!(status, 400);
    assert_eq!(answer["error"]["param"], "purpose", "{answer}");
    let scan = part("name=scan", "");
    let (status, answer) = send(MEDIA, &format!("{scan}{scan}--b--")).await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["error"]["message"],
        "There are several files called scan."
    );
}

#[tokio::test]
async fn what_is_no_such_body_is_refused_with_the_envelope() {
    let good = format!("{}--b--", part("name=purpose", "x"));
    let long = "x".repeat(9_000);
    let bodies = [
        (MEDIA, String::new()),
        ("multipart/form-data", good.clone()),
        ("multipart/form-data; boundary=", good.clone()),
        ("multipart/form-data; boundary=c", good.clone()),
        (MEDIA, "--b".to_owned()),
        (MEDIA, "--b\r\n".to_owned()),
        (MEDIA, "--bb\r\n--b--".to_owned()),
        // Cut off: in the content, behind it, and in the delimiter.
        (
            MEDIA,
            "--b\r\nContent-Disposition: form-data; name=purpose\r\n\r\nx".to_owned(),
        ),
        (MEDIA, part("name=purpose", "x")),
        (MEDIA, good[..good.len() - 1].to_owned()),
        // Without a name, of another kind, without a head, and without that line.
        (MEDIA, format!("{}--b--", part("filename=x", "x"))),
        (MEDIA, good.replace("form-data", "attachment")),
        (MEDIA, "--b\r\n\r\nx\r\n--b--".to_owned()),
        (
            MEDIA,
            "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--".to_owned(),
        ),
        // A head that is too long, and one of too many lines.
        (
            MEDIA,
            good.replace("\r\n\r\n", &format!("\r\nX: {long}\r\n\r\n")),
        ),
        (
            MEDIA,
            good.replace("\r\n\r\n", &format!("{}\r\n\r\n", "\r\nX: 1".repeat(40))),
        ),
    ];
    for (media, body) in bodies {
        let (status, answer) = send(media, &body).await;
        let begins: String = body.chars().take(120).collect();
        assert_eq!(status, 400, "{media} {begins}");
        let message = &answer["error"]["message"];
        assert_eq!(
            message, "The request body is no multipart/form-data.",
            "{media} {begins}"
        );
    }
}

#[tokio::test]
async fn there_is_an_end_to_parts_and_to_their_bytes() {
    let many = "--b\r\nContent-Disposition:form-data;name=backs\r\n\r\n\r\n".repeat(1_001);
    let (status, answer) = send(MEDIA, &format!("{many}--b--")).await;
    assert_eq!(status, 400);
    let message = &answer["error"]["message"];
    assert_eq!(message, "The request body is no multipart/form-data.");
    let large = part("name=scan", &"x".repeat(LIMIT));
    let (status, answer) = send(MEDIA, &format!("{large}--b--")).await;
    assert_eq!(status, 413);
    let message = &answer["error"]["message"];
    assert_eq!(
        message,
        &format!("The request body is larger than {LIMIT} bytes.")
    );
}

#[tokio::test]
async fn files_count_among_the_members_of_a_body() {
    let scan = part("name=scan; filename=x", "1");
    let backs = part("name=backs; filename=x", "1").repeat(2);
    let labels = part("name=\"labels[a]\"", "1") + &part("name=\"labels[b]\"", "1");
    let three = format!("{scan}{backs}{labels}");
    let (status, answer) = send(MEDIA, &format!("{three}--b--")).await;
    assert_eq!(status, 200, "{answer}");
    let purpose = part("name=purpose", "a");
    let (status, answer) = send(MEDIA, &format!("{three}{purpose}--b--")).await;
    let message = "Invalid object: must have at most 3 members";
    let error = json!({ "type": "invalid_request_error", "message": message });
    assert_eq!((status.as_u16(), &answer["error"]), (400, &error));
}
