//! Names that somebody may have meant.

/// How many are offered.
const OFFERED: usize = 5;

/// The names nearest to a word: those that have it in them first, then those that are spelt alike.
pub(super) fn near<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranked: Vec<(bool, f64, &str)> = names
        .map(|name| {
            let holds = !word.is_empty() && name.contains(word);
            (holds, strsim::jaro_winkler(word, name), name)
        })
        .filter(|(holds, likeness, _)| *holds || *likeness > 0.7)
        .collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(b.2)));
    ranked.dedup_by(|a, b| a.2 == b.2);
    ranked
        .into_iter()
        .take(OFFERED)
        .map(|(_, _, name)| name)
        .collect()
}

/// `; did you mean …?`, or nothing.
pub(super) fn question(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        names => format!("\n  did you mean: {}", names.join("\n                ")),
    }
}
