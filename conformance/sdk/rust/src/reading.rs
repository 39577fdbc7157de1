//! Reads answers with the SDK's types, and counts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use stripe_shared::ApiErrors;

use crate::asking::Answer;

/// What was read, and what could not be.
#[derive(Default)]
pub(crate) struct Read {
    /// By the type that they were read as: how many answers, with how many expansions in them.
    counts: BTreeMap<String, (usize, usize)>,
    faults: Vec<String>,
}

/// The SDK has no type of its own for what its errors come in.
#[derive(Deserialize)]
struct Refusal {
    #[allow(dead_code, reason = "it is read, and that is the point")]
    error: ApiErrors,
}

impl Read {
    /// Reads an answer with both decoders that the SDK's types have: the one of its client, which does not say what is
    /// wrong, and the one of serde, which does.
    pub(crate) fn object<T: miniserde::Deserialize + DeserializeOwned>(
        &mut self,
        answer: &Answer,
        expanded: &[String],
    ) {
        let name = std::any::type_name::<T>();
        let plain = name.replace(['<', '>'], "::");
        let words: Vec<&str> = plain
            .split("::")
            .filter(|it| it.starts_with(char::is_uppercase))
            .collect();
        let count = self.counts.entry(words.join(" of ")).or_default();
        count.0 += 1;
        count.1 += expanded.len();
        let told = serde_json::from_str::<T>(&answer.text).err();
        if miniserde::json::from_str::<T>(&answer.text).is_ok() && told.is_none() {
            return;
        }
        let told = told.map_or_else(String::new, |error| format!(": {error}"));
        self.fault(
            answer,
            expanded,
            &format!("this is no {}{told}", words.join(" of ")),
        );
    }

    /// Reads the answer to what must be refused.
    pub(crate) fn refusal(&mut self, answer: &Answer) {
        let count = self.counts.entry("ApiErrors".to_owned()).or_default();
        count.0 += 1;
        match serde_json::from_str::<Refusal>(&answer.text) {
            Ok(_) if answer.status >= 400 => {}
            Ok(_) => self.fault(
                answer,
                &[],
                "this is a refusal with the status of a success",
            ),
            Err(error) => self.fault(answer, &[], &format!("this is no ApiErrors: {error}")),
        }
    }

    pub(crate) fn fault(&mut self, answer: &Answer, expanded: &[String], what: &str) {
        self.faults.push(format!(
            "{} expand={}\n  {what}\n  {} {}",
            answer.call,
            expanded.join(","),
            answer.status,
            answer.text
        ));
    }

    /// Prints what was read, and what was not. Whether all was, and something.
    pub(crate) fn tell(&self) -> bool {
        for fault in &self.faults {
            println!("not read: {fault}");
        }
        let mut all = 0;
        for (name, (answers, expansions)) in &self.counts {
            println!("{name:<34} {answers:>6} answers {expansions:>6} expansions");
            all += answers;
        }
        println!("{} of {all} answers are read", all - self.faults.len());
        self.faults.is_empty() && all > 0
    }
}
