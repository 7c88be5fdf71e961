//! A map of few things: looked through from the first to the last. The library's maps are kilobytes of WebAssembly for every
//! type, and faster only where there are many.

/// Pairs of a key and its value; each key once.
#[derive(Debug, Clone)]
pub struct VecMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for VecMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> VecMap<K, V> {
    /// Looks at every pair, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    /// The same, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The value of a key; an empty one is put in if there is none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        K: PartialEq,
        V: Default,
    {
        let at = self.0.iter().position(|(have, _)| *have == key).unwrap_or_else(|| {
            self.0.push((key, V::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Keeps the pairs that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| wanted(key, value));
    }

    /// Drops all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The value of a key.
    pub fn get<Q: ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: PartialEq<Q>,
    {
        self.0.iter().find(|(have, _)| *have == *key).map(|(_, value)| value)
    }

    /// Takes the value of a key out.
    pub fn remove<Q: ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: PartialEq<Q>,
    {
        let at = self.0.iter().position(|(have, _)| *have == *key)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Gives a key a value, instead of the one it may have.
    pub fn insert(&mut self, key: K, value: V)
    where
        K: PartialEq,
    {
        self.remove(&key);
        self.0.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_value() {
        let mut few = VecMap::default();
        few.insert("a".to_owned(), 1);
        few.insert("b".to_owned(), 2);
        few.insert("a".to_owned(), 3);
        assert_eq!((few.get("a"), few.get("b"), few.get("c")), (Some(&3), Some(&2), None));
        assert_eq!((few.remove("a"), few.remove("a")), (Some(3), None));
        few.retain(|key, _| key != "b");
        assert_eq!(few.iter().count(), 0);
    }
}
