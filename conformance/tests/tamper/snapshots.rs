//! One changed byte of a snapshot, a snapshot that is lost, one that nothing makes.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::gates;
use super::{BENCH, Copy};

const FOLDER: &str = "credit_reversals/retrieve";

/// What the gate says of a snapshot of a copy; nothing where it is content.
pub(super) fn said(copy: &Copy, folder: &str, side: &str) -> Option<String> {
    let cases = &gates::shown(&copy.suite())[folder];
    let pair = (&BENCH.client as _, &BENCH.server as _);
    let held = catch_unwind(AssertUnwindSafe(|| {
        gates::snapshot(&copy.root, folder, side, cases, pair);
    }));
    let panic = held.err()?;
    Some(
        panic
            .downcast::<String>()
            .map_or_else(|_| "?".to_owned(), |it| *it),
    )
}

#[test]
fn one_changed_byte_of_a_snapshot_is_noticed_wherever_it_is() {
    let copy = Copy::new();
    for side in gates::SIDES {
        assert_eq!(said(&copy, FOLDER, side), None);
        let path = copy.root.join(FOLDER).join(format!("{side}.snap"));
        let whole = fs::read(&path).unwrap();
        // What precedes the text is the library's: from where it was taken.
        let head = "---\n".len();
        let start = whole[head..].windows(4).position(|it| it == b"---\n");
        let start = head + start.unwrap() + head;
        for at in [start, start + (whole.len() - start) / 2, whole.len() - 2] {
            let mut bytes = whole.clone();
            bytes[at] = if bytes[at] == b'~' { b'!' } else { b'~' };
            fs::write(&path, bytes).unwrap();
            let said = said(&copy, FOLDER, side).expect("a byte is changed");
            let claim = format!("snapshot assertion for '{side}' failed");
            assert!(said.contains(&claim), "{at}: {said}");
        }
        fs::write(&path, whole).unwrap();
        // Where updates are not off, insta leaves what it was given beside it.
        let _ = fs::remove_file(path.with_extension("snap.new"));
    }
}

#[test]
fn a_lost_snapshot_is_no_snapshot_that_holds() {
    let copy = Copy::new();
    fs::remove_file(copy.root.join(FOLDER).join("client.snap")).unwrap();
    let said = said(&copy, FOLDER, "client").expect("there is none");
    assert!(
        said.contains("snapshot assertion for 'client' failed"),
        "{said}"
    );
}

#[test]
fn a_snapshot_that_nothing_makes_is_named() {
    let copy = Copy::new();
    let strays = [
        "credit_reversals/objects/client.snap",
        "credit_reversals/retrieve/caller.snap",
        "stray.snap",
    ];
    for stray in strays {
        fs::write(copy.root.join(stray), "---\n---\n").unwrap();
    }
    assert_eq!(gates::unreferenced(&copy.root, &copy.suite()), strays);
}
