//! Calls between markers: `// docs: NAME`, the lines, `// docs: end`.

use std::collections::BTreeMap;

/// What the lines are called that make a client. No operationId has parentheses.
pub(crate) const CLIENT: &str = "(client)";

/// The name of the marker that ends a snippet.
const END: &str = "end";

/// What is wrong with a marker.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The line, from 1.
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// The snippets of a text by name, without the indentation that all their lines have, and what is wrong with the markers.
/// `comment` is what a comment begins with.
pub(crate) fn cut(text: &str, comment: &str) -> (BTreeMap<String, String>, Vec<Fault>) {
    let mut found = BTreeMap::new();
    let mut faults = Vec::new();
    let mut open: Option<(usize, &str, Vec<&str>)> = None;
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        let mut fault = |line, what| faults.push(Fault { line, what });
        match (marker(line, comment), &mut open) {
            (None, Some((_, _, lines))) => lines.push(line),
            (None, None) => {}
            (Some(END), _) => match open.take() {
                Some((line, name, lines)) => {
                    let code = dedented(&lines);
                    if code.is_empty() {
                        fault(line, format!("the snippet `{name}` is empty"));
                    }
                    if found.insert(name.to_owned(), code).is_some() {
                        fault(line, format!("the snippet `{name}` is there twice"));
                    }
                }
                None => fault(line_number, "no snippet is open here".to_owned()),
            },
            (Some(name), _) => {
                if let Some((line, name, _)) = open.replace((line_number, name, Vec::new())) {
                    fault(line, format!("the snippet `{name}` has no end"));
                }
            }
        }
    }
    if let Some((line, name, _)) = open {
        let what = format!("the snippet `{name}` has no end");
        faults.push(Fault { line, what });
    }
    (found, faults)
}

/// What a marker says; none where the line is none.
fn marker<'a>(line: &'a str, comment: &str) -> Option<&'a str> {
    let text = line.trim().strip_prefix(comment)?.trim_start();
    Some(text.strip_prefix("docs:")?.trim())
}

/// The lines without the indentation that all of them have, and without empty ones around them.
fn dedented(lines: &[&str]) -> String {
    let full = lines.iter().filter(|line| !line.trim().is_empty());
    let depth = full
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let lines: Vec<_> = lines
        .iter()
        .map(|line| line.get(depth..).unwrap_or_default().trim_end())
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_what_is_between_its_markers_without_their_indentation() {
        let text = "x\n  # docs: One\n\n    a(\n      b\n\n    )\n  # docs: end\ny\n# docs: Two\nc\n# docs: end\n";
        let (found, faults) = cut(text, "#");
        assert_eq!(faults, []);
        assert_eq!(found["One"], "a(\n  b\n\n)");
        assert_eq!(found["Two"], "c");
        assert_eq!(found.len(), 2);
        // In another language these are no markers.
        assert!(cut(text, "//").0.is_empty());
    }

    #[test]
    fn markers_that_do_not_fit_are_told_with_their_lines() {
        for (text, line, what) in [
            ("// docs: A\n\n// docs: end", 1, "the snippet `A` is empty"),
            ("a\n// docs: A\nb", 2, "the snippet `A` has no end"),
            (
                "// docs: A\na\n// docs: B\nb\n// docs: end",
                1,
                "the snippet `A` has no end",
            ),
            ("a\n// docs: end", 2, "no snippet is open here"),
            (
                "// docs: A\na\n// docs: end\n// docs: A\nb\n// docs: end",
                4,
                "the snippet `A` is there twice",
            ),
        ] {
            let (_, faults) = cut(text, "//");
            assert_eq!(faults.len(), 1, "{text}");
            assert_eq!((faults[0].line, faults[0].what.as_str()), (line, what));
        }
    }
}
