//! Bytes both ways, and bodies of several parts.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Turn, Poll};

use reversals_runtime::client::Mismatch;
use serde_json::json;
use zoo_client::{Arguments, ByteStream, CallError, Client, Error, File, Session};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, answering, wired, wired_as};

/// A stream of chunks; at the end it says how far it was read.
struct Chunks {
    left: Vec<&'static [u8]>,
    taken: Arc<Mutex<usize>>,
}

impl futures_core::Stream for Chunks {
    type Item = io::Result<&'static [u8]>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Turn<'_>) -> Poll<Option<Self::Item>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        *self.taken.lock().unwrap() += 1;
        Poll::Ready(Some(Ok(self.left.remove(0))))
    }
}

fn chunks(left: &[&'static [u8]]) -> (ByteStream, Arc<Mutex<usize>>) {
    let taken = Arc::new(Mutex::new(0));
    let stream = Chunks { left: left.to_vec(), taken: Arc::clone(&taken) };
    (ByteStream::new(stream), taken)
}

#[derive(Default)]
struct Service {
    seen: Mutex<Vec<String>>,
}

impl Api for Service {
    async fn get_photo(&self, _: Context, path: models::GetPhotoPath) -> Result<Reply<ByteStream>, Failure> {
        let bytes = chunks(&[b"\x89PNG", b"\r\n"]).0;
        Ok(if path.photo == "bare" { bytes } else { bytes.with_content_type("image/png") }.into())
    }

    async fn put_photo(&self, _: Context, _: models::PutPhotoPath, body: ByteStream) -> Result<Reply<()>, Failure> {
        let kind = body.content_type().map(str::to_owned);
        let bytes = body.bytes(1 << 10).await.unwrap();
        self.seen.lock().unwrap().push(format!("{kind:?} {}", String::from_utf8_lossy(&bytes)));
        Ok(().into())
    }

    async fn get_report(&self, _: Context, path: models::GetReportPath) -> Result<Reply<models::GetReportSuccess>, Failure> {
        Ok(if path.report == "late" {
            models::GetReportSuccess::Status202("a,b\n".into())
        } else {
            models::GetReportSuccess::Status200(chunks(&[b"%PDF", b"-1.7"]).0)
        }
        .into())
    }

    async fn create_paper(&self, _: Context, body: models::CreatePaperParts) -> Result<Reply<models::Paper>, Failure> {
        let mut files = Vec::new();
        for file in std::iter::once(body.scan).chain(body.backs).chain(body.note) {
            let kind = file.content.content_type().map(str::to_owned);
            files.push((file.name, kind, file.content.text(1 << 10).await.unwrap()));
        }
        self.seen.lock().unwrap().push(json!([body.fields, files]).to_string());
        Ok(models::Paper { id: "p_1".to_owned() }.into())
    }
}

fn fields() -> models::CreatePaperBody {
    serde_json::from_value(json!({ "purpose": "passport", "pages": 2, "labels": { "a\"b": "c d" } })).unwrap()
}

fn paper() -> models::CreatePaperParts {
    let scan = File::new("s\"1\".png", ByteStream::from("PNG").with_content_type("image/png"));
    models::CreatePaperParts::new(fields(), scan).backs(vec![File::new("b1", "one"), File::new("b2", "two\r\n--")])
}

pub async fn drive() {
    let service = Arc::new(Service::default());
    let (client, wire) = wired(zoo_server::router(Arc::clone(&service)));
    downloads(&client, &wire).await;
    uploads(&client, &wire, &service).await;
    parts(&client, &wire, &service).await;
    refused(&wire).await;
    own_server().await;
    by_name(&client).await;
}

/// Bytes come as they are, with status, headers and media type; what is another kind of file is none of the document's.
async fn downloads(client: &Client, wire: &Wire) {
    let photo = client.get_photo().photo("a").send().await.unwrap();
    assert_eq!((photo.status().as_u16(), photo.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    let mut bytes = photo.into_inner();
    assert_eq!(bytes.content_type(), Some("image/png"));
    let mut all = Vec::new();
    while let Some(chunk) = bytes.chunk().await {
        all.extend(chunk.unwrap());
    }
    assert_eq!(all, b"\x89PNG\r\n");
    assert_eq!(wire.last().sent_header("accept"), "image/*, application/json");
    let Error::Undecodable(kept) = client.get_photo().photo("bare").send().await.unwrap_err() else { panic!() };
    assert_eq!(kept.mismatch, Mismatch::MediaType { said: "application/octet-stream".to_owned() });
    let report = client.get_report().report("now").send().await.unwrap().into_inner();
    let models::GetReportSuccess::Status200(pdf) = report else { panic!() };
    assert_eq!(pdf.text(100).await.unwrap(), "%PDF-1.7");
    assert_eq!(wire.last().header("content-type"), "application/pdf");
    for (most, wanted) in [(4, Ok("a,b\n".to_owned())), (3, Err(io::ErrorKind::FileTooLarge))] {
        let report = client.get_report().report("late").send().await.unwrap().into_inner();
        let models::GetReportSuccess::Status202(lines) = report else { panic!() };
        assert_eq!(lines.text(most).await.map_err(|error| error.kind()), wanted);
    }
    let client = answering(200, &[("content-type", "text/html")], "<html>");
    let Error::Undecodable(kept) = client.get_photo().photo("a").send().await.unwrap_err() else { panic!() };
    assert_eq!((kept.mismatch, kept.body), (Mismatch::MediaType { said: "text/html".to_owned() }, b"<html>".to_vec()));
}

/// Bytes are sent as they are; a stream is sent once.
async fn uploads(client: &Client, wire: &Wire, service: &Service) {
    let call = client.put_photo().photo("a").body(ByteStream::from("PNG").with_content_type("image/png"));
    for call in [call.clone(), call] {
        assert_eq!(call.send().await.unwrap().status().as_u16(), 204);
        assert_eq!((wire.last().sent_header("content-type"), wire.last().sent_text()), ("image/png", "PNG"));
    }
    let (stream, taken) = chunks(&[b"J", b"PEG"]);
    let call = client.put_photo().photo("a").body(stream.with_content_type("image/jpeg"));
    assert_eq!(*taken.lock().unwrap(), 0, "nothing is read before it is sent");
    call.clone().send().await.unwrap();
    let before = wire.count();
    let again = call.send().await.unwrap_err();
    assert!(matches!(again, Error::InvalidRequest(_)), "{again:?}");
    assert_eq!((wire.count(), *taken.lock().unwrap()), (before, 2));
    let seen = std::mem::take(&mut *service.seen.lock().unwrap());
    assert_eq!(seen, [r#"Some("image/png") PNG"#, r#"Some("image/png") PNG"#, r#"Some("image/jpeg") JPEG"#]);
}

/// Fields go before files, with the brackets of a form, and arrive as they were.
async fn parts(client: &Client, wire: &Wire, service: &Service) {
    let call = client.create_paper().body(paper());
    for call in [call.clone(), call] {
        assert_eq!(call.send().await.unwrap().id, "p_1");
    }
    let told = wire.last();
    assert_eq!(told.sent, "POST /papers");
    let boundary = told.sent_header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = |head: &str, content: &str| format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n");
    let wanted = [
        part("name=\"labels[a%22b]\"", "c d"),
        part("name=\"pages\"", "2"),
        part("name=\"purpose\"", "passport"),
        part("name=\"backs\"; filename=\"b1\"\r\nContent-Type: application/octet-stream", "one"),
        part("name=\"backs\"; filename=\"b2\"\r\nContent-Type: application/octet-stream", "two\r\n--"),
        part("name=\"scan\"; filename=\"s%221%22.png\"\r\nContent-Type: image/png", "PNG"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(told.sent_text(), wanted.concat());
    let seen = std::mem::take(&mut *service.seen.lock().unwrap());
    let wanted = json!([fields(), [
        ["s\"1\".png", "image/png", "PNG"],
        ["b1", "application/octet-stream", "one"],
        ["b2", "application/octet-stream", "two\r\n--"],
    ]]);
    assert_eq!(seen, [wanted.to_string(), wanted.to_string()]);
}

/// A server refuses what is no such body before its service sees it.
async fn refused(wire: &Wire) {
    let part = |head: &str, content: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n");
    let purpose = part("name=purpose", "passport");
    let scan = part("name=scan; filename=x", "PNG");
    for (kind, body, wanted) in [
        ("text/plain", String::new(), "The request body must have the Content-Type multipart/form-data."),
        ("multipart/form-data; boundary=b", "--b".to_owned(), "The request body is no multipart/form-data."),
        ("multipart/form-data; boundary=b", format!("{purpose}--b--"), "Missing required file: scan."),
        ("multipart/form-data; boundary=b", format!("{scan}--b--"), "Missing required param: purpose."),
        ("multipart/form-data; boundary=b", format!("{purpose}{scan}{scan}--b--"), "There are several files called scan."),
        ("multipart/form-data; boundary=b", format!("{purpose}{scan}{}--b--", part("name=other; filename=x", "")), "Received unknown file: other"),
        ("multipart/form-data; boundary=b", format!("{purpose}{scan}{}--b--", part("name=pages", "x")), "Invalid integer: x"),
    ] {
        let (status, text) = wire.ask("POST", "/papers", kind, body.clone()).await;
        assert_eq!(status, 400, "{body}");
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["error"]["message"], wanted, "{body}");
    }
    let (status, text) = wire.ask("PUT", "/photos/a", "text/html", "x".to_owned()).await;
    assert_eq!(status, 400);
    assert!(text.contains("must have the Content-Type image/jpeg or image/png."), "{text}");
    let (status, _) = wire.ask("PUT", "/photos/a", "image/png", String::new()).await;
    assert_eq!(status, 400, "a required body is missing");
}

/// A server of one operation is asked only where the client's address is the document's own, or by whoever gives one.
async fn own_server() {
    let router = || zoo_server::router(Arc::new(Service::default()));
    let given = Session::anonymous().with_address("https://papers.example.com", "http://papers:1/");
    for (base, session, wanted) in [
        ("https://zoo.example.com/", Session::anonymous(), "https://papers.example.com/papers"),
        ("http://zoo", Session::anonymous(), "http://zoo/papers"),
        ("https://zoo.example.com.evil", Session::anonymous(), "https://zoo.example.com.evil/papers"),
        ("http://zoo", given.clone(), "http://papers:1/papers"),
        ("https://zoo.example.com", given, "http://papers:1/papers"),
    ] {
        let (client, wire) = wired_as(router(), base, session);
        client.create_paper().body(paper()).send().await.unwrap();
        assert_eq!(wire.last().url, wanted, "{base}");
        client.get_photo().photo("a").send().await.unwrap();
        assert_eq!(wire.last().url, format!("{}/photos/a", base.trim_end_matches('/')), "all others go to the client's");
    }
    let bad = Session::anonymous().with_address("https://papers.example.com", "http://user@papers");
    let (client, wire) = wired_as(router(), "http://zoo", bad);
    let refused = client.create_paper().body(paper()).send().await.unwrap_err();
    assert!(matches!(refused, Error::InvalidRequest(_)), "{refused:?}");
    assert_eq!(wire.count(), 0);
}

/// No JSON says a file.
async fn by_name(client: &Client) {
    for operation in ["GetPhoto", "PutPhoto", "GetReport", "CreatePaper"] {
        let refused = client.call(operation, Arguments::default()).await.unwrap_err();
        assert!(matches!(&refused, CallError::File(name) if name == operation), "{refused:?}");
    }
}
