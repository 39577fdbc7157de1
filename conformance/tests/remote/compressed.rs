//! A proxy before a service that compresses what it answers.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use reversals_cases::Side;
use reversals_remote::Rule;
use serde_json::json;

use crate::proxy::{LIST, get, running};

fn encoded(name: &str, body: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    match name {
        "gzip" | "x-gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "raw deflate" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut out = Vec::new();
            let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
            encoder.write_all(body).unwrap();
            drop(encoder);
            out
        }
        _ => body.to_vec(),
    }
}

/// A service that answers one request so.
fn service(encoding: &str, body: &[u8]) -> SocketAddr {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: {encoding}\r\n\
         request-id: req_1\r\ncontent-length: {length}\r\n\r\n"
    );
    let answer = [head.as_bytes(), body].concat();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(socket.try_clone().unwrap()).lines();
        while !lines.next().unwrap().unwrap().is_empty() {}
        socket.write_all(&answer).unwrap();
    });
    address
}

/// What a client gets: the head in lower case, and the bytes.
fn asked(address: SocketAddr) -> (String, Vec<u8>) {
    let mut socket = TcpStream::connect(address).unwrap();
    let request = get(LIST, "accept-encoding: gzip, br, zstd\r\n");
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    (head, answer[end + 4..].to_vec())
}

/// What the document describes.
fn good() -> String {
    let page = json!({ "object": "list", "data": [], "has_more": false, "url": LIST });
    page.to_string()
}

#[test]
fn a_compressed_answer_is_judged_by_what_is_in_it_and_passed_on_as_it_came() {
    let good = good();
    let bad = good.replace("\"list\"", "\"lost\"");
    assert_ne!(bad, good);
    for (header, layers) in [
        ("gzip", &["gzip"][..]),
        ("X-GZIP", &["gzip"]),
        ("br", &["br"]),
        ("deflate", &["deflate"]),
        ("deflate", &["raw deflate"]),
        ("gzip, br", &["gzip", "br"]),
        ("identity", &[]),
    ] {
        for (body, found) in [(&good, None), (&bad, Some(Rule::ResponseSchema))] {
            let sent = layers
                .iter()
                .fold(body.clone().into_bytes(), |body, name| encoded(name, &body));
            let proxy = running(service(header, &sent), |_| ());
            let (head, got) = asked(proxy.address);
            assert_eq!(got, sent, "{header}");
            let length = format!("content-length: {}", sent.len());
            let encoding = format!("content-encoding: {}", header.to_lowercase());
            assert!(head.contains(&length) && head.contains(&encoding), "{head}");
            let (events, summary) = proxy.end();
            let rules: Vec<_> = events.iter().map(|event| event.rule).collect();
            assert_eq!(rules, Vec::from_iter(found), "{header}: {events:?}");
            assert_eq!(
                (summary.judged, summary.not_judged.len()),
                (1, 0),
                "{header}"
            );
        }
    }
}

#[test]
fn what_is_not_in_the_encoding_that_it_names_is_the_servers_fault() {
    let whole = encoded("gzip", good().as_bytes());
    for (header, body) in [
        ("gzip", good().into_bytes()),
        ("gzip", whole[..whole.len() - 9].to_vec()),
        ("br, gzip", whole),
    ] {
        let proxy = running(service(header, &body), |_| ());
        assert_eq!(asked(proxy.address).1, body, "it is passed on");
        let (events, summary) = proxy.end();
        let rules: Vec<_> = events.iter().map(|it| (it.direction, it.rule)).collect();
        assert_eq!(
            rules,
            [(Side::Server, Rule::ResponseEncoding)],
            "{events:?}"
        );
        assert_eq!(summary.judged, 1);
    }
}

#[test]
fn what_can_not_be_read_is_counted_with_its_reason_and_passed_on() {
    let bomb = encoded("gzip", &vec![b' '; 1 << 24]);
    assert!(bomb.len() < 1 << 16);
    for (header, body, reason) in [
        (
            "zstd",
            &b"anything"[..],
            "an answer in another encoding than gzip, br and deflate",
        ),
        (
            "gzip, compress",
            b"anything",
            "an answer in another encoding than gzip, br and deflate",
        ),
        (
            "gzip,gzip,gzip,gzip,gzip",
            b"a",
            "an answer in another encoding than gzip, br and deflate",
        ),
        (
            "gzip",
            &bomb,
            "an answer that is too long once it is decoded",
        ),
    ] {
        let proxy = running(service(header, body), |options| {
            options.limits.body = 1 << 16;
        });
        assert_eq!(asked(proxy.address).1, body, "{header}");
        let (events, summary) = proxy.end();
        assert_eq!(events, []);
        assert_eq!(summary.judged, 0);
        assert_eq!(
            summary.not_judged.into_iter().collect::<Vec<_>>(),
            [(reason, 1)]
        );
    }
}
