//! Names of what stands side by side, told apart by what differs and never by an order.

use std::collections::{BTreeMap, BTreeSet};

use super::{spell, type_name, value_name, variant_name};

/// Something that needs a Rust name unlike those beside it.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// What it is called in the document.
    pub wire: &'a str,
    /// The Rust name that its author gives it.
    pub given: Option<&'a str>,
    /// What else tells it from one of the same name, such as `query`; empty where nothing does.
    pub place: &'a str,
}

impl<'a> Wish<'a> {
    /// The wish of something that has only a name.
    pub fn of(wire: &'a str) -> Self {
        Self {
            wire,
            given: None,
            place: "",
        }
    }
}

/// What the names are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Fields and arguments.
    Value,
    /// Variants of an enum.
    Variant,
    /// Types.
    Type,
}

/// Of parameters with one name, the first of these places keeps it.
const PLACES: [&str; 5] = ["", "path", "query", "header", "cookie"];

/// The name that something has where nothing else wants it.
pub fn plain(case: Case, wire: &str) -> String {
    // Of signs alone no identifier would be left.
    if wire.is_empty() {
        return case.name("empty");
    }
    let signed = |sign| {
        wire.strip_prefix(sign)
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    if signed('+').or_else(|| signed('-')).is_some() {
        case.name(&spell::signs(wire, false))
    } else if wire.chars().any(char::is_alphanumeric) {
        case.name(wire)
    } else {
        case.name(&spell::signs(wire, true))
    }
}

/// A name for each, in their order. What is `reserved` gets the suffix; so does what is not alone with its name, unless
/// signs, letters or its place tell it apart. Names that authors give are as they are, alike or not.
pub fn apart(case: Case, wishes: &[Wish<'_>], reserved: &[&str], suffix: &str) -> Vec<String> {
    let mut names: Vec<String> = wishes
        .iter()
        .map(|wish| {
            let plain = || plain(case, wish.wire);
            wish.given.map_or_else(plain, str::to_owned)
        })
        .collect();
    let mut taken: BTreeSet<String> = names.iter().cloned().collect();
    taken.extend(reserved.iter().map(|name| (*name).to_owned()));
    let given: BTreeSet<&str> = wishes.iter().filter_map(|wish| wish.given).collect();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, wish) in wishes.iter().enumerate() {
        if wish.given.is_none() {
            groups.entry(names[index].clone()).or_default().push(index);
        }
    }
    for (plain, mut group) in groups {
        let free = !reserved.contains(&plain.as_str()) && !given.contains(plain.as_str());
        if free && group.len() == 1 {
            continue;
        }
        group.sort_by_key(|index| key(&wishes[*index]));
        let pairs = group
            .windows(2)
            .filter(|pair| wishes[pair[0]].wire == wishes[pair[1]].wire);
        let twice: BTreeSet<&str> = pairs.map(|pair| wishes[pair[0]].wire).collect();
        if free {
            match first(case, wishes, &group) {
                Some(first) => group.retain(|index| *index != first),
                // Another may be told from the rest by having nothing that they have.
                None => _ = taken.remove(&plain),
            }
        }
        let is_needed = reserved.contains(&plain.as_str());
        for level in 0..LEVELS {
            let tried: BTreeMap<usize, String> = group
                .iter()
                .filter_map(|index| {
                    let wish = &wishes[*index];
                    let name = match level {
                        0 if is_needed => suffixed(case, wish, suffix),
                        1 if twice.contains(wish.wire) => {
                            Some(case.name(&format!("{}_{}", wish.wire, wish.place)))
                        }
                        _ => other(case, wish, level, suffix),
                    };
                    Some((*index, name?))
                })
                .collect();
            let mut count: BTreeMap<&str, usize> = BTreeMap::new();
            for name in tried.values() {
                *count.entry(name).or_default() += 1;
            }
            group.retain(|index| match tried.get(index) {
                Some(name) if count[name.as_str()] == 1 && taken.insert(name.clone()) => {
                    names[*index].clone_from(name);
                    false
                }
                _ => true,
            });
        }
        let mut number = 2;
        for index in group {
            names[index] = loop {
                let name = case.name(&format!("{plain}_{number}"));
                number += 1;
                if taken.insert(name.clone()) {
                    break name;
                }
            };
        }
    }
    names
}

/// What names are in the order of, where an order is needed.
fn key<'a>(wish: &Wish<'a>) -> (&'a str, &'a str) {
    (wish.wire, wish.place)
}

/// The one that keeps the name: it is written as Rust would write it, or is found at the first place.
fn first(case: Case, wishes: &[Wish<'_>], group: &[usize]) -> Option<usize> {
    let rank = |index: usize| {
        let wish = &wishes[index];
        let snake = value_name(wish.wire);
        let written = if snake.trim_end_matches('_') == wish.wire {
            0
        } else if case.name(wish.wire) == wish.wire {
            1
        } else {
            2
        };
        (
            written,
            PLACES.iter().position(|place| *place == wish.place),
        )
    };
    let best = group.iter().map(|index| rank(*index)).min()?;
    let mut found = group.iter().filter(|index| rank(**index) == best);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

const LEVELS: usize = 6;

/// Another name, the less far from the plain one the lower the level.
fn other(case: Case, wish: &Wish<'_>, level: usize, suffix: &str) -> Option<String> {
    let wire = wish.wire;
    Some(match level {
        2 => case.name(&spell::signs(wire, false)),
        3 => case.name(&spell::signs(wire, true)),
        4 => {
            let letters = spell::case(wire)?;
            case.name(&format!("{}_{letters}", spell::signs(wire, true)))
        }
        5 => return suffixed(case, wish, suffix),
        _ => return None,
    })
}

fn suffixed(case: Case, wish: &Wish<'_>, suffix: &str) -> Option<String> {
    (!suffix.is_empty()).then(|| case.name(&format!("{}_{suffix}", wish.wire)))
}

impl Case {
    fn name(self, text: &str) -> String {
        match self {
            Case::Value => value_name(text),
            Case::Variant => variant_name(text),
            Case::Type => type_name(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variants(values: &[&str]) -> Vec<String> {
        let wishes: Vec<Wish<'_>> = values.iter().map(|value| Wish::of(value)).collect();
        apart(Case::Variant, &wishes, &[], "")
    }

    fn fields(names: &[&str]) -> Vec<String> {
        let wishes: Vec<Wish<'_>> = names.iter().map(|name| Wish::of(name)).collect();
        apart(Case::Value, &wishes, &["extra"], "member")
    }

    #[test]
    fn what_is_alone_with_its_name_keeps_it() {
        assert_eq!(
            variants(&["a", "b_c", "2023-08-16", "-3", "3"]),
            ["A", "BC", "X20230816", "Minus3", "X3"]
        );
        assert_eq!(fields(&["id", "type"]), ["id", "type_"]);
    }

    #[test]
    fn values_without_letters_are_called_by_their_signs() {
        assert_eq!(
            variants(&["", "*", "+1", "-1", ">="]),
            ["Empty", "Star", "Plus1", "Minus1", "GreaterEquals"]
        );
    }

    #[test]
    fn the_one_that_is_written_as_rust_would_keeps_the_name_and_others_say_how_they_differ() {
        assert_eq!(
            variants(&["Add", "add", "ADD"]),
            ["AddCapital", "Add", "AddUpper"]
        );
        assert_eq!(
            variants(&["-created", "created"]),
            ["MinusCreated", "Created"]
        );
        assert_eq!(variants(&["a-b", "a_b"]), ["ADashB", "AB"]);
        assert_eq!(
            fields(&["postedAt", "posted-at", "posted_at"]),
            ["posted_at_camel", "posted_dash_at", "posted_at"]
        );
    }

    #[test]
    fn where_none_is_plainer_all_say_how_they_differ() {
        assert_eq!(
            variants(&[
                "Etc/GMT+1",
                "Etc/GMT-1",
                "Etc/GMT0",
                "Etc/GMT+0",
                "Etc/GMT-0"
            ]),
            [
                "EtcGmtPlus1",
                "EtcGmtMinus1",
                "EtcGmt0",
                "EtcGmtPlus0",
                "EtcGmtMinus0"
            ]
        );
    }

    #[test]
    fn a_name_that_generated_code_needs_gets_a_suffix() {
        assert_eq!(
            fields(&["extra", "extra_member"]),
            ["extra_2", "extra_member"]
        );
        assert_eq!(fields(&["extra"]), ["extra_member"]);
    }

    #[test]
    fn a_given_name_is_kept_and_others_make_room() {
        let given = Wish {
            given: Some("id"),
            ..Wish::of("identifier")
        };
        let names = apart(Case::Value, &[Wish::of("id"), given], &[], "member");
        assert_eq!(names, ["id_member", "id"]);
    }

    #[test]
    fn one_name_at_two_places_is_told_apart_by_them() {
        let at = |place| Wish {
            place,
            ..Wish::of("id")
        };
        let names = apart(
            Case::Value,
            &[at("query"), at("path"), at("header")],
            &[],
            "param",
        );
        assert_eq!(names, ["id_query", "id", "id_header"]);
    }

    #[test]
    fn the_order_does_not_show_and_no_two_names_are_one() {
        let texts = [
            "a b",
            "a_b",
            "a-b",
            "aB",
            "AB",
            "A_B",
            "a__b",
            "_a_b",
            "ab",
            "Ab",
            "",
            "_",
            "-",
            "--",
            "a.b",
            "a\u{e9}b",
            "a_b_2",
            "a\u{200b}b",
        ];
        for case in [Case::Value, Case::Variant, Case::Type] {
            let named = |by: usize| {
                let mut texts = texts;
                texts.rotate_left(by);
                if by % 2 == 1 {
                    texts.reverse();
                }
                let wishes: Vec<Wish<'_>> = texts.iter().map(|text| Wish::of(text)).collect();
                let names = apart(case, &wishes, &["a_b", "AB"], "member");
                texts.into_iter().zip(names).collect::<BTreeMap<_, _>>()
            };
            let want = named(0);
            let unique: BTreeSet<_> = want.values().collect();
            assert_eq!(unique.len(), texts.len(), "{want:?}");
            for by in 1..texts.len() {
                assert_eq!(named(by), want);
            }
        }
    }
}
