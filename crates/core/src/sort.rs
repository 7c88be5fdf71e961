//! One sort for lists of everything: the library's own is compiled anew, 3 to 5 kB of WebAssembly, for every type and order.

use std::cmp::Ordering;

/// Sorts a list; equal items stay in their order.
pub fn sort<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    let mut items: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(order.into_iter().filter_map(|i| items[i].take()));
}

/// The places of a list in their new order.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_stay_in_their_order() {
        let mut list: Vec<(u32, u32)> = (0..200).map(|i| (i * 7919 % 13, i)).collect();
        let mut expected = list.clone();
        expected.sort_by_key(|item| item.0);
        sort(&mut list, |a, b| a.0.cmp(&b.0));
        assert_eq!(list, expected);
        sort(&mut list, |a, b| b.1.cmp(&a.1));
        assert!(list.is_sorted_by(|a, b| a.1 > b.1));
    }
}
