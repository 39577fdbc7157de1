//! Calls and requests of an operation that might show something: one thing other than in the least call at a time.

use reversals_cases::call::{Authorization, Caller};
use reversals_cases::wire::Request;
use reversals_codegen::ir::Media;
use serde_json::Value;

use crate::candidate::Candidate;
use crate::operation::{About, PARAMETERS, Tried};
use crate::values::put;

impl Tried<'_> {
    /// The least call alone: what every other one differs from.
    pub(crate) fn alone(&self) -> Vec<Candidate> {
        let about = About {
            stem: PARAMETERS,
            group: "least",
            rule: "only required parameters are needed",
            row: "call",
        };
        self.call(&about, &self.least())
    }

    /// Who calls.
    pub(crate) fn callers(&self) -> Vec<Candidate> {
        let caller = Caller::default;
        let key = |key: String| Caller {
            idempotency_key: Some(key),
            ..caller()
        };
        let callers = [
            ("bearer", caller()),
            (
                "basic",
                Caller {
                    authorization: Authorization::Basic,
                    ..caller()
                },
            ),
            (
                "anonymous",
                Caller {
                    authorization: Authorization::None,
                    ..caller()
                },
            ),
            ("idempotency_key", key("k-1".to_owned())),
            ("longest_idempotency_key", key("k".repeat(255))),
            (
                "account",
                Caller {
                    account: Some("acct_1".to_owned()),
                    ..caller()
                },
            ),
            (
                "version",
                Caller {
                    version: Some("2022-11-15".to_owned()),
                    ..caller()
                },
            ),
        ];
        let rule = "either scheme proves who calls; account, version and idempotency key travel in headers";
        let mut all = Vec::new();
        for (row, caller) in callers {
            let about = About {
                stem: PARAMETERS,
                group: "caller",
                rule,
                row,
            };
            let mut call = self.least();
            call.caller = caller;
            all.extend(self.call(&about, &call));
        }
        let heads = [
            ("unreadable", "authorization", "Basic !"),
            ("empty_key", "idempotency-key", ""),
            ("long_key", "idempotency-key", &"k".repeat(256)),
            ("empty_account", "stripe-account", ""),
            ("empty_version", "stripe-version", ""),
        ];
        for (row, name, value) in heads {
            let about = About {
                stem: PARAMETERS,
                group: "head_refused",
                rule: "a header that says who calls can be read",
                row,
            };
            all.extend(self.changed(&about, |request| {
                request.headers.retain(|(other, _)| other != name);
                request.headers.push((name.to_owned(), value.to_owned()));
                request.headers.sort();
            }));
        }
        all
    }

    /// What is no request of the operation.
    pub(crate) fn strangers(&self) -> Vec<Candidate> {
        fn about(row: &str) -> About<'_> {
            About {
                stem: PARAMETERS,
                group: "no_request_of_it",
                rule: "method, path, media type and parameters are those of the document",
                row,
            }
        }
        let mut all = Vec::new();
        let mut call = self.least();
        call.arguments
            .query
            .insert("foo".to_owned(), Value::from(1));
        all.extend(self.call(&about("unknown_parameter"), &call));
        if let Some(Value::Object(body)) = &mut self.least().arguments.body {
            let mut call = self.least();
            body.insert("foo".to_owned(), Value::from(1));
            call.arguments.body = Some(Value::Object(body.clone()));
            all.extend(self.call(&about("unknown_member"), &call));
        }
        all.extend(self.changed(&about("unknown"), |it| append(&mut it.query, "foo=1")));
        all.extend(self.changed(&about("unknown_member"), |it| {
            if self.is_form() {
                append(&mut it.body, "foo=1");
            }
        }));
        all.extend(self.changed(&about("method"), |it| "PATCH".clone_into(&mut it.method)));
        all.extend(self.changed(&about("path"), |it| it.path.insert_str(0, "/foo")));
        all.extend(self.changed(&about("body"), |it| {
            if it.body.is_none() {
                it.body = Some("foo=1".to_owned());
                let media = "application/x-www-form-urlencoded".to_owned();
                it.headers.push(("content-type".to_owned(), media));
                it.headers.sort();
            }
        }));
        all.extend(self.changed(&about("media_type"), |it| {
            // Of a body without anything in it no media type is asked.
            if it.body.as_deref() == Some("") {
                it.body = Some("foo=1".to_owned());
            }
            for (name, value) in &mut it.headers {
                if name == "content-type" {
                    "text/plain".clone_into(value);
                }
            }
        }));
        for group in &self.ir.exclusive {
            for (at, one) in group.names.iter().enumerate() {
                for other in group.names.iter().skip(at + 1) {
                    let row = format!("{one}_beside_{other}");
                    all.extend(self.changed(&about(&row), |it| {
                        let form = if group.in_body {
                            &mut it.body
                        } else {
                            &mut it.query
                        };
                        append(form, &format!("{one}=a_1&{other}=b_2"));
                    }));
                }
            }
        }
        all
    }

    /// Each parameter with each of its values.
    pub(crate) fn arguments(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        let ir = self.ir;
        for (place, params) in [
            ("path", &ir.path_params),
            ("query", &ir.query),
            ("headers", &ir.headers),
        ] {
            for param in params {
                let mut values = vec![("absent".to_owned(), None)];
                let some = self.values.all(&param.ty).into_iter();
                values.extend(some.map(|(word, value)| (word, Some(value))));
                if place == "path" {
                    values.push(("of_dots".to_owned(), Some(Value::from(".."))));
                }
                for (word, value) in values {
                    let mut call = self.least();
                    let arguments = &mut call.arguments;
                    let map = match place {
                        "path" => &mut arguments.path,
                        "query" => &mut arguments.query,
                        _ => &mut arguments.headers,
                    };
                    put(map, &param.name, value);
                    all.extend(self.valued(place, &param.name, &word, &call));
                }
                if place == "path" {
                    all.extend(self.without_a_segment(&param.name));
                }
                if place == "query" {
                    all.extend(self.spelt(&param.name, &param.ty, false));
                }
            }
        }
        let Some(body) = &ir.body else {
            return all;
        };
        if !body.required {
            let mut call = self.least();
            call.arguments.body = None;
            all.extend(self.valued("body", "whole", "absent", &call));
        }
        let fields = self.values.fields(&body.ty);
        for (word, name, value) in self.values.members(&body.ty, 0) {
            let mut call = self.least();
            if let Some(Value::Object(members)) = &mut call.arguments.body {
                put(members, &name, value);
            }
            let word = word.strip_prefix(&format!("{name}_")).unwrap_or(&word);
            all.extend(self.valued("body", &name, word, &call));
            if body.media == Media::Json {
                let about = About {
                    stem: PARAMETERS,
                    group: &format!("{name}_refused"),
                    rule: &format!("what `{name}` may be"),
                    row: word,
                };
                let text = call.arguments.body.unwrap_or_default().to_string();
                all.extend(self.changed(&about, |it| it.body = Some(text)));
            }
        }
        if body.media == Media::Form {
            for field in fields {
                all.extend(self.spelt(&field.name, &field.ty, true));
            }
        }
        all
    }

    /// A request in whose path nothing stands for a parameter.
    fn without_a_segment(&self, name: &str) -> Vec<Candidate> {
        let mut call = self.least();
        // Whatever is written there is found by what no other segment is.
        let mark = "0123456789";
        put(&mut call.arguments.path, name, Some(Value::from(mark)));
        let Some(marked) = self.requested(&call) else {
            return Vec::new();
        };
        let about = About {
            stem: PARAMETERS,
            group: &format!("path_{name}_refused"),
            rule: &format!("what `{name}` may be"),
            row: "nothing",
        };
        self.changed(&about, |it| it.path = marked.path.replace(mark, ""))
    }

    fn valued(
        &self,
        place: &str,
        name: &str,
        word: &str,
        call: &reversals_cases::call::Call,
    ) -> Vec<Candidate> {
        let group = match place {
            "body" => name.to_owned(),
            _ => format!("{place}_{name}"),
        };
        let rule = if word == "absent" {
            format!("whether `{name}` may be left out")
        } else {
            format!("what `{name}` may be")
        };
        let about = About {
            stem: PARAMETERS,
            group: &group,
            rule: &rule,
            row: word,
        };
        self.call(&about, call)
    }

    fn is_form(&self) -> bool {
        self.ir
            .body
            .as_ref()
            .is_some_and(|body| body.media == Media::Form)
    }

    /// What the least request shows with a change.
    pub(crate) fn changed(
        &self,
        about: &About<'_>,
        change: impl FnOnce(&mut Request),
    ) -> Vec<Candidate> {
        self.plain()
            .map_or_else(Vec::new, |plain| self.changed_from(about, &plain, change))
    }

    /// What a request shows with a change.
    pub(crate) fn changed_from(
        &self,
        about: &About<'_>,
        plain: &Request,
        change: impl FnOnce(&mut Request),
    ) -> Vec<Candidate> {
        let mut request = plain.clone();
        change(&mut request);
        if request == *plain {
            return Vec::new();
        }
        self.request(about, &request)
    }
}

/// Adds a pair to a form.
pub(crate) fn append(form: &mut Option<String>, pair: &str) {
    match form {
        Some(form) if !form.is_empty() => {
            form.push('&');
            form.push_str(pair);
        }
        _ => *form = Some(pair.to_owned()),
    }
}
