//! Calls, exchanges, refusals and scenarios that illustrate operations.

use super::text::{anchor, code, escape, phrase};
use super::{Call, Illustration, Refusal, Scenario};

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
    let Illustration {
        calls, exchanges, ..
    } = illustration;
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

/// How an operation is refused, and what to do about it.
pub(super) fn refusals(refusals: &[Refusal], html: &mut String) {
    if refusals.is_empty() {
        return;
    }
    html.push_str(&format!(
        "<div class=\"part refusals\"><h4>Refusals</h4>\n<details><summary>{} ways to be refused, and what to do</summary>\n\
         <div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Refusals\"><table>\n<thead><tr><th scope=\"col\">Status</th>\
         <th scope=\"col\">Code, parameter</th><th scope=\"col\">The rule, and the words</th><th scope=\"col\">What to do</th></tr></thead>\n<tbody>\n",
        refusals.len()
    ));
    for refusal in refusals {
        let mut named = String::new();
        for name in [&refusal.code, &refusal.param].into_iter().flatten() {
            named.push_str(&format!("<code>{}</code> ", super::text::name(name)));
        }
        let words = refusal.words.as_ref();
        let words = words.map(|words| format!("<br><q>{}</q>", escape(words)));
        html.push_str(&format!(
            "<tr data-refusal=\"{}\"><td>{}</td><td>{}</td><td>{}{}</td><td>{}</td></tr>\n",
            escape(&refusal.case),
            refusal.status,
            named.trim_end(),
            phrase(&refusal.when),
            words.unwrap_or_default(),
            phrase(&refusal.remedy)
        ));
    }
    html.push_str("</tbody>\n</table></div>\n</details>\n</div>\n");
}

/// What is shown over several exchanges, each with links to the operations in it.
pub(super) fn scenarios(scenarios: &[Scenario], html: &mut String) {
    if scenarios.is_empty() {
        return;
    }
    html.push_str("<h2 id=\"scenarios\">Scenarios</h2>\n");
    for scenario in scenarios {
        let id = anchor(&["scenario", &scenario.name]);
        html.push_str(&format!(
            "<section class=\"entry\" id=\"{id}\">\n<h3><a href=\"#{id}\">{}</a></h3>\n<ol class=\"steps\">\n",
            phrase(&scenario.says)
        ));
        for step in &scenario.steps {
            html.push_str(&format!("<li><code>{}</code>", escape(&step.line)));
            for note in &step.notes {
                html.push_str(&format!("<br>{}", phrase(note)));
            }
            html.push_str("</li>\n");
        }
        let links = scenario.operations.iter().map(|operation| {
            let place = anchor(&["operation", operation]);
            format!(
                "<a href=\"#{place}\"><code>{}</code></a>",
                escape(operation)
            )
        });
        html.push_str(&format!(
            "</ol>\n<p class=\"file\">With {}. The test is <code>{}</code>.</p>\n</section>\n",
            links.collect::<Vec<_>>().join(", "),
            escape(&scenario.name)
        ));
    }
}
