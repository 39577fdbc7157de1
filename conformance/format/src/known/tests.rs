use super::*;

const NAMES: [&str; 3] = ["a/b::server-decode", "a/c::server-decode", "d/e::scenario"];

fn read(text: &str) -> Result<Known, Refused> {
    Known::read(Path::new("known.toml"), text)
}

/// What is wrong with the entries of a file, on the 28th of November 2026, where the first test fails and the second passes,
/// and the third was not judged; and whether the first still fails.
fn applied(text: &str) -> (Vec<String>, bool) {
    let came = [Came::Failed, Came::Passed, Came::NotJudged];
    let came: Vec<_> = NAMES.into_iter().zip(came).collect();
    let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    let (known, wrong) = read(text).unwrap().of(&came, &NAMES, today);
    assert!(known.iter().all(|(at, why)| *at == 0 && why == "PAY-12"));
    let wrong = wrong.iter().map(Wrong::to_string).collect();
    (wrong, known.is_empty())
}

fn entry(test: &str, until: &str) -> String {
    format!("# Ours.\n[[known]]\ntest = \"{test}\"\nreason = \"PAY-12\"\nuntil = {until}\n")
}

#[test]
fn a_known_failure_is_none_until_its_day_is_over() {
    for pattern in ["a/b::server-decode", "a/*"] {
        assert_eq!(
            applied(&entry(pattern, "2026-11-28")),
            (vec![], false),
            "{pattern}"
        );
    }
    let over = "known.toml:2: `a/b::server-decode` was known to fail until 2026-11-27, which is over: PAY-12";
    assert_eq!(
        applied(&entry("a/b::server-decode", "2026-11-27")),
        (vec![over.to_owned()], true)
    );
}

#[test]
fn an_entry_that_passes_or_is_unused_fails_the_run_with_its_line() {
    for (test, what) in [
        (
            "a/c::server-decode",
            "`a/c::server-decode` is known to fail, and passes: take the entry out (PAY-12)",
        ),
        (
            "*c::*",
            "`*c::*` is known to fail, and passes: take the entry out (PAY-12)",
        ),
        (
            "d/*",
            "`d/*` is known to fail, and was not judged: take the entry out (PAY-12)",
        ),
        ("*", "`*` would take every test: name those that fail"),
        ("*::*", "`*::*` would take every test: name those that fail"),
        ("a/d", "no test is called `a/d`"),
        ("a/b", "no test is called `a/b`"),
    ] {
        let (wrong, failing) = applied(&entry(test, "2026-12-31"));
        assert_eq!(wrong, [format!("known.toml:2: {what}")]);
        assert!(failing);
    }
}

#[test]
fn an_entry_of_a_test_that_was_not_asked_is_left_alone() {
    let known = read(&entry("d/e::scenario", "2026-12-31")).unwrap();
    let came = [(NAMES[0], Came::Failed), (NAMES[1], Came::Passed)];
    let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    assert_eq!(known.of(&came, &NAMES, today).1, []);
}

#[test]
fn what_is_no_list_of_known_failures_is_refused_with_its_place() {
    let entry = |test: &str, reason: &str, until: &str| {
        format!("[[known]]\ntest = {test}\nreason = {reason}\nuntil = {until}\n")
    };
    let good = entry("\"a\"", "\"b\"", "2026-12-31");
    for (text, refusal) in [
        (
            "known = 1\n".to_owned(),
            "known.toml:1:9: invalid type: integer `1`, expected a sequence",
        ),
        (
            "[[known]\n".to_owned(),
            "known.toml:1:9: unclosed array table, expected `]`",
        ),
        (
            "[[knwon]]\n".to_owned(),
            "known.toml:1:3: unknown field `knwon`, expected `known`",
        ),
        (
            "[[known]]\ntest = \"a\"\nuntil = 2026-12-31\n".to_owned(),
            "known.toml:1:1: missing field `reason`",
        ),
        (
            entry("\"a\"", "\"b\"", "2026-12-31\nowner = \"me\""),
            "known.toml:5:1: unknown field `owner`, expected one of `test`, `reason`, `until`",
        ),
        (
            entry("\"\"", "\"b\"", "2026-12-31"),
            "known.toml:2:8: `test` is the name of a test, in which `*` stands for any text",
        ),
        (
            entry("\"!a\"", "\"b\"", "2026-12-31"),
            "known.toml:2:8: `test` is the name of a test, in which `*` stands for any text",
        ),
        (
            entry("\"a\"", "\" \"", "2026-12-31"),
            "known.toml:3:10: `reason` says why the test fails",
        ),
        (
            entry("\"a\"", "\"b\"", "2026-12-31T10:00:00Z"),
            "known.toml:4:9: `until` is a day, such as 2026-12-31",
        ),
        (
            entry("\"a\"", "\"b\"", "10:00:00"),
            "known.toml:4:9: `until` is a day, such as 2026-12-31",
        ),
        (
            entry("\"a\"", "\"b\"", "\"2026-12-31\""),
            "known.toml:4:9: invalid type: string \"2026-12-31\", expected a TOML datetime",
        ),
        (
            entry("\"a\"", "\"b\"", "2026-02-30"),
            "known.toml:4:9: invalid date, expected day between 01 and 28",
        ),
        (
            format!("{good}{good}"),
            "known.toml:6:8: `a` is known already, from line 1",
        ),
    ] {
        assert_eq!(read(&text).unwrap_err().to_string(), refusal, "{text}");
    }
    let missing = Known::load(Path::new("no/such/known.toml"))
        .unwrap_err()
        .to_string();
    assert!(missing.starts_with("no/such/known.toml: "), "{missing}");
    assert!(read("").is_ok());
}
