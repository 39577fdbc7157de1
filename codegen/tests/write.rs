//! Applying is all or nothing, and nothing that the program did not make is lost.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use reversals_codegen::emit::{MARK, Outputs};
use reversals_codegen::write::{Difference, Step, apply, apply_watched, diff};

fn outputs(files: &[(&str, &str)]) -> Outputs {
    files
        .iter()
        .map(|(path, text)| {
            (
                (*path).to_owned(),
                format!("// {MARK}\n{text}\n").into_bytes(),
            )
        })
        .collect()
}

/// Every file below `dir` with its bytes.
fn snapshot(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                waiting.push(entry);
            } else {
                let name = entry
                    .strip_prefix(dir)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, fs::read(entry).unwrap());
            }
        }
    }
    found
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn a_first_run_makes_every_output_and_a_second_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    let wanted = outputs(&[("a.rs", "a"), ("deep/er/b.rs", "b")]);
    let first = apply(&dir, &wanted).unwrap();
    assert_eq!(first.missing, names(&["a.rs", "deep/er/b.rs"]));
    assert_eq!(snapshot(&dir), wanted);
    let made = fs::metadata(dir.join("a.rs")).unwrap().modified().unwrap();
    assert_eq!(apply(&dir, &wanted).unwrap(), Difference::default());
    assert_eq!(
        fs::metadata(dir.join("a.rs")).unwrap().modified().unwrap(),
        made,
        "no file was written again"
    );
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        1,
        "nothing is left beside the output"
    );
}

#[test]
fn stale_missing_orphaned_and_foreign_files_are_told_apart() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    apply(
        &dir,
        &outputs(&[("same.rs", "s"), ("stale.rs", "old"), ("orphan.rs", "o")]),
    )
    .unwrap();
    fs::write(dir.join("hand.rs"), "// by hand\n").unwrap();
    let wanted = outputs(&[("same.rs", "s"), ("stale.rs", "new"), ("missing.rs", "m")]);
    let want = Difference {
        stale: names(&["stale.rs"]),
        missing: names(&["missing.rs"]),
        orphaned: names(&["orphan.rs"]),
        foreign: names(&["hand.rs"]),
    };
    let before = snapshot(&dir);
    assert_eq!(diff(&dir, &wanted).unwrap(), want);
    assert_eq!(snapshot(&dir), before, "comparing writes nothing");
    assert_eq!(apply(&dir, &wanted).unwrap(), want);
    let after = snapshot(&dir);
    assert_eq!(after["hand.rs"], b"// by hand\n");
    assert_eq!(
        after.keys().cloned().collect::<Vec<_>>(),
        names(&["hand.rs", "missing.rs", "same.rs", "stale.rs"])
    );
}

#[test]
fn a_run_stopped_at_any_step_leaves_the_old_tree_or_the_new_one() {
    let old = outputs(&[("a.rs", "old a"), ("b/c.rs", "old c"), ("orphan.rs", "o")]);
    let new = outputs(&[("a.rs", "new a"), ("b/c.rs", "new c"), ("d.rs", "new d")]);
    let with_foreign = |tree: &Outputs| {
        let mut tree = tree.clone();
        tree.insert("notes.txt".to_owned(), b"mine".to_vec());
        tree
    };
    let mut steps = Vec::new();
    for stop in 0.. {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("out");
        apply(&dir, &old).unwrap();
        fs::write(dir.join("notes.txt"), "mine").unwrap();
        let mut taken = 0;
        let mut exchanged = false;
        let outcome = apply_watched(&dir, &new, &mut |step| {
            taken += 1;
            if taken > stop {
                return Err(io::ErrorKind::Interrupted.into());
            }
            exchanged |= step == Step::Exchange;
            steps.push(step);
            Ok(())
        });
        let want = if exchanged {
            with_foreign(&new)
        } else {
            with_foreign(&old)
        };
        assert_eq!(snapshot(&dir), want, "stopped after {stop} steps");
        if outcome.is_ok() {
            break;
        }
        // The next run finishes the work whatever was left behind.
        apply(&dir, &new).unwrap();
        assert_eq!(
            snapshot(&dir),
            with_foreign(&new),
            "stopped after {stop} steps, then run again"
        );
    }
    assert!(
        steps.contains(&Step::Exchange) && steps.contains(&Step::Remove),
        "{steps:?}"
    );
    assert!(
        steps.contains(&Step::Carry("notes.txt".to_owned())),
        "{steps:?}"
    );
}

#[test]
fn what_a_killed_run_left_beside_the_output_is_no_obstacle() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    fs::create_dir_all(home.path().join(".out.reversals-staging/half")).unwrap();
    let wanted = outputs(&[("a.rs", "a")]);
    apply(&dir, &wanted).unwrap();
    assert_eq!(snapshot(&dir), wanted);
    assert!(!home.path().join(".out.reversals-staging").exists());
}

#[test]
fn a_file_made_by_hand_is_not_replaced() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("Cargo.toml"), "[package]\n").unwrap();
    let error = apply(
        &dir,
        &outputs(&[("Cargo.toml", "[workspace]"), ("a.rs", "a")]),
    )
    .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("`Cargo.toml`, which this program did not make and would replace"),
        "{text}"
    );
    assert_eq!(
        snapshot(&dir),
        BTreeMap::from([("Cargo.toml".to_owned(), b"[package]\n".to_vec())])
    );
}

#[test]
fn directories_of_somebody_else_survive_even_when_they_are_empty() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    let beside = home.path().join(".out.old");
    fs::create_dir(&beside).unwrap();
    apply(&dir, &outputs(&[("a.rs", "a")])).unwrap();
    fs::create_dir_all(dir.join(".git/refs/heads")).unwrap();
    apply(&dir, &outputs(&[("a.rs", "b")])).unwrap();
    assert!(dir.join(".git/refs/heads").is_dir());
    assert!(beside.is_dir(), "it only looks like ours");
}

#[test]
fn the_build_cache_follows_the_new_tree() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    apply(&dir, &outputs(&[("a.rs", "a")])).unwrap();
    fs::create_dir_all(dir.join("target/debug")).unwrap();
    fs::write(dir.join("target/debug/x"), "cache").unwrap();
    apply(&dir, &outputs(&[("a.rs", "b")])).unwrap();
    assert_eq!(fs::read(dir.join("target/debug/x")).unwrap(), b"cache");
}

#[test]
fn a_tree_of_another_run_in_a_directory_below_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let outer = home.path().join("outer");
    let wanted = outputs(&[("openapi.json", "{}"), ("models/b.rs", "b")]);
    for inner in ["inner", "deep/er/inner"] {
        apply(&outer.join(inner), &wanted).unwrap();
        let difference = apply(&outer, &wanted).unwrap();
        assert_eq!(difference.orphaned, names(&[]));
        assert_eq!(snapshot(&outer.join(inner)), wanted);
    }
}

#[test]
fn a_crate_that_is_no_longer_made_is_orphaned_as_a_whole() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    apply(
        &dir,
        &outputs(&[("openapi.json", "{}"), ("types/src/a.rs", "a")]),
    )
    .unwrap();
    let wanted = outputs(&[("openapi.json", "{}"), ("models/src/a.rs", "a")]);
    assert_eq!(
        apply(&dir, &wanted).unwrap().orphaned,
        names(&["types/src/a.rs"])
    );
    assert_eq!(snapshot(&dir), wanted);
}

#[test]
fn a_place_that_can_be_no_directory_is_refused_and_nothing_is_made_on_the_way() {
    let home = tempfile::tempdir().unwrap();
    let at = |path: &str| home.path().join(path);
    fs::write(at("file"), "mine").unwrap();
    let refused = [
        ("file", "is no directory"),
        ("file/below", "is no directory"),
        ("new/..", "has no name"),
        // On Windows not everybody may make links.
        #[cfg(unix)]
        ("link", "is a link that leads to no directory"),
    ];
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", at("link")).unwrap();
    let before = fs::read_dir(home.path()).unwrap().count();
    for (path, why) in refused {
        let error = apply(&at(path), &outputs(&[("a.rs", "a")])).unwrap_err();
        assert!(error.to_string().contains(why), "{path}: {error}");
        let after = fs::read_dir(home.path()).unwrap().count();
        assert_eq!(after, before, "{path}");
    }
    let error = diff(&at("file"), &outputs(&[])).unwrap_err().to_string();
    assert!(error.contains("is no directory"), "{error}");
}
