//! Finds every name that can be expanded, and reads the answer to each.

use std::marker::PhantomData;

use anyhow::{Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::asking::{Answer, Sandbox};
use crate::reading::Read;

/// One operation, asked plainly and with every expansion.
pub(crate) struct Walk<T> {
    /// The names that can be expanded.
    pub(crate) names: Vec<String>,
    /// The answer with all of them expanded; plain, where there is none.
    answer: Answer,
    read: PhantomData<T>,
}

impl<T: miniserde::Deserialize + DeserializeOwned> Walk<T> {
    /// Looks at an object or a list: plainly, with each name expanded that can be, and with all of them at once. Every
    /// member is tried as a name, at every level, so that nothing is left out which the sandbox expands.
    pub(crate) fn get(sandbox: &Sandbox, path: &str, read: &mut Read) -> Result<Self> {
        let plain = good(sandbox.get(path, &[])?)?;
        read.object::<T>(&plain, &[]);
        let mut names = Vec::new();
        let mut open = vec![(String::new(), plain.json()?)];
        while let Some((prefix, object)) = open.pop() {
            for member in members(&object) {
                let name = format!("{prefix}{member}");
                let with = [name];
                let answer = sandbox.get(path, &with)?;
                if answer.status == 200 {
                    read.object::<T>(&answer, &with);
                    let [name] = with;
                    open.push((format!("{name}."), at(&answer.json()?, &name)));
                    names.push(name);
                } else {
                    read.refusal(&answer);
                }
            }
        }
        names.sort();
        let answer = good(sandbox.get(path, &names)?)?;
        read.object::<T>(&answer, &names);
        Ok(Self {
            names,
            answer,
            read: PhantomData,
        })
    }

    /// Makes or changes something: plainly where there is no name, else once for each and once for all.
    pub(crate) fn post(
        sandbox: &Sandbox,
        path: &str,
        form: &[(&str, &str)],
        names: &[String],
        read: &mut Read,
    ) -> Result<Self> {
        let mut turns: Vec<&[String]> = names.chunks(1).collect();
        if names.len() != 1 {
            turns.push(names);
        }
        let mut last = None;
        for turn in turns {
            let expand = turn.iter().map(|name| ("expand[]", name.as_str()));
            let form: Vec<_> = form.iter().copied().chain(expand).collect();
            let answer = good(sandbox.post(path, &form)?)?;
            read.object::<T>(&answer, turn);
            last = Some(answer);
        }
        let Some(answer) = last else {
            bail!("POST {path} was not called");
        };
        Ok(Self {
            names: names.to_vec(),
            answer,
            read: PhantomData,
        })
    }

    /// The ID of the object.
    pub(crate) fn id(&self) -> Result<String> {
        self.answer.id()
    }

    /// The ID of an object in it, by its JSON pointer.
    pub(crate) fn id_at(&self, pointer: &str) -> Result<String> {
        let object = self.answer.json()?;
        match object
            .pointer(pointer)
            .map(|it| it["id"].as_str().or(it.as_str()))
        {
            Some(Some(id)) => Ok(id.to_owned()),
            _ => bail!("{} has nothing at {pointer}: {object}", self.answer.call),
        }
    }
}

fn good(answer: Answer) -> Result<Answer> {
    if answer.status != 200 {
        bail!(
            "{} is refused: {} {}",
            answer.call,
            answer.status,
            answer.text
        );
    }
    Ok(answer)
}

/// The names of an object's members, or of those of all objects in a list.
fn members(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = match value {
        Value::Object(members) => members.keys().cloned().collect(),
        Value::Array(items) => items.iter().flat_map(members).collect(),
        _ => Vec::new(),
    };
    names.sort();
    names.dedup();
    names
}

/// What is at a dotted name; of lists, what is there in each item.
fn at(value: &Value, name: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| at(item, name)).collect(),
        _ => match name.split_once('.') {
            Some((first, rest)) => at(&value[first], rest),
            None => value[name].clone(),
        },
    }
}
