//! A client as plain as can be: what the sandbox answers is looked at as it is.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// Asks a sandbox with one key.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    key: String,
    account: Option<String>,
    headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(base: String) -> Self {
        // Of the machine's, a proxy may be set for all addresses.
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            http,
            base,
            key: "sk_test_123".to_owned(),
            account: None,
            headers: Vec::new(),
        }
    }

    /// The same client with another key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self {
            key: key.to_owned(),
            ..self.clone()
        }
    }

    /// The same client for a connected account.
    pub(crate) fn acting_for(&self, account: &str) -> Self {
        Self {
            account: Some(account.to_owned()),
            ..self.clone()
        }
    }

    /// The same client with one more header in each request, be there another of its name or not.
    pub(crate) fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name, value.to_owned()));
        client
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base));
        self.send(request).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        self.try_post(path, form, None).await.unwrap()
    }

    /// With an idempotency key.
    pub(crate) async fn once(&self, key: &str, path: &str, form: &str) -> Answer {
        self.try_post(path, form, Some(key)).await.unwrap()
    }

    /// Fails where there is no answer.
    pub(crate) async fn try_post(
        &self,
        path: &str,
        form: &str,
        key: Option<&str>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_owned());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request).await
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        request = request.bearer_auth(&self.key);
        if let Some(account) = &self.account {
            request = request.header("stripe-account", account);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answer {
            status,
            headers,
            text,
            body,
        })
    }

    /// A new transfer to `acct_destination`.
    pub(crate) async fn transfer(&self, amount: i64) -> String {
        let form = format!("amount={amount}&currency=usd&destination=acct_destination");
        self.post("/v1/transfers", &form).await.good().id()
    }

    /// A new credit that came to `fa_1` by ACH.
    pub(crate) async fn credit(&self, amount: i64) -> String {
        let form = format!("amount={amount}&currency=usd&financial_account=fa_1&network=ach");
        let path = "/v1/test_helpers/treasury/received_credits";
        self.post(path, &form).await.good().id()
    }

    /// All of a list, page by page.
    pub(crate) async fn all(&self, list: &str) -> Vec<Value> {
        let joint = if list.contains('?') { '&' } else { '?' };
        let mut all: Vec<Value> = Vec::new();
        loop {
            let cursor = match all.last() {
                Some(oldest) => format!("&starting_after={}", oldest["id"].as_str().unwrap()),
                None => String::new(),
            };
            let page = self.get(&format!("{list}{joint}limit=100{cursor}")).await;
            let page = page.good().body;
            all.extend(page["data"].as_array().unwrap().iter().cloned());
            if page["has_more"] == false {
                return all;
            }
        }
    }

    /// What the account has in dollars.
    pub(crate) async fn dollars(&self) -> i64 {
        let balance = self.get("/v1/balance").await.good().body;
        let available = balance["available"].as_array().unwrap();
        let dollars = available.iter().find(|pot| pot["currency"] == "usd");
        dollars.map_or(0, |pot| pot["amount"].as_i64().unwrap())
    }
}

impl Answer {
    /// Panics unless it is a 200.
    pub(crate) fn good(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text);
        self
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Panics unless it is a refusal with this status; gives the error in it.
    pub(crate) fn refused(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{}", self.text);
        let error = &self.body["error"];
        assert!(error["type"].is_string(), "{}", self.text);
        assert!(self.header("request-id").is_some(), "{:?}", self.headers);
        error
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }
}
