//! Faults on purpose: what careless implementations do, so that the cases can show that they would find it.
//!
//! A bug is a wrapper around a good side and bends one thing of it. Where a bug needs to know what the document says
//! (which members there are, which values an enum has), it asks `document`; no bug names a resource.
#![forbid(unsafe_code)]

pub mod client;
mod document;
mod form;
pub mod hunt;
mod json;
pub mod memo;
pub mod server;

pub use client::{BuggyClient, CLIENT_BUGS, ClientBug, client};
pub use server::{BuggyServer, SERVER_BUGS, ServerBug, server};

/// The groups, one after the other. `N` is how many they hold together.
const fn gathered<T: Copy, const N: usize>(groups: &[&[T]]) -> [T; N] {
    let mut all = [groups[0][0]; N];
    let (mut group, mut at) = (0, 0);
    while group < groups.len() {
        let mut item = 0;
        while item < groups[group].len() {
            all[at] = groups[group][item];
            at += 1;
            item += 1;
        }
        group += 1;
    }
    assert!(at == N, "the groups hold fewer than was said");
    all
}

/// How many the groups hold together.
const fn counted<T>(groups: &[&[T]]) -> usize {
    let (mut group, mut sum) = (0, 0);
    while group < groups.len() {
        sum += groups[group].len();
        group += 1;
    }
    sum
}
