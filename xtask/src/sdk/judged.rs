//! What a contract proxy has found.

use anyhow::{Result, bail};

use super::served::Served;

/// The findings of a proxy that count.
pub(super) struct Judged {
    /// One or more lines each.
    events: Vec<String>,
    /// The proxy's own count of exchanges.
    summary: String,
}

impl Judged {
    /// Ends a proxy, and keeps those of its events that `counts` wants.
    pub(super) fn of(proxy: Served, counts: impl Fn(&str) -> bool) -> Result<Self> {
        let (status, output) = proxy.end()?;
        let (events, summary) = read(&output);
        // It leaves with 1 on a finding.
        if !matches!(status.code(), Some(0 | 1)) || !summary.contains("exchanges judged") {
            bail!("the contract proxy ended with {status}; it says {summary:?}");
        }
        let events = events.into_iter().filter(|event| counts(event)).collect();
        Ok(Self { events, summary })
    }

    pub(super) fn is_fine(&self) -> bool {
        !self
            .events
            .iter()
            .any(|event| event.starts_with("violation"))
    }

    pub(super) fn tell(&self, what: &str) {
        for event in &self.events {
            anstream::print!("{event}");
        }
        anstream::println!("contract proxy, {what}: {}", self.summary);
    }
}

/// The events, and the last line.
fn read(output: &str) -> (Vec<String>, String) {
    let mut events: Vec<String> = Vec::new();
    for line in output.split_inclusive('\n') {
        if line.starts_with("violation by ") || line.starts_with("note by ") {
            events.push(line.to_owned());
        } else if let (true, Some(event)) = (line.starts_with(' '), events.last_mut()) {
            event.push_str(line);
        }
    }
    let summary = output.lines().last().unwrap_or_default().to_owned();
    (events, summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_apart_and_the_count_is_the_last_line() {
        let output = "violation by the client in exchange 1: A [x]\n  GET /\n     place: p\nnote by the client in exchange 2: \
                      B [y]\n  POST /\nnot judged: 3 exchanges, why\n2 of 5 exchanges judged, violations: 1 by the client, 1 notes\n";
        let (events, summary) = read(output);
        assert_eq!(
            events,
            [
                "violation by the client in exchange 1: A [x]\n  GET /\n     place: p\n",
                "note by the client in exchange 2: B [y]\n  POST /\n",
            ]
        );
        assert_eq!(
            summary,
            "2 of 5 exchanges judged, violations: 1 by the client, 1 notes"
        );
        assert_eq!(read(""), (Vec::new(), String::new()));
    }
}
