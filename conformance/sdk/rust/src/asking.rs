//! Plain calls. What comes back is text: whoever reads it is to have it as it came.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;
use ureq::{Body, RequestBuilder};

/// A sandbox, and who asks it.
#[derive(Clone)]
pub(crate) struct Sandbox {
    agent: Agent,
    /// Where the calls go.
    url: String,
    /// Where its clock is moved.
    direct: String,
    key: String,
    account: Option<String>,
}

/// An answer.
pub(crate) struct Answer {
    /// Method and path, to name it by.
    pub(crate) call: String,
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Sandbox {
    /// The one that the environment names, with a key that nobody else uses.
    pub(crate) fn of_environment() -> Result<Self> {
        let url = std::env::var("REVERSALS_SANDBOX_URL").context("REVERSALS_SANDBOX_URL")?;
        let direct = std::env::var("REVERSALS_SANDBOX_DIRECT_URL").unwrap_or_else(|_| url.clone());
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Ok(Self {
            agent: config.into(),
            url,
            direct,
            key: format!("sk_test_{}", unique()?),
            account: None,
        })
    }

    pub(crate) fn with_key(&self, key: &str) -> Self {
        let key = key.to_owned();
        Self {
            key,
            ..self.clone()
        }
    }

    pub(crate) fn acting_for(&self, account: &str) -> Self {
        let account = Some(account.to_owned());
        Self {
            account,
            ..self.clone()
        }
    }

    pub(crate) fn get(&self, path: &str, expand: &[String]) -> Result<Answer> {
        let mut url = format!("{}{path}", self.url);
        for name in expand {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.extend(["expand[]=", name]);
        }
        let answer = self.headed(self.agent.get(url)).call();
        read(format!("GET {path}"), answer)
    }

    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let request = self.headed(self.agent.post(format!("{}{path}", self.url)));
        let request = request.header("idempotency-key", unique()?);
        let answer = request.send_form(form.iter().copied());
        read(format!("POST {path}"), answer)
    }

    /// Moves the sandbox's clock, so that what is processing is posted.
    pub(crate) fn advance(&self) -> Result<()> {
        let request = self.agent.post(format!("{}/_sandbox/advance", self.direct));
        let answer = read("advance".to_owned(), request.send_form([("seconds", "1")]))?;
        if answer.status != 200 {
            bail!("the clock was not moved: {}", answer.text);
        }
        Ok(())
    }

    fn headed<B>(&self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        let request = request.header("authorization", format!("Bearer {}", self.key));
        match &self.account {
            Some(account) => request.header("stripe-account", account),
            None => request,
        }
    }
}

/// A text that no other run and no other call has.
fn unique() -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(now.as_nanos().to_string())
}

fn read(call: String, answer: Result<Response<Body>, ureq::Error>) -> Result<Answer> {
    let mut answer = answer.with_context(|| call.clone())?;
    Ok(Answer {
        call,
        status: answer.status().as_u16(),
        text: answer.body_mut().read_to_string()?,
    })
}

impl Answer {
    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text).with_context(|| self.call.clone())
    }

    pub(crate) fn id(&self) -> Result<String> {
        let id = self.json()?["id"].as_str().map(str::to_owned);
        id.with_context(|| format!("{} gives no object: {}", self.call, self.text))
    }
}
