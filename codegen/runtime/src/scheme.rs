//! The ways to present a key.

/// A way to present a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HTTP Basic, with the key as the user name and an empty password.
    Basic,
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// The key as the value of the header of that name.
    Header(&'static str),
    /// The key as the value of the query parameter of that name.
    Query(&'static str),
    /// The key as the value of the cookie of that name.
    Cookie(&'static str),
}
