//! Bodies and queries of requests.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use serde::Serialize;

use super::visible::phrase;
use super::{Error, QueryParam, Scheme, Session};
use crate::form::{self, Carrier};
use crate::shape::Packing;

/// The two steps of building a request that need brackets.
pub trait RequestBuilderExt<E>: Sized {
    /// Sets a form as the body.
    ///
    /// Errors: [`Error::InvalidRequest`] for what a form cannot carry; see [`form::to_string`].
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<RequestBuilder, Error<E>>;

    /// Appends a parameter to the query.
    ///
    /// Errors: [`Error::InvalidRequest`] for what a query cannot carry, and for a builder that is broken
    /// already, for example by a bad URL.
    fn query_param<T: Serialize>(
        self,
        param: &QueryParam<'_, T>,
    ) -> Result<RequestBuilder, Error<E>>;

    /// Appends a parameter to the query as one text, or an object's members as parameters of their own.
    ///
    /// Errors: as for `query_param`.
    fn packed_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>>;

    /// Sets a header to a parameter.
    ///
    /// Errors: [`Error::InvalidRequest`] for what a header cannot carry.
    fn header_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>>;

    /// Adds a cookie.
    ///
    /// Errors: as for `query_param`.
    fn cookie_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>>;

    /// Adds the session's API keys where the operation reads them: those of the first alternative that the session has
    /// all of.
    ///
    /// Errors: [`Error::InvalidRequest`] for a key that cannot be sent, without the key.
    fn keyed(self, session: &Session, security: &[&[Scheme]]) -> Result<RequestBuilder, Error<E>>;
}

impl<E> RequestBuilderExt<E> for RequestBuilder {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<RequestBuilder, Error<E>> {
        let body =
            form::to_string(body).map_err(|error| Error::InvalidRequest(error.to_string()))?;
        let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(self.header(CONTENT_TYPE, media_type).body(body))
    }

    fn query_param<T: Serialize>(
        self,
        param: &QueryParam<'_, T>,
    ) -> Result<RequestBuilder, Error<E>> {
        let pairs = param
            .pairs()
            .map_err(|error| Error::InvalidRequest(error.to_string()))?;
        append(self, pairs)
    }

    fn packed_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>> {
        let pairs = if packing == Packing::Members {
            form::spread_pairs(name, value)
        } else {
            form::packed(name, value, packing, Carrier::Escaped("")).map(|text| {
                text.map(|text| (form::encode(name), text))
                    .into_iter()
                    .collect()
            })
        };
        append(self, pairs.map_err(unfit)?)
    }

    fn header_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>> {
        let text = form::packed(name, value, packing, Carrier::Raw).map_err(unfit)?;
        let Some(text) = text else { return Ok(self) };
        let name = header_name(name)?;
        Ok(self.header(name, HeaderValue::from_str(&text)?))
    }

    fn cookie_param<T: Serialize>(
        self,
        name: &str,
        packing: Packing,
        value: &T,
    ) -> Result<RequestBuilder, Error<E>> {
        match form::packed(name, value, packing, Carrier::Escaped("")).map_err(unfit)? {
            Some(text) => cookie(self, &format!("{name}={text}")),
            None => Ok(self),
        }
    }

    fn keyed(self, session: &Session, security: &[&[Scheme]]) -> Result<RequestBuilder, Error<E>> {
        let mut request = self;
        for (scheme, key) in session.proofs(security) {
            request = match scheme {
                Scheme::Header(name) => {
                    let name = header_name(name)?;
                    let mut value = HeaderValue::from_str(phrase(key, "API key")?)?;
                    value.set_sensitive(true);
                    request.header(name, value)
                }
                Scheme::Query(name) => {
                    let key = form::encode(phrase(key, "API key")?);
                    append(request, vec![(form::encode(name), key)])?
                }
                Scheme::Cookie(name) => {
                    let key = form::encode(phrase(key, "API key")?);
                    cookie(request, &format!("{name}={key}"))?
                }
                Scheme::Basic | Scheme::Bearer => request,
            };
        }
        Ok(request)
    }
}

fn header_name<E>(name: &str) -> Result<HeaderName, Error<E>> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::InvalidRequest(format!("{name:?} cannot be the name of a header")))
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "that is how `map_err` gives it"
)]
fn unfit<E>(error: form::EncodeError) -> Error<E> {
    Error::InvalidRequest(error.to_string())
}

/// Appends escaped pairs to the query.
fn append<E>(
    request: RequestBuilder,
    pairs: Vec<(String, String)>,
) -> Result<RequestBuilder, Error<E>> {
    if pairs.is_empty() {
        return Ok(request);
    }
    // reqwest's own `query` would escape the brackets, so the text is put into the URL as it is.
    let (client, request) = request.build_split();
    let mut request = request?;
    let mut query = request.url().query().unwrap_or_default().to_owned();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&name);
        query.push('=');
        query.push_str(&value);
    }
    request.url_mut().set_query(Some(&query));
    Ok(RequestBuilder::from_parts(client, request))
}

/// Adds a pair to the one `Cookie` header that a request may have.
fn cookie<E>(request: RequestBuilder, pair: &str) -> Result<RequestBuilder, Error<E>> {
    let (client, request) = request.build_split();
    let mut request = request?;
    let text = match request.headers().get(COOKIE) {
        Some(before) => format!("{}; {pair}", before.to_str().unwrap_or_default()),
        None => pair.to_owned(),
    };
    let mut value = HeaderValue::from_str(&text)?;
    value.set_sensitive(true);
    request.headers_mut().insert(COOKIE, value);
    Ok(RequestBuilder::from_parts(client, request))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn get() -> RequestBuilder {
        reqwest::Client::new().get("http://localhost/v1/things")
    }

    /// As generated code does it: the error type is inferred from the function alone.
    fn send<T: Serialize>(name: &str, value: &T) -> Result<Option<String>, Error<String>> {
        let request = get()
            .query_param(&QueryParam::new("first", &Some(1)))?
            .query_param(&QueryParam::new(name, value))?
            .build()?;
        Ok(request.url().query().map(str::to_owned))
    }

    #[track_caller]
    fn sends<T: Serialize>(name: &str, value: T, expected: &str) {
        let query = send(name, &value).unwrap().unwrap();
        assert_eq!(query, format!("first=1{expected}"));
    }

    #[test]
    fn bracketed_parameters_reach_the_wire_with_raw_brackets() {
        sends("expand[]", ["a", "b.c"], "&expand[]=a&expand[]=b.c");
        sends(
            "created[]",
            json!({"gte": 1, "lt": 2}),
            "&created[gte]=1&created[lt]=2",
        );
        sends("created[]", 5, "&created=5");
        sends(
            "metadata[]",
            json!({"k[0]": "a b&c"}),
            "&metadata[k%5B0%5D]=a%20b%26c",
        );
    }

    #[test]
    fn plain_parameters_repeat_their_name() {
        sends("limit", 3, "&limit=3");
        sends("status", ["a", "b"], "&status=a&status=b");
        sends("q", "a b'c+é[]", "&q=a%20b%27c%2B%C3%A9%5B%5D");
        sends("q", "", "&q=");
        sends("a b", true, "&a%20b=true");
    }

    #[test]
    fn what_is_absent_or_empty_sends_nothing() {
        sends("limit", None::<i64>, "");
        sends("expand[]", None::<Vec<String>>, "");
        sends("expand[]", Vec::<String>::new(), "");
        sends("status", Vec::<String>::new(), "");
        let request = get()
            .query_param(&QueryParam::new("limit", &None::<i64>))
            .map_err(|error: Error<()>| error)
            .unwrap()
            .build()
            .unwrap();
        assert_eq!(request.url().as_str(), "http://localhost/v1/things");
    }

    #[test]
    fn what_a_query_cannot_carry_is_refused_before_sending() {
        let Err(Error::InvalidRequest(text)) = send("status", &json!({"k": "v"})) else {
            panic!("an object without brackets was taken")
        };
        assert_eq!(
            text,
            "cannot encode `status`: this parameter can only carry a scalar or a list of scalars"
        );
        assert!(matches!(
            send("expand[]", &json!([null])),
            Err(Error::InvalidRequest(_))
        ));
        assert!(matches!(
            send("status", &json!([["a"]])),
            Err(Error::InvalidRequest(_))
        ));
    }

    #[test]
    fn a_form_body_has_its_type_and_its_text() {
        let built: Result<_, Error<()>> =
            get().form_urlencoded(&json!({"metadata": {"order_id": "6735"}, "amount": 1}));
        let request = built.unwrap().build().unwrap();
        assert_eq!(
            request.headers()[CONTENT_TYPE],
            "application/x-www-form-urlencoded"
        );
        assert_eq!(
            request.body().unwrap().as_bytes().unwrap(),
            b"amount=1&metadata[order_id]=6735"
        );
    }

    #[test]
    fn a_body_that_no_form_can_carry_is_refused_by_name() {
        let built: Result<_, Error<()>> = get().form_urlencoded(&json!({"a": [null]}));
        assert!(
            matches!(built, Err(Error::InvalidRequest(text)) if text == "cannot encode `a[0]`: a form cannot carry null")
        );
    }
}
