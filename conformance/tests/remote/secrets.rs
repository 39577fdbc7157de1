//! Keys wherever a client may put them: nothing that a proxy says has one.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::proxy::{LIST, get, post, running};
use crate::services::{KEY, serve, service};

/// A key of nobody's form that is in no header.
const OTHER: &str = "another-key-of-this-test";

/// Keys of Stripe's forms, none of a real account.
fn shaped() -> Vec<String> {
    ["sk_live", "rk_live", "sk_test", "rk_test"]
        .map(|start| format!("{start}_{}", "51Hidden"))
        .to_vec()
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
    out
}

#[test]
fn a_key_in_path_query_or_body_is_in_no_event_however_it_is_written() {
    let proxy = running(serve(service()), |_| ());
    let mut forms = Vec::new();
    for key in shaped().into_iter().chain([KEY.to_owned()]) {
        forms.push(percent(&key));
        forms.push(percent(&percent(&key)));
        forms.push(STANDARD.encode(format!("{key}:")).replace('=', "%3D"));
        forms.push(key.replace('_', "%5f"));
        forms.push(key);
    }
    for form in &forms {
        proxy.ask(&get(&format!("/v1/transfers/{form}/reversals?limit=x"), ""));
        proxy.ask(&get(&format!("{LIST}?{form}=1"), ""));
        proxy.ask(&get(&format!("{LIST}?limit={form}"), ""));
        proxy.ask(&post(
            LIST,
            &format!("amount={form}"),
            "idempotency-key: a\r\n",
        ));
        proxy.ask(&post(LIST, &format!("{form}=1"), "idempotency-key: a\r\n"));
    }
    // Without a header that says what the key is.
    for query in [
        format!("api_key={OTHER}"),
        format!("limit=1&%61pi_key={}", percent(OTHER)),
        format!("Token={OTHER}&limit={OTHER}"),
    ] {
        let request =
            format!("GET {LIST}?{query} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let mut socket = TcpStream::connect(proxy.address).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        socket.read_to_end(&mut Vec::new()).unwrap();
    }
    let (events, summary) = proxy.end();
    assert_eq!(summary.exchanges, forms.len() * 5 + 3);
    let count = |part: &str| events.iter().filter(|it| it.target.contains(part)).count();
    assert!(count("[key]") >= forms.len() * 3 + 3, "{events:#?}");
    forms.extend([OTHER.to_owned(), percent(OTHER)]);
    for event in &events {
        let said = format!("{event:?}");
        let shown = forms.iter().find(|form| said.contains(form.as_str()));
        assert_eq!(shown, None, "{said}");
    }
}
