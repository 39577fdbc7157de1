//! Lists and maps.

use std::collections::{BTreeMap, HashMap};

use super::{Each, Give, Pairs};

fn list<T, By, V: Give<T, By>>(
    values: impl IntoIterator<Item = V>,
) -> Result<Option<Vec<T>>, String> {
    // What is not said is no element.
    values
        .into_iter()
        .map(V::give)
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()
        .map(Some)
}

fn map<T, By, K: Give<String>, V: Give<T, By>>(
    pairs: impl IntoIterator<Item = (K, V)>,
) -> Result<Option<BTreeMap<String, T>>, String> {
    let mut all = BTreeMap::new();
    for (key, value) in pairs {
        if let (Some(key), Some(value)) = (key.give()?, value.give()?) {
            all.insert(key, value);
        }
    }
    Ok(Some(all))
}

impl<T, By, V: Give<T, By>, const N: usize> Give<Vec<T>, Each<By>> for [V; N] {
    fn give(self) -> Result<Option<Vec<T>>, String> {
        list(self)
    }
}

impl<T, By, V: Give<T, By> + Clone, const N: usize> Give<Vec<T>, Each<By>> for &[V; N] {
    fn give(self) -> Result<Option<Vec<T>>, String> {
        list(self.iter().cloned())
    }
}

impl<T, By, V: Give<T, By> + Clone> Give<Vec<T>, Each<By>> for &[V] {
    fn give(self) -> Result<Option<Vec<T>>, String> {
        list(self.iter().cloned())
    }
}

impl<T, By, V: Give<T, By>> Give<Vec<T>, Each<By>> for Vec<V> {
    fn give(self) -> Result<Option<Vec<T>>, String> {
        list(self)
    }
}

impl<T, By, V: Give<T, By> + Clone> Give<Vec<T>, Each<By>> for &Vec<V> {
    fn give(self) -> Result<Option<Vec<T>>, String> {
        list(self.iter().cloned())
    }
}

type Map<T> = BTreeMap<String, T>;

impl<T, By, K: Give<String>, V: Give<T, By>, const N: usize> Give<Map<T>, Pairs<By>>
    for [(K, V); N]
{
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self)
    }
}

impl<T, By, K: Give<String> + Clone, V: Give<T, By> + Clone> Give<Map<T>, Pairs<By>>
    for &[(K, V)]
{
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self.iter().cloned())
    }
}

impl<T, By, K: Give<String>, V: Give<T, By>> Give<Map<T>, Pairs<By>> for Vec<(K, V)> {
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self)
    }
}

impl<T, By, K: Give<String>, V: Give<T, By>> Give<Map<T>, Pairs<By>> for BTreeMap<K, V> {
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self)
    }
}

impl<T, By, K: Give<String> + Clone, V: Give<T, By> + Clone> Give<Map<T>, Pairs<By>>
    for &BTreeMap<K, V>
{
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self.iter().map(|(key, value)| (key.clone(), value.clone())))
    }
}

impl<T, By, K: Give<String>, V: Give<T, By>, S> Give<Map<T>, Pairs<By>> for HashMap<K, V, S> {
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self)
    }
}

impl<T, By, K: Give<String> + Clone, V: Give<T, By> + Clone, S> Give<Map<T>, Pairs<By>>
    for &HashMap<K, V, S>
{
    fn give(self) -> Result<Option<Map<T>>, String> {
        map(self.iter().map(|(key, value)| (key.clone(), value.clone())))
    }
}
