//! Calls and exchanges that illustrate an operation.

use super::text::{code, escape, phrase};
use super::{Call, Illustration};

/// The same call in each language, each under a heading of a level; a script makes tabs of them.
pub(super) fn calls(calls: &[Call], level: u8, html: &mut String) {
    if calls.is_empty() {
        return;
    }
    html.push_str("<div class=\"part calls\">\n");
    for call in calls {
        let label = escape(&call.language);
        html.push_str(&format!(
            "<div class=\"call\" data-language=\"{label}\">\n<h{level}>{label}</h{level}>\n{}</div>\n",
            code(&call.language, "call", &call.code)
        ));
    }
    html.push_str("</div>\n");
}

/// What the documentation prints. A command line that is among the calls is not told again.
pub(super) fn exchanges(illustration: &Illustration, html: &mut String) {
    let Illustration { calls, exchanges } = illustration;
    if exchanges.is_empty() {
        return;
    }
    html.push_str("<div class=\"part exchanges\"><h4>Documented examples</h4>\n");
    for (number, exchange) in exchanges.iter().enumerate() {
        let open = if number == 0 { " open" } else { "" };
        html.push_str(&format!(
            "<details{open} data-case=\"{0}\"><summary>{1}</summary>\n",
            escape(&exchange.case),
            escape(&exchange.title)
        ));
        for note in &exchange.notes {
            html.push_str(&format!("<p>{}</p>\n", phrase(note)));
        }
        html.push_str("<h5>Request</h5>\n");
        let told = |curl: &&String| !calls.iter().any(|call| call.code == **curl);
        if let Some(curl) = exchange.curl.as_ref().filter(told) {
            html.push_str(&code("Command line", "curl", curl));
        }
        html.push_str(&code("Request", "request", &exchange.request));
        html.push_str(&format!("<h5>Response {}</h5>\n", exchange.status));
        html.push_str(&code("Response", "response", &exchange.response));
        let page = escape(&exchange.page);
        // Another scheme could run something.
        let page = if exchange.page.starts_with("https://") {
            format!("<a rel=\"noreferrer\" href=\"{page}\">{page}</a>")
        } else {
            page
        };
        html.push_str(&format!(
            "<p class=\"file\">Printed at {page}; <code>{}</code> among the cases.</p>\n</details>\n",
            escape(&exchange.case)
        ));
    }
    html.push_str("</div>\n");
}
