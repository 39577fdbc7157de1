//! The order of branches and of members changes nothing, and what is read is written as it came.

use super::*;

union! { Listed(Other):
    Person(Person) = tagged(&[tag(&["object"], &[Constant::Text("person")])]),
    Company(BTreeMap<String, Value>) = tagged(&[tag(&["object"], &[Constant::Text("company")])]),
    Gone(Gone) = tagged(&[
        tag(&["object"], &[Constant::Text("person")]),
        tag(&["deleted"], &[Constant::Boolean(true)]),
    ]),
}

#[test]
fn of_two_branches_the_one_with_more_tags_is_tried_first_wherever_it_is_listed() {
    let gone = json!({ "deleted": true, "id": "p", "object": "person" });
    assert!(matches!(read(&gone), Ok(Listed::Gone(_))));
    assert_eq!(again::<Listed>(&gone), gone);
    // It drops what it does not know, and so is not taken for the other.
    let more = json!({ "deleted": true, "id": "p", "object": "person", "age": 3 });
    assert_eq!(again::<Listed>(&more), gone);
}

union! { First(Other):
    Card(Card) = demanding(&["number"]),
    Token(Token) = demanding(&["token"]),
    Note(Note) = of(Kind::Object),
}

union! { Last(Other):
    Note(Note) = of(Kind::Object),
    Token(Token) = demanding(&["token"]),
    Card(Card) = demanding(&["number"]),
}

union! { Middle(Other):
    Token(Token) = demanding(&["token"]),
    Note(Note) = of(Kind::Object),
    Card(Card) = demanding(&["number"]),
}

/// What is read of a text, by how it shows itself, and what is written again.
fn both<T: Serialize + DeserializeOwned + std::fmt::Debug>(text: &str) -> (String, Value) {
    let read: T = crate::path::from_slice(text.as_bytes()).unwrap();
    (format!("{read:?}"), serde_json::to_value(&read).unwrap())
}

/// An object that is often all of one branch, and often more or less.
fn means() -> impl Strategy<Value = Vec<(String, Value)>> {
    let value = prop_oneof![
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,2}".prop_map(Value::from),
        Just(Value::Null),
    ];
    let known = prop_oneof![
        ("number|token|text", "[a-z]{0,2}".prop_map(Value::from)),
        ("month", any::<i64>().prop_map(Value::from)),
    ];
    let other = ("number|token|text|month|other", value);
    let members =
        proptest::collection::btree_map("[a-z]", prop_oneof![9 => known, 1 => other], 0..4);
    members.prop_map(|members| {
        let all: BTreeMap<String, Value> = members.into_values().collect();
        all.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn reordered_branches_and_members_give_the_same_and_lose_nothing(members in means()) {
        let value = Value::Object(members.iter().cloned().collect());
        let text = |members: &mut dyn Iterator<Item = &(String, Value)>| {
            let parts: Vec<String> = members.map(|(name, value)| format!("{}:{value}", json!(name))).collect();
            format!("{{{}}}", parts.join(","))
        };
        let texts = [text(&mut members.iter()), text(&mut members.iter().rev())];
        let mut all = Vec::new();
        for text in &texts {
            all.extend([both::<First>(text), both::<Last>(text), both::<Middle>(text)]);
        }
        for other in &all {
            prop_assert_eq!(other, &all[0]);
        }
        let again = &all[0].1;
        let has = |name: &str| value.get(name).is_some();
        if has("number") || has("token") {
            prop_assert_eq!(again, &value);
        } else {
            // Only a note has neither, and like any struct it drops the members that it does not know.
            let again = again.as_object().unwrap();
            prop_assert!(again.iter().all(|(name, kept)| value.get(name) == Some(kept)));
            let known = |(name, value): (&str, &Value)| value.is_null() || !["month", "text"].contains(&name);
            let dropped = members.iter().filter(|(name, _)| !again.contains_key(name));
            for (name, value) in dropped {
                prop_assert!(known((name, value)), "{name} is lost");
            }
        }
    }
}
