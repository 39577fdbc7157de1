//! Texts of the document as HTML.

/// The text as HTML shows it, whatever is in it; also for attributes in double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\t' => html.push(c),
            // HTML has no such characters.
            c if c.is_control() => html.push('\u{fffd}'),
            c => html.push(c),
        }
    }
    html
}

/// A description: words between backticks are code, an empty line ends a paragraph.
pub(super) fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim);
    let paragraphs = paragraphs.filter(|paragraph| !paragraph.is_empty());
    let mut html = String::new();
    for paragraph in paragraphs {
        html.push_str(&format!("<p>{}</p>\n", phrase(paragraph)));
    }
    html
}

/// Words between backticks as code; a backtick without a second one stands for itself.
pub(super) fn phrase(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, (code, after))) = rest
        .split_once('`')
        .and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        html.push_str(&escape(before));
        html.push_str(&format!("<code>{}</code>", escape(code)));
        rest = after;
    }
    html + &escape(rest)
}

/// A name with places at which a line may end, so that no word of it is broken where there is little room.
pub(super) fn name(text: &str) -> String {
    escape(text).replace('_', "_<wbr>").replace('.', ".<wbr>")
}

/// The `id` of a place, which is also the fragment of its address: the parts as they are where an address has such
/// characters, and `~` with two hexadecimal digits for each other byte. Different parts give different names.
pub(super) fn anchor(parts: &[&str]) -> String {
    let escaped = parts.iter().map(|part| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {
                char::from(byte).to_string()
            }
            _ => format!("~{byte:02x}"),
        };
        part.bytes().map(byte).collect::<String>()
    });
    escaped.collect::<Vec<_>>().join("/")
}

/// Code in a box of its own that scrolls, also by the keyboard. It is no landmark: a page has dozens of them.
pub(super) fn code(label: &str, language: &str, text: &str) -> String {
    format!(
        "<pre tabindex=\"0\" role=\"group\" aria-label=\"{}\" data-code=\"{}\"><code>{}</code></pre>\n",
        escape(label),
        escape(language),
        escape(text.trim_end_matches('\n'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_would_read_is_escaped_also_in_code() {
        assert_eq!(
            prose("a <script>alert('1')</script> & `<b \"c\">`\n\n\u{0}d `e"),
            "<p>a &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; <code>&lt;b &quot;c&quot;&gt;</code></p>\n\
             <p>\u{fffd}d `e</p>\n"
        );
    }

    #[test]
    fn different_parts_have_different_anchors() {
        assert_eq!(anchor(&["a.b", "c/d", "e~ é"]), "a.b/c~2fd/e~7e~20~c3~a9");
        assert_ne!(anchor(&["a", "b"]), anchor(&["a/b"]));
    }
}
