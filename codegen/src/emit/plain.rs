//! Tokens as text, in few lines and without parsing: what tools read of a large API, and people seldom.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// How deep groups may lie in one that stands in a line, and how many tokens may be in it.
const FLAT: (usize, usize) = (2, 60);

/// Items, each of which ends in a semicolon.
pub(super) fn items(tokens: TokenStream) -> String {
    let mut out = String::new();
    print(tokens, 0, true, &mut out);
    out
}

fn print(tokens: TokenStream, depth: usize, broken: bool, out: &mut String) {
    // What the text ends with.
    let mut last = Last::Start;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(tree) = tokens.next() {
        if last.is_apart_from(&tree) {
            out.push(' ');
        }
        last = match &tree {
            TokenTree::Punct(punct) => {
                let c = punct.as_char();
                out.push(c);
                match c {
                    ',' | ';' if broken => {
                        if tokens.peek().is_some() || depth == 0 {
                            line(depth, out);
                        }
                        Last::Start
                    }
                    '&' | '#' | '*' | '!' | '-' => Last::Prefix,
                    _ if punct.spacing() == Spacing::Joint => Last::Prefix,
                    // The second half of `::`.
                    ':' if last == Last::Prefix => Last::Prefix,
                    _ => Last::Other,
                }
            }
            TokenTree::Group(group) => {
                let (delimiter, inner) = (group.delimiter(), group.stream());
                let (height, count) = measure(&inner);
                let (open, pad, close) = match delimiter {
                    Delimiter::Brace if count > 0 => ("{", " ", "}"),
                    Delimiter::Brace => ("{", "", "}"),
                    Delimiter::Bracket => ("[", "", "]"),
                    Delimiter::Parenthesis => ("(", "", ")"),
                    Delimiter::None => ("", "", ""),
                };
                let breaks = height >= FLAT.0 || count > FLAT.1;
                out.push_str(open);
                if breaks {
                    line(depth + 1, out);
                } else {
                    out.push_str(pad);
                }
                print(inner, depth + 1, breaks, out);
                if breaks {
                    line(depth, out);
                } else {
                    out.push_str(pad);
                }
                out.push_str(close);
                Last::Other
            }
            TokenTree::Ident(_) => {
                out.push_str(&tree.to_string());
                Last::Ident
            }
            TokenTree::Literal(literal) => {
                out.push_str(&literal.to_string());
                Last::Other
            }
        };
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Last {
    Start,
    Prefix,
    Ident,
    Other,
}

impl Last {
    /// Whether a space stands between.
    fn is_apart_from(self, next: &TokenTree) -> bool {
        match (self, next) {
            (Self::Start | Self::Prefix, _) => false,
            (Self::Ident, TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
            (Self::Ident, TokenTree::Punct(punct)) => matches!(punct.as_char(), '='),
            (Self::Other, TokenTree::Punct(punct)) => !matches!(punct.as_char(), ',' | ';' | '.'),
            _ => true,
        }
    }
}

/// How deep groups lie in the tokens, and how many tokens there are.
fn measure(tokens: &TokenStream) -> (usize, usize) {
    let (mut height, mut count) = (0, 0);
    for tree in tokens.clone() {
        count += 1;
        if let TokenTree::Group(group) = tree {
            let (inner, more) = measure(&group.stream());
            // Arguments are read on.
            let own = usize::from(more > 0 && group.delimiter() != Delimiter::Parenthesis);
            height = height.max(inner + own);
            count += more;
        }
    }
    (height, count)
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("    ");
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    /// Tokens without what is between them.
    fn leaves(tokens: TokenStream, out: &mut Vec<String>) {
        for tree in tokens {
            if let TokenTree::Group(group) = &tree {
                out.push(format!("{:?}", group.delimiter()));
                leaves(group.stream(), out);
                out.push("end".to_owned());
            } else {
                out.push(tree.to_string());
            }
        }
    }

    #[test]
    fn what_is_printed_has_the_tokens_that_it_was_made_of() {
        for tokens in [
            quote!(),
            quote!(
                pub static A: &[&'static str] = &["a b", "c;{,", r#"""#];
            ),
            quote!(
                pub static B: crate::x::Y<'static, ::std::vec::Vec<u8>> = Y::Z {
                    a: -1,
                    b: &None,
                    ..C
                };
            ),
            quote!(
                #[cfg(feature = "x")]
                static C: fn(u8) -> bool = |x| !x.is_y() && *z == 1..=2;
            ),
            quote!(
                static D: &[u8] = &[];
                static E: F = F {};
                static G: (u8, [H; 2]) = (1, [H {}, H {}]);
            ),
            quote!(macro_call! { 'a': "b" => c }; static I: i64 = 0x7f_i64;),
        ] {
            let text = items(tokens.clone());
            let again: TokenStream = text.parse().unwrap();
            let (mut printed, mut wanted) = (Vec::new(), Vec::new());
            leaves(again, &mut printed);
            leaves(tokens, &mut wanted);
            assert_eq!(printed, wanted, "{text}");
        }
    }

    #[test]
    fn a_line_has_an_item_or_what_lies_deep_or_is_long() {
        let flat = items(quote!(
            static A: &[B] = &[c, d(e, [f])];
            static G: H = H { i: 1, j: 2 };
        ));
        let wanted = "static A: &[B] = &[c, d(e, [f])];\nstatic G: H = H { i: 1, j: 2 };\n";
        assert_eq!(flat, wanted);
        let deep = items(quote!(
            static A: &[B] = &[B { c: &[d { e: 1 }] }, f];
        ));
        let wanted = "\
static A: &[B] = &[
    B {
        c: &[d { e: 1 }]
    },
    f
];
";
        assert_eq!(deep, wanted);
        let names = (0..40).map(|at| quote::format_ident!("x{at}"));
        let long = items(quote!(static A: &[B] = &[#(#names),*];));
        assert_eq!(long.lines().count(), 42, "{long}");
    }
}
