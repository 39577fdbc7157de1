//! What the document says of each operation.

use reversals_runtime::client::Scheme;
use reversals_runtime::shape::{Field, Shape};

/// An API.
#[derive(Debug)]
pub struct Api {
    /// The program's name.
    pub name: &'static str,
    /// `info.title`
    pub title: &'static str,
    /// `info.version`
    pub version: &'static str,
    /// The address of the first server that the document names.
    pub server: Option<&'static str>,
    /// The operations in the order of path, then method.
    pub operations: &'static [Operation],
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// The operationId.
    pub id: &'static str,
    /// What it is about, in snake case.
    pub resource: &'static str,
    /// What it does with that, in snake case. No other operation of the resource has it.
    pub verb: &'static str,
    /// The method in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// What it does, for people.
    pub help: &'static str,
    /// The parameters of the path, in the order of the template.
    pub path_params: Params,
    /// The parameters of the query.
    pub query: Params,
    /// The headers that are parameters.
    pub headers: Params,
    /// The cookies that are.
    pub cookies: Params,
    /// What it takes as its body.
    pub body: Body,
    /// The alternatives of which one will do, each with the proofs that it asks for at once; none listed means open to
    /// all.
    pub security: &'static [&'static [Scheme]],
    /// Whether it answers a page of a list, after which it can be asked for the next.
    pub pages: bool,
}

/// Parameters by name.
#[derive(Clone, Copy, Debug)]
pub struct Params {
    /// What each must be, in brackets.
    pub fields: &'static [Field],
    /// What each means, at the same position; a name that no request may have has nothing here.
    pub help: &'static [&'static str],
}

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// There is none.
    None,
    /// A form.
    Form {
        /// Whether it must be given.
        required: bool,
        /// Its parameters.
        params: Params,
        /// What others that it takes must be; `None` where it takes none.
        rest: Option<&'static Shape>,
    },
    /// JSON.
    Json {
        /// Whether it must be given.
        required: bool,
        /// Its members, where it is an object.
        params: Params,
        /// What others that it takes must be; `None` where it takes none.
        rest: Option<&'static Shape>,
        /// What it must be.
        shape: &'static Shape,
    },
    /// A file goes out or comes back, which no command says.
    File,
}

impl Body {
    /// Its parameters, and whether it takes others; none where it has no body.
    pub(crate) fn params(&self) -> Option<(Params, bool)> {
        match self {
            Self::Form { params, rest, .. } | Self::Json { params, rest, .. } => {
                Some((*params, rest.is_some()))
            }
            Self::None | Self::File => None,
        }
    }
}

impl Api {
    /// What is done with a resource.
    pub(crate) fn of<'a>(
        &self,
        resource: &'a str,
    ) -> impl Iterator<Item = &'static Operation> + use<'a> {
        let all = self.operations.iter();
        all.filter(move |operation| operation.resource == resource)
    }

    /// The resources by name.
    pub(crate) fn resources(&self) -> Vec<&'static str> {
        let mut all: Vec<_> = self.operations.iter().map(|it| it.resource).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
