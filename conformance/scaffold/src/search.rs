//! The search for cases: what is open, what is tried, and what is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use reversals_cases::format::{FORMAT, File, Part};
use reversals_cases::{Case, Judge, Side, Suite};
use reversals_codegen::ir::Operation;
use reversals_judge::{Contract, Test, World};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_strength::obligations::{Coverage, Observer};
use serde_json::Value;

use crate::candidate::Candidate;
use crate::operation::{ANSWERS, Good, MISSING, PARAMETERS, Pair, Tried};
use crate::values::Values;
use crate::{Error, beginning, text};

/// What is tried, and what came of it so far.
pub(crate) struct Search<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) suite: &'a Suite,
    pair: Arc<Pair>,
    observer: Observer<'a>,
    pub(crate) payloads: BTreeMap<String, Value>,
    /// The files as they are, by folder and name.
    pub(crate) files: BTreeMap<(String, String), File>,
    pub(crate) open: BTreeSet<String>,
    pub(crate) met: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(
        root: &Path,
        suite: &'a Suite,
        contract: &'a Contract,
    ) -> Result<Self, Error> {
        let pair = Arc::new(Pair {
            client: InterpretedClient::new(&contract.api),
            server: InterpretedServer::new(&contract.api),
        });
        let observer = Observer::new(contract);
        let world = World {
            client: &pair.client,
            server: &pair.server,
            contract,
        };
        let tests = reversals_judge::derive(suite, &contract.api);
        let outcomes = reversals_judge::parallel::map(&tests, &|_| (), |test| test.run(world));
        let passed = tests.into_iter().zip(outcomes).filter(|(_, it)| it.is_ok());
        let passed: Vec<Test> = passed.map(|(test, _)| test).collect();
        let open = Coverage::of(&observer, &passed).gaps;
        let open = open.into_iter().map(|it| it.id).collect();
        let mut search = Self {
            contract,
            suite,
            pair,
            observer,
            payloads: payloads(root, suite)?,
            files: BTreeMap::new(),
            open,
            met: BTreeSet::new(),
            ids: suite.cases.iter().map(|case| case.id.clone()).collect(),
        };
        for path in reversals_cases::files(root, "yaml")? {
            let below = path.strip_prefix(root).unwrap_or(&path);
            let folder = below
                .parent()
                .map(reversals_cases::slashed)
                .unwrap_or_default();
            let stem = below
                .file_stem()
                .map(|it| it.to_string_lossy().into_owned());
            if !folder.contains('/') {
                continue;
            }
            let file = reversals_cases::load_yaml(&path)?;
            search
                .files
                .insert((folder, stem.unwrap_or_default()), file);
        }
        Ok(search)
    }

    /// Finds what there is to find for one operation.
    pub(crate) fn operation(&mut self, operation: &Operation, added: &mut text::Added) {
        let own = format!("{}/", operation.id);
        if !self
            .open
            .iter()
            .any(|id| id.starts_with(&own) || is_of_a_type(id))
        {
            return;
        }
        let suite = self.suite;
        let mut cases = suite
            .cases
            .iter()
            .filter(|case| case.call.operation == operation.id);
        let folder = cases
            .clone()
            .find(|case| !case.carried)
            .map(|case| case.folder.clone());
        let folder = folder.unwrap_or_else(|| {
            let names = &self.contract.api.resources;
            let resource = names
                .get(&operation.resource)
                .unwrap_or(&operation.resource);
            format!("{resource}/{}", operation.verb)
        });
        let exchange = cases.find(|case| carries(case)).cloned();
        let good = self.good(operation, exchange.as_deref());
        let pair = Arc::clone(&self.pair);
        let tried = Tried {
            ir: operation,
            values: Values {
                api: &self.contract.api,
                whole: false,
            },
            pair: &pair,
            good: &good,
            foldings: &suite.foldings,
        };
        let beginning = tried.beginning();
        for stem in [PARAMETERS, ANSWERS, MISSING] {
            let key = (folder.clone(), stem.to_owned());
            let new = || File {
                format: FORMAT,
                about: String::new(),
                operation: Some(operation.id.clone()),
                carried_by: Vec::new(),
                base: if stem == MISSING {
                    Part::default()
                } else {
                    beginning.clone()
                },
                cases: Vec::new(),
            };
            self.files.entry(key).or_insert_with(new);
        }
        let mut carrier = exchange;
        if carrier.is_none() {
            carrier = self.keep(tried.alone(), &folder, operation, added);
        }
        if let Some(carrier) = carrier {
            self.carry(&carrier, added);
        }
        self.keep(tried.alone(), &folder, operation, added);
        self.keep(tried.callers(), &folder, operation, added);
        self.keep(tried.strangers(), &folder, operation, added);
        self.keep(tried.arguments(), &folder, operation, added);
        self.keep(tried.statuses(), &folder, operation, added);
        self.keep(tried.members(), &folder, operation, added);
    }

    /// What the operation answers: as its cases have it, or with all that the document has.
    fn good(&self, operation: &Operation, exchange: Option<&Case>) -> Good {
        let used = |users: &Vec<String>| {
            let mut users = users.iter();
            exchange.is_some_and(|case| users.any(|id| *id == case.id))
        };
        let mut payloads = self.suite.payloads.iter();
        let payload = payloads
            .find(|(_, users)| used(users))
            .map(|(name, _)| name.clone());
        let body = payload.as_ref().and_then(|name| self.payloads.get(name));
        if let Some(body) = body {
            return Good {
                status: operation.status(),
                body: body.clone(),
                payload,
            };
        }
        let whole = Values {
            api: &self.contract.api,
            whole: true,
        };
        let body = operation.success_type().map(|ty| whole.least(ty));
        Good {
            status: operation.status(),
            body: body.unwrap_or_default(),
            payload: None,
        }
    }

    /// Keeps the candidates that show something new; gives the first that another file can carry by.
    fn keep(
        &mut self,
        candidates: Vec<Candidate>,
        folder: &str,
        operation: &Operation,
        added: &mut text::Added,
    ) -> Option<Arc<Case>> {
        let mut first = None;
        for candidate in candidates {
            for way in candidate.ways() {
                let case = match self.shows(&way, folder) {
                    Shows::New(case) => case,
                    Shows::Wrong => continue,
                    // What judges less shows no more.
                    Shows::Nothing => break,
                };
                let key = (folder.to_owned(), way.stem.to_owned());
                let Some(file) = self.files.get(&key) else {
                    break;
                };
                let id = added.row(folder, operation, &file.base, way, &mut self.ids);
                if first.is_none() && carries(&case) {
                    first = Some(Arc::new(Case {
                        id,
                        ..Case::clone(&case)
                    }));
                }
                break;
            }
        }
        first
    }

    /// What a candidate shows.
    fn shows(&mut self, way: &Candidate, folder: &str) -> Shows {
        let key = (folder.to_owned(), way.stem.to_owned());
        let Some(file) = self.files.get(&key) else {
            return Shows::Wrong;
        };
        let mut one = way.clone();
        one.part = beginning::without(one.part, &file.base);
        let file = File {
            carried_by: Vec::new(),
            cases: vec![one.alone()],
            ..file.clone()
        };
        let cases = reversals_cases::proposed(
            file,
            folder,
            way.stem,
            &[],
            &self.payloads,
            &self.suite.foldings,
        );
        let Some(case) = cases.ok().and_then(|cases| cases.into_iter().next()) else {
            return Shows::Wrong;
        };
        let cases = std::slice::from_ref(&case);
        let shown = self.claimed(cases);
        if shown.is_empty() {
            return Shows::Nothing;
        }
        if !self.holds(cases) {
            return Shows::Wrong;
        }
        self.take(shown);
        Shows::New(case)
    }

    fn tests(&self, cases: &[Arc<Case>]) -> Vec<Test> {
        let api = &self.contract.api;
        let tests = cases.iter();
        tests
            .flat_map(|case| reversals_judge::of_case(case, api))
            .collect()
    }

    /// What cases show that no other one does, where they hold.
    pub(crate) fn claimed(&self, cases: &[Arc<Case>]) -> BTreeSet<String> {
        let tests = self.tests(cases).into_iter();
        let shown = tests.flat_map(|test| self.observer.discharged(&test));
        shown.filter(|id| self.open.contains(id)).collect()
    }

    /// Whether every test of the cases passes.
    pub(crate) fn holds(&self, cases: &[Arc<Case>]) -> bool {
        let world = World {
            client: &self.pair.client,
            server: &self.pair.server,
            contract: self.contract,
        };
        self.tests(cases).iter().all(|test| test.run(world).is_ok())
    }

    /// Counts what is shown now.
    pub(crate) fn take(&mut self, shown: BTreeSet<String>) {
        self.open.retain(|id| !shown.contains(id));
        self.met.extend(shown);
    }
}

/// What a candidate shows.
enum Shows {
    /// Something that no other case shows.
    New(Arc<Case>),
    /// Nothing new.
    Nothing,
    /// It does not hold so.
    Wrong,
}

/// Whether something is owed of a type, whichever operation answers it.
fn is_of_a_type(id: &str) -> bool {
    id.split('/')
        .nth(1)
        .is_some_and(|it| it.starts_with("type:"))
}

/// Whether a case is an exchange of both sides with a success, which can carry objects.
fn carries(case: &Case) -> bool {
    match &case.judge {
        Judge::Exchange {
            response, sides, ..
        } => {
            !case.carried
                && response.status < 300
                && sides.len() == 2
                && sides.contains(&Side::Client)
        }
        _ => false,
    }
}

fn payloads(root: &Path, suite: &Suite) -> Result<BTreeMap<String, Value>, Error> {
    let mut all = BTreeMap::new();
    for name in suite.payloads.keys() {
        let path = root.join("payloads").join(name);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Io { path, source })?;
        // What is no JSON has been refused before.
        all.insert(
            name.clone(),
            serde_json::from_str(&text).unwrap_or_default(),
        );
    }
    Ok(all)
}
