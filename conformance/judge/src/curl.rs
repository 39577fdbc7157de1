//! The command lines that the documentation prints, read as requests.

use crate::subject::Authorization;

/// What a command line sends, as far as the line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method in upper case.
    pub method: String,
    /// The path as it is written.
    pub path: String,
    /// The query without its question mark; none where there is no question mark.
    pub query: Option<String>,
    /// The exact body.
    pub body: Option<String>,
    /// How the key is given.
    pub authorization: Authorization,
}

/// Why a command line is not understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The first word is another program.
    #[error("the command is not curl")]
    NotCurl,
    /// An argument that the documentation does not use.
    #[error("the argument {0:?} is not understood")]
    Argument(String),
    /// No address, or one of another host.
    #[error("no address of https://api.stripe.com")]
    Address,
}

/// Reads `curl ADDRESS -u "KEY:" [-G] [-d NAME=VALUE]...`, as curl itself would send it.
///
/// Errors: anything else is refused, so that no part of a line is left out in silence.
pub fn request(line: &str) -> Result<Request, Error> {
    let words = shlex::split(line).ok_or_else(|| Error::Argument(line.to_owned()))?;
    let mut words = words.iter().map(String::as_str);
    if words.next() != Some("curl") {
        return Err(Error::NotCurl);
    }
    let mut path = None;
    let mut data = Vec::new();
    let (mut get, mut authorization) = (false, Authorization::None);
    while let Some(word) = words.next() {
        match word {
            "-G" => get = true,
            "-d" => data.push(
                words
                    .next()
                    .ok_or_else(|| Error::Argument(word.to_owned()))?,
            ),
            "-u" if words.next().is_some_and(|key| key.ends_with(':')) => {
                authorization = Authorization::Basic;
            }
            _ => match word.strip_prefix("https://api.stripe.com") {
                Some(rest) if path.is_none() => path = Some(rest.to_owned()),
                _ => return Err(Error::Argument(word.to_owned())),
            },
        }
    }
    let data = (!data.is_empty()).then(|| data.join("&"));
    let post = data.is_some() && !get;
    Ok(Request {
        method: if post { "POST" } else { "GET" }.to_owned(),
        path: path.ok_or(Error::Address)?,
        query: data.clone().filter(|_| !post),
        body: data.filter(|_| post),
        authorization,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_makes_a_post_and_brackets_stay_raw() {
        let line = "curl https://api.stripe.com/v1/a \\\n-u \"sk_test_123:\" \\\n-d \"m[k]\"=6735 \\\n-d b=1";
        let want = Request {
            method: "POST".into(),
            path: "/v1/a".into(),
            query: None,
            body: Some("m[k]=6735&b=1".into()),
            authorization: Authorization::Basic,
        };
        assert_eq!(request(line), Ok(want));
    }

    #[test]
    fn g_makes_the_data_a_query() {
        let read =
            request("curl -G https://api.stripe.com/v1/a -u \"sk_test_123:\" -d limit=3").unwrap();
        assert_eq!(
            (read.method.as_str(), read.query.as_deref(), read.body),
            ("GET", Some("limit=3"), None)
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert_eq!(
            request("wget https://api.stripe.com/v1/a"),
            Err(Error::NotCurl)
        );
        assert_eq!(
            request("curl -X PUT https://api.stripe.com/v1/a"),
            Err(Error::Argument("-X".into()))
        );
        assert_eq!(
            request("curl https://example.com/v1/a"),
            Err(Error::Argument("https://example.com/v1/a".into()))
        );
        assert_eq!(request("curl -G"), Err(Error::Address));
        assert_eq!(request("curl -u"), Err(Error::Argument("-u".into())));
        assert_eq!(request("curl \"a"), Err(Error::Argument("curl \"a".into())));
    }
}
