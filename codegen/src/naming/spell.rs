//! What signs are called, where an identifier can't hold them.

/// A text with its signs in words: `-created` becomes `minus_created`. Signs that only part words stay, unless `all` is
/// asked for.
pub(super) fn signs(text: &str, all: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut spelt = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if c.is_alphanumeric() {
            spelt.push(c);
            continue;
        }
        let inside = at > 0 && at + 1 < chars.len();
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1).copied();
        let number = after.is_some_and(|c| c.is_ascii_digit());
        let word = match c {
            '_' if inside && before != Some('_') => None,
            '-' if !inside || number => Some("minus"),
            '/' | '.' | ':' | ' ' | '-' | '_' if !all => None,
            _ => word(c),
        };
        spelt.push('_');
        match word {
            Some(word) => spelt.push_str(word),
            None if all && c != '_' => spelt.push_str(&format!("u{:x}", u32::from(c))),
            None => {}
        }
        spelt.push('_');
    }
    spelt
}

/// What tells a text's letters from the same in lower case.
pub(super) fn case(text: &str) -> Option<&'static str> {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    if !letters().any(char::is_uppercase) {
        None
    } else if letters().count() > 1 && letters().all(char::is_uppercase) {
        Some("upper")
    } else if letters().next().is_some_and(char::is_uppercase) {
        Some("capital")
    } else {
        Some("camel")
    }
}

fn word(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "dash",
        '_' => "underscore",
        '*' => "star",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '/' => "slash",
        '\\' => "backslash",
        '|' => "bar",
        '<' => "less",
        '>' => "greater",
        '=' => "equals",
        '!' => "not",
        '?' => "question",
        '%' => "percent",
        '&' => "and",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '~' => "tilde",
        '^' => "caret",
        ' ' => "space",
        '\'' | '"' | '`' => "quote",
        '(' | ')' => "paren",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        _ => return None,
    })
}
