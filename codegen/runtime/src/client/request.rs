//! Bodies and queries of requests.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use super::{Error, QueryParam};
use crate::form;

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
        if pairs.is_empty() {
            return Ok(self);
        }
        // reqwest's own `query` would escape the brackets, so the text is put into the URL as it is.
        let (client, request) = self.build_split();
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
