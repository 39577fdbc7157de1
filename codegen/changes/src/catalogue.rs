//! Every kind of difference, and what it is to whom: documentation, made of the code that judges.

use std::fmt::Write as _;

use crate::difference::{Difference, Direction, Found, Kind, REQUIRED, Said};
use crate::levels::{Audience, Level, Words, effect, level};
use crate::route::Route;
use crate::rust::Places;

/// A difference of a kind in one direction, as far as its level depends on it.
fn sample(kind: Kind, direction: Direction, required: bool, expected: bool) -> Difference {
    let text = required.then_some(REQUIRED);
    let words = Words {
        direction,
        expected,
        base: text,
        revision: text,
    };
    let (effect, expected) = effect(kind, words);
    Difference {
        kind,
        at: String::new(),
        detail: String::new(),
        found: vec![Found {
            direction,
            effect,
            expected,
            route: Route::default(),
        }],
        base: Said::silent(&Places::default()),
        revision: Said::silent(&Places::default()),
    }
}

/// Circumstances in which a kind has another level.
const NOTES: [&str; 2] = [
    "breaking where it must be there",
    "less where others are to be expected",
];

/// The level of a kind in one direction to one audience, with the numbers of [`NOTES`].
fn cell(kind: Kind, direction: Direction, audience: Audience) -> String {
    let of = |required, expected| {
        let difference = sample(kind, direction, required, expected);
        level(&difference, audience).0
    };
    let plain = of(false, false);
    let mut cell = plain.to_string();
    for (level, note) in [(of(true, false), " ¹"), (of(false, true), " ²")] {
        if level != plain {
            cell.push_str(note);
        }
    }
    cell
}

/// The columns of the table: a direction, and to whom.
const COLUMNS: [(Direction, Audience, &str); 4] = [
    (Direction::Request, Audience::Sender, "requests: sender"),
    (Direction::Request, Audience::Server, "requests: server"),
    (Direction::Answer, Audience::Reader, "answers: reader"),
    (Direction::Answer, Audience::Server, "answers: server"),
];

/// All of them as two tables of Markdown: of what is on the wire, and of what programs link.
pub fn tables() -> String {
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, _, head)| *head).collect();
    let heads = heads.join(" | ");
    let mut out = format!("| id | what | {heads} |\n| --- | --- | --- | --- | --- | --- |\n");
    let (rust, wire): (Vec<Kind>, Vec<Kind>) = Kind::ALL.iter().partition(|kind| kind.is_rust());
    for kind in wire {
        let cells = COLUMNS.map(|(direction, audience, _)| cell(kind, direction, audience));
        let (id, what, cells) = (kind.id(), kind.describe(), cells.join(" | "));
        let _ = writeln!(out, "| `{id}` | {what} | {cells} |");
    }
    let _ = write!(out, "\n¹ {}; ² {}.\n", NOTES[0], NOTES[1]);
    out.push_str("\n| id | what | programs |\n| --- | --- | --- |\n");
    for kind in rust {
        let level = cell(kind, Direction::Request, Audience::Rust);
        let _ = writeln!(out, "| `{}` | {} | {level} |", kind.id(), kind.describe());
    }
    out
}

/// One of them in words: what it is, and what to whom and why.
pub fn page(kind: Kind) -> String {
    let mut out = format!("{}: {}\n", kind.id(), kind.describe());
    let rows = COLUMNS
        .iter()
        .map(|(direction, audience, head)| (*direction, *audience, *head));
    let rows: Vec<_> = if kind.is_rust() {
        vec![(Direction::Request, Audience::Rust, "programs")]
    } else {
        rows.collect()
    };
    for (direction, audience, head) in rows {
        let difference = sample(kind, direction, false, false);
        let (level, why) = level(&difference, audience);
        let mut cell = cell(kind, direction, audience);
        for (number, note) in [(" ¹", NOTES[0]), (" ²", NOTES[1])] {
            cell = cell.replace(number, &format!("; {note}"));
        }
        let _ = writeln!(out, "  {head}: {cell}");
        if level > Level::Safe {
            let _ = writeln!(out, "    {why}");
        }
    }
    out
}
