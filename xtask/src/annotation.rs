//! Workflow commands of GitHub Actions, which become annotations of files.

use reversals_codegen::tree::Place;

/// A command such as `error` or `warning`, at a place that is named as the repository names it.
pub(crate) fn at(
    command: &str,
    title: &str,
    (file, place): (&str, &Place),
    message: &str,
) -> String {
    let (line, column) = (place.line, place.column);
    let (title, file, message) = (property(title), property(file), data(message));
    format!("::{command} title={title},file={file},line={line},col={column}::{message}\n")
}

/// The same of a line.
pub(crate) fn at_line(
    command: &str,
    title: &str,
    (file, line): (&str, usize),
    message: &str,
) -> String {
    let (title, file, message) = (property(title), property(file), data(message));
    format!("::{command} title={title},file={file},line={line}::{message}\n")
}

/// The text of a command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D");
    text.replace('\n', "%0A")
}

/// The value of one of its properties, which ends at a comma and at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_an_annotation_or_a_part_of_it_is_escaped() {
        assert_eq!(data("50%,\r\nso: no"), "50%25,%0D%0Aso: no");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}
