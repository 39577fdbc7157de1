//! Whether the cases find a bug.

use std::collections::BTreeMap;

use super::{CLIENT_BUGS, ClientBug, SERVER_BUGS, ServerBug, client, server};
use crate::memo::{MemoClient, MemoServer};
use reversals_cases::Side;
use reversals_judge::subject::{Client, Server};
use reversals_judge::{Contract, Finding, Kind, Test, World};

/// What the cases made of one bug.
#[derive(Clone, Debug)]
pub struct Hunted {
    /// The side that the bug is on.
    pub side: Side,
    /// The bug's name.
    pub id: &'static str,
    /// What it does.
    pub what: &'static str,
    /// The first test that noticed, and what it found; none where the bug got away.
    pub found: Option<(String, Box<Finding>)>,
    /// How many tests ran until then.
    pub tries: usize,
}

/// Puts every bug into a good pair, one at a time, and runs tests until one fails.
pub fn hunt(tests: &[Test], good: World<'_>, progress: &(dyn Fn(usize) + Sync)) -> Vec<Hunted> {
    let tests = spread(tests);
    let hunter = Hunter {
        good,
        client: MemoClient::new(good.client),
        server: MemoServer::new(good.server),
        tests,
    };
    let bugs: Vec<Bug> = SERVER_BUGS
        .iter()
        .map(Bug::Server)
        .chain(CLIENT_BUGS.iter().map(Bug::Client))
        .collect();
    reversals_judge::parallel::map(&bugs, progress, |bug| hunter.one(*bug))
}

#[derive(Clone, Copy)]
enum Bug {
    Server(&'static ServerBug),
    Client(&'static ClientBug),
}

impl Bug {
    /// The kinds of tests that are likely to notice, which only saves time; none where nobody knows.
    fn likely(self) -> Option<&'static [&'static str]> {
        const READS: &[&str] = &["server-decode", "server-decode-spelling", "server-refuse"];
        const SENDS: &[&str] = &["client-encode", "client-repeat"];
        const TAKES: &[&str] = &[
            "client-decode",
            "client-decode-reordered",
            "client-decode-unknown-values",
            "client-refuse",
            "client-undocumented",
        ];
        match self {
            Self::Server(bug) => match bug.bend {
                server::Bend::Request(_) | server::Bend::Seen(_) | server::Bend::Refused(_) => {
                    Some(READS)
                }
                server::Bend::Answer(_) => Some(&["server-encode", "server-refuse"]),
                server::Bend::Whole(_) => None,
            },
            Self::Client(bug) => match bug.bend {
                client::Bend::Call(_) | client::Bend::Sent(_) => Some(SENDS),
                client::Bend::Outcome(_) | client::Bend::Refused(_) => Some(TAKES),
                client::Bend::Whole(_) => {
                    Some(&["client-encode", "client-decode", "client-refuse"])
                }
            },
        }
    }
}

struct Hunter<'a> {
    good: World<'a>,
    client: MemoClient<'a>,
    server: MemoServer<'a>,
    tests: Vec<&'a Test>,
}

impl Hunter<'_> {
    fn one(&self, bug: Bug) -> Hunted {
        let (side, id, what) = match bug {
            Bug::Server(bug) => (Side::Server, bug.id, bug.what),
            Bug::Client(bug) => (Side::Client, bug.id, bug.what),
        };
        let mut tries = 0;
        let likely = bug.likely();
        let likely = |test: &&&Test| likely.is_none_or(|kinds| kinds.contains(&test.kind.family()));
        let first = self.tests.iter().filter(likely);
        let then = self.tests.iter().filter(|test| !likely(test));
        let found = first
            .chain(then)
            .filter(|test| test.sides().contains(&side))
            .find_map(|test| {
                tries += 1;
                let finding = self.run(test, bug).err()?;
                Some((test.name(), finding))
            });
        Hunted {
            side,
            id,
            what,
            found,
            tries,
        }
    }

    fn run(&self, test: &Test, bug: Bug) -> Result<(), Box<Finding>> {
        // A second call that is remembered would be the first one.
        let repeats = test.kind == Kind::ClientRepeat;
        let good_client: &dyn Client = if repeats {
            self.good.client
        } else {
            &self.client
        };
        let good_server: &dyn Server = &self.server;
        let contract: &Contract = self.good.contract;
        match bug {
            Bug::Server(bug) => test.run(World {
                client: good_client,
                server: &server(bug, good_server),
                contract,
            }),
            Bug::Client(bug) => test.run(World {
                client: &client(bug, good_client),
                server: good_server,
                contract,
            }),
        }
    }
}

/// The tests in an order in which different ones come early: the first of every group and kind, then the second ones.
fn spread(tests: &[Test]) -> Vec<&Test> {
    let mut seen: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, &Test)> = tests
        .iter()
        .map(|test| {
            let group = test.case.id.rsplit_once('/').map_or("", |(group, _)| group);
            let count = seen
                .entry((group.to_owned(), test.kind.family()))
                .or_default();
            *count += 1;
            (*count, test)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, test)| test).collect()
}
