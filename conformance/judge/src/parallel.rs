//! The same work for many things, on every core.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// What `work` makes of each item, in the order of the items. `progress` is called after each with the number of those
/// that are done.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    progress: &(dyn Fn(usize) + Sync),
    work: impl Fn(&T) -> R + Send + Sync,
) -> Vec<R> {
    let done = AtomicUsize::new(0);
    let items = items.par_iter().with_max_len(1).map(|item| {
        let made = work(item);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        made
    });
    items.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled = super::map(&items, &|_| (), |item| item * 2);
        assert_eq!(
            doubled,
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
    }
}
