//! What an operation answers.

use serde::Serialize;

use super::{Operation, Type};

/// An answer that the document describes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The statuses that it has.
    pub codes: Codes,
    /// What it holds.
    pub content: Content,
    /// What it means.
    pub docs: String,
}

/// Statuses, in the order in which they are looked for: the most precise first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Codes {
    /// That one.
    Status(u16),
    /// All of a hundred that have no answer of their own, by the first digit.
    Range(u8),
    /// All that have no answer of their own.
    Default,
}

/// What an answer holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Content {
    /// No body.
    None,
    /// JSON.
    Json {
        /// The type.
        #[serde(rename = "type")]
        ty: Type,
        /// The media type as the document has it.
        media: String,
    },
    /// Bytes, of which the document says no more than the media type.
    Raw {
        /// The media types, in the document's words, such as `image/*`; one or more.
        media: Vec<String>,
        /// Whether all of them are text.
        text: bool,
    },
}

/// What the answers of an operation have in common.
#[derive(Clone, Copy, Debug)]
pub enum Common<'a> {
    /// There is no such answer.
    Nothing,
    /// All of them hold the same.
    One(&'a Content),
    /// They differ.
    Several,
}

impl Content {
    /// The type, where it is JSON.
    pub fn json(&self) -> Option<&Type> {
        match self {
            Self::Json { ty, .. } => Some(ty),
            Self::None | Self::Raw { .. } => None,
        }
    }
}

impl Codes {
    /// Whether a status is among them.
    pub fn have(self, status: u16) -> bool {
        match self {
            Self::Status(code) => status == code,
            Self::Range(digit) => status / 100 == u16::from(digit),
            Self::Default => true,
        }
    }

    /// The status that an answer with them has where nobody says another.
    pub fn usual(self, is_error: bool) -> u16 {
        match self {
            Self::Status(status) => status,
            Self::Range(digit) => u16::from(digit) * 100,
            Self::Default if is_error => 500,
            Self::Default => 200,
        }
    }

    /// What a Rust variant of them is called.
    pub fn variant(self) -> String {
        match self {
            Self::Status(status) => format!("Status{status}"),
            Self::Range(digit) => format!("Status{digit}XX"),
            Self::Default => "Default".to_owned(),
        }
    }
}

fn common(answers: &[Answer]) -> Common<'_> {
    match answers {
        [] => Common::Nothing,
        [first, rest @ ..] if rest.iter().all(|other| other.content == first.content) => {
            Common::One(&first.content)
        }
        _ => Common::Several,
    }
}

impl Operation {
    /// What the successes have in common.
    pub fn success(&self) -> Common<'_> {
        common(&self.successes)
    }

    /// What the errors have in common.
    pub fn error(&self) -> Common<'_> {
        common(&self.errors)
    }

    /// The status of a success, as a server answers it where nobody says another.
    pub fn status(&self) -> u16 {
        self.successes
            .first()
            .map_or(200, |answer| answer.codes.usual(false))
    }

    /// The answer that a status has; none where the document describes none.
    ///
    /// An error of one type in JSON is that of every status from 400 on, as services mean it that write down `400` alone.
    pub fn answer(&self, status: u16) -> Option<&Answer> {
        let success = self.successes.iter().filter(|answer| match answer.codes {
            Codes::Default => (200..300).contains(&status),
            codes => codes.have(status),
        });
        let is_error = (400..600).contains(&status);
        let errors = self.errors.iter().filter(|answer| {
            answer.codes.have(status) && (is_error || answer.codes != Codes::Default)
        });
        let found = success.chain(errors).min_by_key(|answer| answer.codes);
        found.or_else(|| {
            let any = matches!(self.error(), Common::One(Content::Json { .. })) && is_error;
            self.errors.first().filter(|_| any)
        })
    }

    /// Whether an answer is one of the successes.
    pub fn succeeds(&self, answer: &Answer) -> bool {
        self.successes
            .iter()
            .any(|success| std::ptr::eq(success, answer))
    }

    /// The types of the answers in JSON, those of successes first.
    pub fn answered(&self) -> impl Iterator<Item = &Type> {
        let all = self.successes.iter().chain(&self.errors);
        all.filter_map(|answer| answer.content.json())
    }

    /// The type of the first success that is JSON.
    pub fn success_type(&self) -> Option<&Type> {
        self.successes
            .iter()
            .find_map(|answer| answer.content.json())
    }

    /// The type of the first error that is JSON.
    pub fn error_type(&self) -> Option<&Type> {
        self.errors.iter().find_map(|answer| answer.content.json())
    }

    /// Whether JSON can't say what goes out or what comes back: a file is among it.
    pub fn has_files(&self) -> bool {
        let raw = |answer: &Answer| matches!(answer.content, Content::Raw { .. });
        let media = self.body.as_ref().map(|body| body.media);
        self.successes.iter().any(raw)
            || matches!(media, Some(super::Media::Raw | super::Media::Multipart))
    }
}
