//! What an answer is asked to have in full.

use std::marker::PhantomData;

use super::{Each, Give, Item, Plain};
use crate::{DEEPEST, Expansion, List};

/// Members that the answer `R` is to have in full, given as an [`Expansion`] of its type (of a list, as one of its
/// items' type), as text that goes anywhere, or as several.
#[derive(Clone, Debug)]
pub struct Asked<R>(Vec<String>, PhantomData<fn() -> R>);

impl<R> Asked<R> {
    fn one(path: String) -> Self {
        Self(vec![path], PhantomData)
    }
}

impl<R> IntoIterator for Asked<R> {
    type Item = String;
    type IntoIter = std::vec::IntoIter<String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A path, where a service goes so deep.
fn path<R>(path: String) -> Result<Option<Asked<R>>, String> {
    if path.split('.').count() > DEEPEST {
        return Err(format!(
            "`{path}` leads through more than {DEEPEST} members"
        ));
    }
    Ok(Some(Asked::one(path)))
}

impl<R, T> Give<Asked<R>> for Expansion<R, T> {
    fn give(self) -> Result<Option<Asked<R>>, String> {
        path(self.path().to_owned())
    }
}

impl<R, T> Give<Asked<List<R>>, Item> for Expansion<R, T> {
    fn give(self) -> Result<Option<Asked<List<R>>>, String> {
        path(format!("data.{}", self.path()))
    }
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            impl<R> Give<Asked<R>, Plain> for $text {
                fn give(self) -> Result<Option<Asked<R>>, String> {
                    Ok(Some(Asked::one(self.into())))
                }
            }
        )*
    };
}

texts!(&str, &String, String);

fn all<R, By, V: Give<Asked<R>, By>>(
    values: impl IntoIterator<Item = V>,
) -> Result<Option<Asked<R>>, String> {
    let mut all = Vec::new();
    for value in values {
        all.extend(value.give()?.into_iter().flatten());
    }
    Ok(Some(Asked(all, PhantomData)))
}

macro_rules! several {
    ($([$($const:tt)*] $several:ty),*) => {
        $(
            impl<R, By, V: Give<Asked<R>, By> + Clone $($const)*> Give<Asked<R>, Each<By>> for $several {
                fn give(self) -> Result<Option<Asked<R>>, String> {
                    all(self.iter().cloned())
                }
            }
        )*
    };
}

several!([, const N: usize] [V; N], [, const N: usize] &[V; N], [] Vec<V>, [] &Vec<V>, [] &[V]);
