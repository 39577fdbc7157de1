//! What an app keeps in the Secret Store: one text of a name, for the whole account or for one user.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::refusal::Refusal;

/// Who may see a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `account` or `user`
    pub(crate) kind: String,
    pub(crate) user: Option<String>,
}

impl Scope {
    /// Reads the two members of the parameter.
    ///
    /// Errors: a user's scope without the user, or an account's with one.
    pub(crate) fn new(kind: String, user: Option<&str>) -> Result<Self, Refusal> {
        let user = user.filter(|user| !user.is_empty());
        match (&*kind, user) {
            ("user", None) => {
                let message = "Missing required param: scope[user].";
                Err(Refusal::invalid(message)
                    .code("parameter_missing")
                    .param("scope[user]"))
            }
            ("account", Some(_)) => {
                let message = "A secret of the whole account has no scope[user].";
                Err(Refusal::invalid(message).param("scope[user]"))
            }
            _ => Ok(Self {
                user: user.map(str::to_owned),
                kind,
            }),
        }
    }

    /// The same for the same scope, and of one length.
    pub(crate) fn key(&self) -> String {
        hash(&[&self.kind, self.user.as_deref().unwrap_or_default()])
    }

    /// The same for the same name in the same scope, and of one length.
    pub(crate) fn place(&self, name: &str) -> String {
        hash(&[&self.kind, self.user.as_deref().unwrap_or_default(), name])
    }
}

/// A hash of texts, each with its length before it, so that no two lists of them are spelt alike.
fn hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let mut hash = String::new();
    for byte in hasher.finalize() {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// Refuses an end that is over already.
pub(crate) fn end(expires_at: Option<i64>, now: i64) -> Result<(), Refusal> {
    match expires_at {
        Some(at) if at <= now => {
            let message = "expires_at must be a time in the future.";
            Err(Refusal::invalid(message).param("expires_at"))
        }
        _ => Ok(()),
    }
}

/// The most secrets of a scope, of an account and of a user alike: <https://docs.stripe.com/stripe-apps/store-secrets>
const MOST: i64 = 10;

/// Refuses one more where there are as many already.
pub(crate) fn room(others: i64) -> Result<(), Refusal> {
    if others < MOST {
        return Ok(());
    }
    let message = format!("A scope can have up to {MOST} secrets, and this one has {others}.");
    Err(Refusal::invalid(message).param("scope"))
}

/// No secret has that name in that scope.
pub(crate) fn missing(name: &str) -> Refusal {
    Refusal::no_such("secret", name, "name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(kind: &str, user: Option<&str>) -> Result<Scope, Refusal> {
        Scope::new(kind.to_owned(), user)
    }

    #[test]
    fn a_user_is_named_where_the_scope_is_of_one_and_only_there() {
        assert!(scope("account", None).is_ok() && scope("user", Some("usr_1")).is_ok());
        for (kind, user) in [
            ("user", None),
            ("user", Some("")),
            ("account", Some("usr_1")),
        ] {
            let refusal = scope(kind, user).unwrap_err();
            assert_eq!(refusal.error.param.as_deref(), Some("scope[user]"));
        }
    }

    #[test]
    fn no_two_names_and_no_two_scopes_are_in_one_place() {
        let (account, user) = (
            scope("account", None).unwrap(),
            scope("user", Some("u")).unwrap(),
        );
        let other = scope("user", Some("un")).unwrap();
        assert_ne!(account.place("n"), user.place("n"));
        assert_ne!(user.place("na"), other.place("a"));
        assert_ne!(user.key(), other.key());
        assert_eq!(user.place("n"), user.clone().place("n"));
    }

    #[test]
    fn a_scope_has_ten_secrets_at_most() {
        assert!(room(9).is_ok());
        let message = room(10).unwrap_err().error.message.unwrap();
        assert_eq!(
            message,
            "A scope can have up to 10 secrets, and this one has 10."
        );
    }

    #[test]
    fn an_end_lies_ahead() {
        assert!(end(None, 10).is_ok() && end(Some(11), 10).is_ok());
        assert!(end(Some(10), 10).is_err());
    }
}
