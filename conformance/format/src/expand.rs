//! Files to cases: rows, and objects that several exchanges carry.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::Arc;

use reversals_runtime::Arguments;
use serde_json::Value;

use super::format::{Authorization, Carrier, Group, Input, Part, Request, Response};
use super::load::{Error, Loaded};
use super::{Case, Folding, Judge, Location, Refusal, Side, patch};
use crate::{call as calls, wire};

/// The cases, and what they use.
pub(super) struct Expanded {
    /// The cases by id.
    pub(super) cases: Vec<Arc<Case>>,
    /// The ids of the cases that use each payload.
    pub(super) used: BTreeMap<String, Vec<String>>,
}

struct Expander<'a> {
    payloads: &'a BTreeMap<String, Value>,
    printed: &'a BTreeMap<String, String>,
    foldings: &'a BTreeMap<String, Folding>,
    cases: BTreeMap<String, Case>,
    used: BTreeMap<String, BTreeSet<String>>,
}

/// The case that carries another, what must come of it, and where it carries.
type Carried<'a> = Option<(&'a Case, &'a Judge, &'a Carrier)>;

/// A case as it is written: its file, group and row, one over the other.
struct Written<'a> {
    id: String,
    folder: &'a str,
    operation: &'a str,
    at: &'a Location,
    group: &'a Group,
    part: Part,
    /// Whether group or row say what the caller gives, and not only the file.
    own_input: bool,
}

/// Every case of every file.
pub(super) fn all(
    loaded: &[Loaded],
    payloads: &BTreeMap<String, Value>,
    printed: &BTreeMap<String, String>,
    foldings: &BTreeMap<String, Folding>,
) -> Result<Expanded, Error> {
    let mut expander = Expander {
        payloads,
        printed,
        foldings,
        cases: BTreeMap::new(),
        used: BTreeMap::new(),
    };
    // What is carried needs its carriers first.
    let (carried, own): (Vec<_>, Vec<_>) = loaded
        .iter()
        .partition(|it| it.file.operation.is_none() && !it.file.carried_by.is_empty());
    for file in own.into_iter().chain(carried) {
        expander.file(file)?;
    }
    Ok(Expanded {
        cases: expander.cases.into_values().map(Arc::new).collect(),
        used: expander
            .used
            .into_iter()
            .map(|(name, users)| (name, users.into_iter().collect()))
            .collect(),
    })
}

/// The cases of one file beside others, which may carry them.
pub(super) fn beside(
    loaded: &Loaded,
    known: &[Arc<Case>],
    payloads: &BTreeMap<String, Value>,
    foldings: &BTreeMap<String, Folding>,
) -> Result<Vec<Arc<Case>>, Error> {
    let known = known
        .iter()
        .map(|case| (case.id.clone(), Case::clone(case)));
    let mut expander = Expander {
        payloads,
        printed: &BTreeMap::new(),
        foldings,
        cases: known.collect(),
        used: BTreeMap::new(),
    };
    let before: BTreeSet<String> = expander.cases.keys().cloned().collect();
    expander.file(loaded)?;
    let own = expander
        .cases
        .into_iter()
        .filter(|(id, _)| !before.contains(id));
    Ok(own.map(|(_, case)| Arc::new(case)).collect())
}

fn written<'a>(
    loaded: &'a Loaded,
    prefix: &str,
    folder: &'a str,
    operation: &'a str,
) -> Vec<Written<'a>> {
    let mut out = Vec::new();
    let places = loaded.groups.iter().zip(&loaded.rows);
    for (group, (at, rows)) in loaded.file.cases.iter().zip(places) {
        let part = loaded.file.base.clone().under(&group.part());
        let id = format!("{prefix}/{}", group.id);
        if group.rows.is_empty() {
            out.push(Written {
                id,
                folder,
                operation,
                at,
                group,
                part,
                own_input: group.input.is_some(),
            });
            continue;
        }
        for (name, row) in &group.rows {
            out.push(Written {
                id: format!("{id}/{name}"),
                folder,
                operation,
                at: rows.get(name).unwrap_or(at),
                group,
                part: part.clone().under(row),
                own_input: group.input.is_some() || row.input.is_some(),
            });
        }
    }
    out
}

impl Expander<'_> {
    /// The cases of one file, whose carriers are there.
    fn file(&mut self, file: &Loaded) -> Result<(), Error> {
        match (&file.file.operation, file.file.carried_by.is_empty()) {
            (Some(operation), true) => {
                for written in written(file, &file.folder, &file.folder, operation) {
                    let case = self.case(&written, None)?;
                    self.insert(case)?;
                }
            }
            (None, false) => {}
            _ => {
                let what = "a file has either `operation` or `carried_by`";
                return Err(Error::at(&file.head, what));
            }
        }
        for carrier in &file.file.carried_by {
            let Some(mut found) = self.cases.get(&carrier.case).cloned() else {
                let what = format!("no case has the id `{}`", carrier.case);
                return Err(Error::at(&file.head, what));
            };
            // Apart, since the case is cloned for each that it carries.
            let judge = mem::replace(&mut found.judge, Judge::Unrepresentable);
            // Several objects may be carried by one exchange.
            let prefix = format!("{}/{}", found.folder, file.stem);
            for written in written(file, &prefix, &found.folder, &found.call.operation) {
                let case = self.case(&written, Some((&found, &judge, carrier)))?;
                self.insert(case)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, case: Case) -> Result<(), Error> {
        let at = case.at.clone();
        match self.cases.insert(case.id.clone(), case) {
            None => Ok(()),
            Some(other) => {
                let Location { file, line } = &other.at;
                let what = format!("the id `{}` is that of {file}:{line} too", other.id);
                Err(Error::at(&at, what))
            }
        }
    }

    fn case(&mut self, written: &Written<'_>, carried: Carried<'_>) -> Result<Case, Error> {
        let refuse = |what: &str| Error::at(written.at, format!("`{}`: {what}", written.id));
        let part = &written.part;
        let mut case = match carried {
            Some((carrier, ..)) => Case {
                carried: true,
                ..carrier.clone()
            },
            None => asked(written)?,
        };
        if carried.is_some() && (part.input.is_some() || part.request.is_some()) {
            return Err(refuse(
                "what is carried has its carrier's input and request",
            ));
        }
        case.id.clone_from(&written.id);
        case.at = written.at.clone();
        case.origin = written.group.origin.clone();
        case.note.clone_from(&part.note);
        case.schema.clone_from(&part.schema);
        case.text = part.response.as_ref().and_then(|it| it.text.clone());
        let payload = part.response.as_ref().and_then(|it| it.payload.as_ref());
        case.printed = payload.and_then(|name| self.printed.get(name).cloned());
        case.judge = self.judge(written, carried)?;
        let complete = match &case.judge {
            Judge::Refused(_) => case.has_request,
            Judge::Values(_) => true,
            Judge::Unrepresentable => case.has_input,
            _ => case.has_input && case.has_request,
        };
        if !complete {
            return Err(refuse("it lacks the input or the request that it needs"));
        }
        Ok(case)
    }

    fn judge(&mut self, written: &Written<'_>, carried: Carried<'_>) -> Result<Judge, Error> {
        let refuse = |what: &str| Error::at(written.at, format!("`{}`: {what}", written.id));
        let (group, part) = (written.group, &written.part);
        let only = |side, judge| match group.sides.as_deref() {
            Some([said]) if *said == side => Ok(judge),
            _ => Err(refuse(
                "it judges one side only and must say which in `sides`",
            )),
        };
        let at = carried.map_or("", |(.., carrier)| carrier.at.as_str());
        if let Some(values) = &group.values {
            if carried.is_some() || group.sides.as_deref() != Some(&[]) {
                return Err(refuse(
                    "`values` are those of one operation's document, and judge no side: `sides: []`",
                ));
            }
            return Ok(Judge::Values(values.clone()));
        }
        if group.unrepresentable.is_some() {
            return only(Side::Client, Judge::Unrepresentable);
        }
        if let Some(refused) = &part.refused {
            let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
            let (Some(status), Some(type_)) = (refused.status, text(&refused.type_)) else {
                return Err(refuse("`refused` needs a status and a type"));
            };
            let refusal = Refusal {
                status,
                type_,
                code: text(&refused.code),
                param: text(&refused.param),
                message: refused.message.clone(),
            };
            return only(Side::Server, Judge::Refused(refusal));
        }
        let (response, body) = self.response(written, carried)?;
        if let Some(refuses) = &part.refuses {
            let judge = Judge::Refuses {
                response,
                body,
                at: format!("{at}{}", refuses.at),
                expected: refuses.expected,
            };
            return only(Side::Client, judge);
        }
        if group.undocumented.is_some() {
            return only(Side::Client, Judge::Undocumented { response });
        }
        let Some(body) = body else {
            return Err(refuse("the body of an exchange must be JSON"));
        };
        let sides = group
            .sides
            .clone()
            .unwrap_or(vec![Side::Client, Side::Server]);
        if sides.is_empty() {
            return Err(refuse("it judges no side"));
        }
        let mut output = body.clone();
        let mut folding = None;
        if let Some(change) = &part.output {
            if !self.foldings.contains_key(&change.folding) {
                return Err(refuse("its folding is not in foldings.yaml"));
            }
            patch::apply(&mut output, at, &change.set, &change.remove)
                .map_err(|error| refuse(&error.to_string()))?;
            folding = Some(change.folding.clone());
        }
        if folding.is_some() == (output == body) {
            return Err(refuse(
                "its output does not differ from the body as it says",
            ));
        }
        Ok(Judge::Exchange {
            response,
            body,
            output,
            folding,
            sides,
        })
    }

    /// The response, and its body where that is JSON.
    fn response(
        &mut self,
        written: &Written<'_>,
        carried: Carried<'_>,
    ) -> Result<(wire::Response, Option<Value>), Error> {
        let refuse = |what: &str| Error::at(written.at, format!("`{}`: {what}", written.id));
        let said = written.part.response.clone().unwrap_or_default();
        let base = match carried {
            Some((_, judge, carrier)) => match judge {
                Judge::Exchange { response, body, .. } => Some((response, body, &carrier.at)),
                _ => return Err(refuse("its carrier is no exchange of both sides")),
            },
            None => None,
        };
        let status = said.status.or(base.map(|(response, ..)| response.status));
        let status = status.ok_or_else(|| refuse("the response has no status"))?;
        let mut headers = said.headers.clone();
        if headers.is_empty() {
            headers.insert("content-type".to_owned(), "application/json".to_owned());
        }
        if let Some(text) = &said.text {
            let response = wire::Response {
                status,
                headers,
                body: text.clone(),
            };
            return Ok((response, serde_json::from_str(text).ok()));
        }
        let own = self.own_body(&said, written)?;
        let at = base.map_or("", |(_, _, at)| at.as_str());
        // An error is the whole body, wherever the object would have been.
        let (mut body, at) = match (base, own) {
            (None, None) => return Err(refuse("the response has no body")),
            (None, Some(own)) => (own, ""),
            (Some(_), Some(own)) if status >= 400 => (own, ""),
            (Some((_, body, _)), None) => (body.clone(), at),
            (Some((_, body, _)), Some(own)) => {
                let mut body = body.clone();
                let set = BTreeMap::from([(String::new(), own)]);
                patch::apply(&mut body, at, &set, &[])
                    .map_err(|error| refuse(&error.to_string()))?;
                (body, at)
            }
        };
        patch::apply(&mut body, at, &said.set, &said.remove)
            .map_err(|error| refuse(&error.to_string()))?;
        let response = wire::Response {
            status,
            headers,
            body: body.to_string(),
        };
        Ok((response, Some(body)))
    }

    /// The body that the case brings itself.
    fn own_body(&mut self, said: &Response, written: &Written<'_>) -> Result<Option<Value>, Error> {
        match (&said.payload, &said.body) {
            (Some(_), Some(_)) => Err(Error::at(
                written.at,
                "`payload` and `body` exclude each other",
            )),
            (Some(name), None) => {
                let Some(body) = self.payloads.get(name) else {
                    let what = format!("no file `payloads/{name}`");
                    return Err(Error::at(written.at, what));
                };
                self.used
                    .entry(name.clone())
                    .or_default()
                    .insert(written.id.clone());
                Ok(Some(body.clone()))
            }
            (None, body) => Ok(body.clone()),
        }
    }
}

/// The asking half of a case.
fn asked(written: &Written<'_>) -> Result<Case, Error> {
    let part = &written.part;
    let refuse = |what: &str| Error::at(written.at, format!("`{}`: {what}", written.id));
    let (request, uuids) = match &part.request {
        Some(said) => {
            request(said).ok_or_else(|| refuse("the request has no method or no path"))?
        }
        None => Default::default(),
    };
    let said = part.request.clone().unwrap_or_default();
    let same_as = said.same_as.iter().map(|spelling| {
        let mut other = request.clone();
        if let Some(path) = &spelling.path {
            other.path.clone_from(path);
        }
        if spelling.query.is_some() {
            other.query.clone_from(&spelling.query);
        }
        if spelling.body.is_some() {
            other.body.clone_from(&spelling.body);
        }
        for (name, value) in &spelling.headers {
            other.headers.retain(|(present, _)| present != name);
            other
                .headers
                .extend(value.clone().map(|value| (name.clone(), value)));
        }
        other.headers.sort();
        other
    });
    Ok(Case {
        id: written.id.clone(),
        folder: written.folder.to_owned(),
        at: written.at.clone(),
        carried: false,
        origin: written.group.origin.clone(),
        note: None,
        printed: None,
        call: call(written.operation, part.input.as_ref()),
        // Of a request that is refused, a file's beginnings say nothing: they are the input of its good requests.
        has_input: part.input.is_some() && (part.refused.is_none() || written.own_input),
        same_as: same_as.collect(),
        request,
        has_request: part.request.is_some(),
        uuids,
        absent: said.absent,
        schema: None,
        text: None,
        judge: Judge::Unrepresentable,
    })
}

fn call(operation: &str, input: Option<&Input>) -> calls::Call {
    let input = input.cloned().unwrap_or_default();
    let caller = input.caller.unwrap_or_default();
    calls::Call {
        operation: operation.to_owned(),
        arguments: Arguments {
            path: input.path,
            query: input.query,
            headers: input.headers,
            body: input.body,
            // Cases have no words for cookies, since no operation of theirs takes one.
            ..Arguments::default()
        },
        caller: calls::Caller {
            authorization: match caller.authorization {
                None | Some(Authorization::Bearer) => calls::Authorization::Bearer,
                Some(Authorization::Basic) => calls::Authorization::Basic,
                Some(Authorization::None) => calls::Authorization::None,
            },
            idempotency_key: caller.idempotency_key,
            account: caller.account,
            version: caller.version,
        },
    }
}

/// The request, and the headers that have any UUID.
fn request(said: &Request) -> Option<(wire::Request, Vec<String>)> {
    let headers = said
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
    let headers: Vec<_> = headers.collect();
    let uuids = headers
        .iter()
        .filter(|(_, value)| value == "<uuid>")
        .map(|(name, _)| name.clone())
        .collect();
    let request = wire::Request {
        method: said.method.clone()?,
        path: said.path.clone()?,
        query: said.query.clone(),
        headers,
        body: said.body.clone(),
    };
    Some((request, uuids))
}
