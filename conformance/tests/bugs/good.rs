//! The generated sides, made once: both are used by every test.

use std::sync::LazyLock;

use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Called, Client, Script, Served, Server};
use reversals_pair::{GeneratedClient, GeneratedServer};

static CLIENT: LazyLock<GeneratedClient> = LazyLock::new(|| GeneratedClient::new().unwrap());
static SERVER: LazyLock<GeneratedServer> = LazyLock::new(GeneratedServer::new);

pub(crate) struct Good;

impl Client for Good {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        CLIENT.call(call, answer)
    }
}

impl Server for Good {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        let mut served = SERVER.serve(request, script);
        // It is another one each time.
        served.response.headers.remove("request-id");
        served
    }
}
