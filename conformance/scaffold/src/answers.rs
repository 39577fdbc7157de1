//! Answers of an operation that might show something: one thing other than in the good one at a time.

use reversals_codegen::ir::Type;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::candidate::Candidate;
use crate::operation::{ANSWERS, About, Tried};

/// The statuses of failures that <https://docs.stripe.com/api/errors> lists.
const FAILURES: [u16; 12] = [400, 401, 402, 403, 404, 409, 424, 429, 500, 502, 503, 504];

const RULE: &str = "a member is there in each of its forms, and what is none of them is refused";

impl Tried<'_> {
    /// Answers of other statuses, and what is no answer at all.
    pub(crate) fn statuses(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        let good = Answer::good(self.good);
        for status in [201_u16, 202, 299] {
            let answer = Answer {
                status,
                ..good.clone()
            };
            all.extend(self.answer(&whole("undocumented", &status.to_string()), &answer));
        }
        let texts = [
            ("no_json", 200, "text/html", "<html>Welcome</html>"),
            ("cut_short", 200, "application/json", "{\"id\":\"a\""),
            (
                "page_of_a_proxy",
                502,
                "text/html",
                "<html>Bad Gateway</html>",
            ),
            ("broken_failure", 400, "application/json", "{\"error\":"),
            ("failure_that_is_null", 400, "application/json", "null"),
            ("failure_that_is_a_list", 400, "application/json", "[]"),
            ("is_null", 200, "application/json", "null"),
            ("is_a_list", 200, "application/json", "[]"),
            ("is_a_text", 200, "application/json", "\"ok\""),
        ];
        for (row, status, media, text) in texts {
            let status = if status == 200 {
                self.good.status
            } else {
                status
            };
            let text = Some((media, text.to_owned()));
            all.extend(self.answer(
                &whole("answer", row),
                &Answer {
                    status,
                    text,
                    ..good.clone()
                },
            ));
        }
        if let Some(ty) = self.ir.error_type() {
            let error = self.values.least(ty);
            for status in FAILURES {
                let own = Some(error.clone());
                let answer = Answer {
                    status,
                    own,
                    whole: error.clone(),
                    ..good.clone()
                };
                all.extend(self.answer(&whole("failure", &status.to_string()), &answer));
            }
        }
        all
    }

    /// The members of what a success and a failure hold, each with each of its values.
    pub(crate) fn members(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        if let Some(ty) = self.ir.success_type() {
            let good = Answer::good(self.good);
            all.extend(self.below(ty, "response", "", &good));
        }
        if let Some(ty) = self.ir.error_type() {
            let error = self.values.least(ty);
            let failure = Answer {
                status: 400,
                own: Some(error.clone()),
                whole: error,
                change: None,
                text: None,
            };
            all.extend(self.below(ty, "failure", "", &failure));
        }
        all
    }

    /// The members of the object at a pointer.
    #[allow(
        clippy::too_many_lines,
        reason = "the envelope of a page is a table of what may be wrong with it"
    )]
    fn below(&self, ty: &Type, group: &str, at: &str, good: &Answer) -> Vec<Candidate> {
        let mut all = Vec::new();
        let mut put = |name: &str, word: &str, pointer: String, value: Option<Value>| {
            let about = About {
                stem: ANSWERS,
                group: &format!("{group}_{name}"),
                rule: RULE,
                row: word,
            };
            let change = Some((pointer, value));
            all.extend(self.answer(
                &about,
                &Answer {
                    change,
                    ..good.clone()
                },
            ));
        };
        let wrongs = || {
            [
                json!(null),
                json!(7),
                json!("text of no type"),
                json!({"a": "b"}),
                json!(["a"]),
            ]
        };
        if let Type::Page(items) = ty {
            for (name, values) in [
                ("has_more", vec![json!(true), json!(false)]),
                ("object", vec![json!("list"), json!("set")]),
                ("url", vec![json!("/v1/a"), json!("/v1/é💶")]),
            ] {
                put(name, "absent", format!("{at}/{name}"), None);
                for (row, value) in values.into_iter().chain(wrongs()).enumerate() {
                    put(
                        name,
                        &format!("value_{row}"),
                        format!("{at}/{name}"),
                        Some(value),
                    );
                }
            }
            let data = format!("{at}/data");
            put("data", "absent", data.clone(), None);
            for (row, value) in wrongs().into_iter().enumerate() {
                put(
                    "data",
                    &format!("value_{row}"),
                    data.clone(),
                    Some(value.clone()),
                );
                put(
                    "data",
                    &format!("item_{row}"),
                    data.clone(),
                    Some(json!([value])),
                );
            }
            let one = self.values.least(items);
            for count in [0_usize, 1, 2] {
                let items = vec![one.clone(); count];
                put(
                    "data",
                    &format!("of_{count}"),
                    data.clone(),
                    Some(Value::Array(items)),
                );
            }
            put(
                "unknown",
                "member",
                format!("{at}/member_of_tomorrow"),
                Some(json!("a")),
            );
            let mut whole = good.clone();
            let pointer = format!("{at}/data");
            if whole
                .whole
                .pointer(&pointer)
                .and_then(|it| it.get(0))
                .is_none()
            {
                if let Some(data) = whole.whole.pointer_mut(&pointer) {
                    *data = json!([one]);
                }
                whole.own = Some(whole.whole.clone());
            }
            all.extend(self.below(items, group, &format!("{at}/data/0"), &whole));
            return all;
        }
        for (word, name, value) in self.values.members(ty, 0) {
            let word = word.strip_prefix(&format!("{name}_")).unwrap_or(&word);
            put(
                &name,
                word,
                format!("{at}/{}", reversals_judge::token(&name)),
                value,
            );
        }
        // An envelope has one member, and it is that one's members that matter.
        if let [only] = self.values.fields(ty) {
            let at = format!("{at}/{}", reversals_judge::token(&only.name));
            all.extend(self.below(&only.ty, group, &at, good));
        }
        all
    }
}

fn whole<'a>(group: &'a str, row: &'a str) -> About<'a> {
    About {
        stem: ANSWERS,
        group,
        rule: "what is no answer of the document is refused, or kept for a person",
        row,
    }
}
