//! What a row says goes over what its group says, and that over what the file begins with.

use super::format::{Caller, Group, Input, Part, Refused, Request, Response};

impl Group {
    /// What the group says, without its name and rows.
    pub(super) fn part(&self) -> Part {
        Part {
            note: self.note.clone(),
            input: self.input.clone(),
            request: self.request.clone(),
            response: self.response.clone(),
            output: self.output.clone(),
            refused: self.refused.clone(),
            refuses: self.refuses.clone(),
            schema: self.schema.clone(),
        }
    }
}

impl Part {
    /// This part with another one over it.
    pub(super) fn under(self, over: &Part) -> Self {
        let over = over.clone();
        Self {
            note: over.note.or(self.note),
            input: both(self.input, over.input, Input::under),
            request: both(self.request, over.request, Request::under),
            response: both(self.response, over.response, Response::under),
            output: over.output.or(self.output),
            refused: both(self.refused, over.refused, Refused::under),
            refuses: over.refuses.or(self.refuses),
            schema: over.schema.or(self.schema),
        }
    }
}

fn both<T>(under: Option<T>, over: Option<T>, merge: fn(T, T) -> T) -> Option<T> {
    match (under, over) {
        (Some(under), Some(over)) => Some(merge(under, over)),
        (under, over) => over.or(under),
    }
}

impl Input {
    fn under(mut self, over: Self) -> Self {
        self.path.extend(over.path);
        self.query.extend(over.query);
        self.headers.extend(over.headers);
        self.body = match (self.body, over.body) {
            (Some(serde_json::Value::Object(mut under)), Some(serde_json::Value::Object(over))) => {
                under.extend(over);
                Some(serde_json::Value::Object(under))
            }
            (under, over) => over.or(under),
        };
        self.caller = both(self.caller, over.caller, Caller::under);
        self
    }
}

impl Caller {
    fn under(self, over: Self) -> Self {
        Self {
            authorization: over.authorization.or(self.authorization),
            idempotency_key: over.idempotency_key.or(self.idempotency_key),
            account: over.account.or(self.account),
            version: over.version.or(self.version),
        }
    }
}

impl Request {
    fn under(mut self, over: Self) -> Self {
        self.headers.extend(over.headers);
        Self {
            method: over.method.or(self.method),
            path: over.path.or(self.path),
            query: over.query.or(self.query),
            headers: self.headers,
            body: over.body.or(self.body),
            same_as: [self.same_as, over.same_as].concat(),
            absent: [self.absent, over.absent].concat(),
        }
    }
}

impl Response {
    fn under(mut self, over: Self) -> Self {
        self.headers.extend(over.headers);
        // A body of one's own begins without the changes of another.
        if over.payload.is_some() || over.body.is_some() || over.text.is_some() {
            self.set.clear();
            self.remove.clear();
            self.payload = None;
            self.body = None;
            self.text = None;
        }
        self.set.extend(over.set);
        Self {
            status: over.status.or(self.status),
            headers: self.headers,
            payload: over.payload.or(self.payload),
            body: over.body.or(self.body),
            text: over.text.or(self.text),
            set: self.set,
            remove: [self.remove, over.remove].concat(),
        }
    }
}

impl Refused {
    fn under(self, over: Self) -> Self {
        Self {
            status: over.status.or(self.status),
            type_: over.type_.or(self.type_),
            code: over.code.or(self.code),
            param: over.param.or(self.param),
            message: over.message.or(self.message),
        }
    }
}
