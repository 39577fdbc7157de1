//! Unions: which branch reads a value, in forms and in JSON alike, and what is said where none does.

use super::*;

static CARD: Shape = Shape::Object {
    fields: &[required("number", &TEXT), optional("month", &WHOLE)],
    rest: Some(&Shape::Any),
};
static TOKEN: Shape = Shape::Object {
    fields: &[required("token", &TEXT)],
    rest: Some(&Shape::Any),
};
static NOTE: Shape = Shape::Object {
    fields: &[optional("month", &WHOLE), optional("text", &TEXT)],
    rest: Some(&Shape::Any),
};
static DAILY: Shape = Shape::Object {
    fields: &[required("interval", &DAY), optional("at", &WHOLE)],
    rest: Some(&Shape::Any),
};
static WEEKLY: Shape = Shape::Object {
    fields: &[required("interval", &WEEK), optional("at", &TEXT)],
    rest: Some(&Shape::Any),
};
static DAY: Shape = Shape::String {
    min: None,
    max: None,
    values: &["day"],
};
static WEEK: Shape = Shape::String {
    min: None,
    max: None,
    values: &["week"],
};

static A: Shape = Shape::Object {
    fields: &[optional("a", &TEXT)],
    rest: Some(&Shape::Any),
};
static B: Shape = Shape::Object {
    fields: &[optional("b", &WHOLE)],
    rest: Some(&Shape::Any),
};

fn union(branches: &[&'static Shape]) -> &'static Shape {
    let cases: Vec<Case> = branches.iter().map(|shape| Case::of(shape)).collect();
    let (name, cases) = ("", Box::leak(cases.into_boxed_slice()));
    Box::leak(Box::new(Shape::Union { name, cases }))
}

fn read(text: &str, branches: &[&'static Shape]) -> Result<Value, String> {
    let shape = union(branches);
    let tree = form::parse(text.as_bytes()).expect("the text is a form");
    let read = decode_form(&tree, &[optional("u", shape)], None);
    read.map(|value| value["u"].clone())
        .map_err(|refusal| refusal.message)
}

#[test]
fn required_members_and_constants_choose_a_branch_whatever_the_order() {
    for branches in [[&CARD, &TOKEN, &NOTE], [&NOTE, &TOKEN, &CARD]] {
        let branches = &branches;
        let card = json!({ "number": "4", "month": 3 });
        assert_eq!(read("u[number]=4&u[month]=3", branches), Ok(card));
        assert_eq!(read("u[token]=5", branches), Ok(json!({ "token": "5" })));
        let note = json!({ "month": 3, "text": "7" });
        assert_eq!(read("u[month]=3&u[text]=7", branches), Ok(note));
    }
    for branches in [[&DAILY, &WEEKLY], [&WEEKLY, &DAILY]] {
        let branches = &branches;
        let weekly = json!({ "interval": "week", "at": "5" });
        assert_eq!(read("u[interval]=week&u[at]=5", branches), Ok(weekly));
        let daily = json!({ "interval": "day", "at": 5 });
        assert_eq!(read("u[interval]=day&u[at]=5", branches), Ok(daily));
        let wrong = read("u[interval]=day&u[at]=x", branches);
        assert_eq!(
            wrong.unwrap_err(),
            "Invalid integer: x",
            "the branch's own words"
        );
    }
}

#[test]
fn a_branch_that_knows_every_member_comes_before_one_that_would_take_it_as_unknown() {
    let wanted = json!({ "month": 3 });
    assert_eq!(read("u[month]=3", &[&DAILY, &TOKEN, &NOTE]), Ok(wanted));
    let both: &[&Shape] = &[&A, &B];
    assert_eq!(read("u[b]=1", both), Ok(json!({ "b": 1 })));
    assert_eq!(read("u[a]=1", both), Ok(json!({ "a": "1" })));
    // Neither knows it, and both would take it.
    assert_eq!(read("u[c]=1", both), Ok(json!({ "c": "1" })));
}

#[test]
fn of_no_branch_is_refused_in_the_words_of_the_first_of_its_kind() {
    let missing = read("u[month]=3", &[&TEXT, &CARD, &TOKEN]).unwrap_err();
    assert_eq!(missing, "Missing required param: u[number].");
    let missing = check_json(&json!({ "month": 3 }), union(&[&TEXT, &CARD, &TOKEN]));
    assert_eq!(
        missing.unwrap_err().message,
        "Missing required param: number."
    );
}

#[test]
fn a_number_in_a_form_is_one_only_if_it_is_written_so_again() {
    let either: &[&Shape] = &[&WHOLE, &Shape::Number, &TEXT];
    for (sent, wanted) in [
        ("7", json!(7)),
        ("-7", json!(-7)),
        ("7.5", json!(7.5)),
        ("007", json!("007")),
        ("7.50", json!("7.50")),
        ("-0", json!("-0")),
        ("1e3", json!("1e3")),
        ("seven", json!("seven")),
    ] {
        assert_eq!(read(&format!("u={sent}"), either), Ok(wanted), "{sent}");
    }
    assert_eq!(read("u=007", &[&WHOLE, &Shape::Boolean]), Ok(json!(7)));
}

#[test]
fn a_union_inside_itself_is_read_in_bounded_time() {
    static LEFT: Shape = Shape::Object {
        fields: &[optional("next", &SELF), optional("l", &WHOLE)],
        rest: Some(&Shape::Any),
    };
    static RIGHT: Shape = Shape::Object {
        fields: &[optional("next", &SELF), optional("r", &WHOLE)],
        rest: Some(&Shape::Any),
    };
    static SELF: Shape = Shape::Union {
        name: "",
        cases: &[Case::of(&LEFT), Case::of(&RIGHT)],
    };
    // Neither takes the end, which is a hundred levels down: 2^100 tries, if none were counted.
    let mut value = json!({ "l": "x", "r": "x" });
    for _ in 0..100 {
        value = json!({ "next": value });
    }
    let refusal = check_json(&value, &SELF).unwrap_err();
    assert_eq!(refusal.message, "Invalid integer: \"x\"");
}
