//! Rows found by id or name and listed in the order they were made.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something with an id that never changes.
pub trait Row {
    /// The id.
    fn id(&self) -> &str;

    /// A name that is unique among the rows whatever its letters' case, and may change.
    fn name(&self) -> Option<&str> {
        None
    }
}

/// Rows by id and by name, kept in order of creation.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: BTreeMap<u64, T>,
    places: HashMap<String, u64>,
    names: HashMap<String, u64>,
    lent: Lent,
    next: u64,
}

/// Rows that were lent to be changed since the names were last put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lent {
    Nothing,
    One(u64),
    Everything,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            places: HashMap::new(),
            names: HashMap::new(),
            lent: Lent::Nothing,
            next: 0,
        }
    }
}

impl<T: Row> Table<T> {
    /// The row of this id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(self.places.get(id)?)
    }

    /// The row of this name, whatever its letters' case.
    pub fn by_name(&self, name: &str) -> Option<&T> {
        let named = |row: &&T| row.name().is_some_and(|own| own.eq_ignore_ascii_case(name));
        let noted = self.names.get(&name.to_ascii_lowercase()).and_then(|place| self.rows.get(place));
        noted.filter(named).or_else(|| match self.lent {
            Lent::Nothing => None,
            Lent::One(place) => self.rows.get(&place).filter(named),
            Lent::Everything => self.rows.values().find(named),
        })
    }

    /// The row of this id, to change.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = *self.places.get(id)?;
        self.take_back();
        self.lent = Lent::One(place);
        self.rows.get_mut(&place)
    }

    /// Puts the names of lent rows in order: whoever had one may have changed its name.
    fn take_back(&mut self) {
        match std::mem::replace(&mut self.lent, Lent::Nothing) {
            Lent::Nothing => {}
            Lent::One(place) => self.note_name(place),
            Lent::Everything => {
                self.names.clear();
                let places: Vec<u64> = self.rows.keys().copied().collect();
                places.into_iter().for_each(|place| self.note_name(place));
            }
        }
    }

    /// An old name may stay noted: [`Self::by_name`] looks at the row before it believes the note.
    fn note_name(&mut self, place: u64) {
        if let Some(name) = self.rows.get(&place).and_then(Row::name) {
            self.names.insert(name.to_ascii_lowercase(), place);
        }
    }

    /// Adds a row, or replaces the one of the same id where it stands.
    pub fn put(&mut self, row: T) {
        self.take_back();
        let place = match self.places.get(row.id()) {
            Some(&place) => place,
            None => {
                self.next += 1;
                self.places.insert(row.id().to_owned(), self.next);
                self.next
            }
        };
        if let Some(before) = self.rows.insert(place, row) {
            self.forget_name(&before, place);
        }
        self.note_name(place);
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let place = self.places.remove(id)?;
        self.take_back();
        let removed = self.rows.remove(&place)?;
        self.forget_name(&removed, place);
        Some(removed)
    }

    fn forget_name(&mut self, row: &T, place: u64) {
        let Some(name) = row.name().map(str::to_ascii_lowercase) else { return };
        if self.names.get(&name) == Some(&place) {
            self.names.remove(&name);
        }
    }

    /// All rows, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    /// All rows, to change.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.lent = Lent::Everything;
        self.rows.values_mut()
    }

    /// Keeps the rows that satisfy the predicate.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.rows.retain(|_, row| keep(row));
        let rows = &self.rows;
        self.places.retain(|_, place| rows.contains_key(place));
        self.names.retain(|_, place| rows.contains_key(place));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.values())
    }
}

impl<'de, T: Row + Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for row in Vec::<T>::deserialize(deserializer)? {
            table.put(row);
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone)]
    struct Thing(&'static str, String);

    impl Row for Thing {
        fn id(&self) -> &str {
            self.0
        }

        fn name(&self) -> Option<&str> {
            Some(&self.1)
        }
    }

    fn things() -> Table<Thing> {
        let mut table = Table::default();
        for (id, name) in [("1", "One"), ("2", "Two"), ("3", "Three")] {
            table.put(Thing(id, name.to_owned()));
        }
        table
    }

    fn id<'a>(table: &'a Table<Thing>, name: &str) -> Option<&'a str> {
        table.by_name(name).map(Row::id)
    }

    #[test]
    fn a_name_is_found_in_any_case() {
        assert_eq!(id(&things(), "tWO"), Some("2"));
        assert_eq!(id(&things(), "four"), None);
    }

    #[test]
    fn a_row_that_was_renamed_in_place_is_found_by_its_new_name_only() {
        let mut table = things();
        "Zwei".clone_into(&mut table.get_mut("2").unwrap().1);
        assert_eq!((id(&table, "zwei"), id(&table, "two")), (Some("2"), None));
        "Two".clone_into(&mut table.get_mut("3").unwrap().1);
        assert_eq!(
            (id(&table, "zwei"), id(&table, "two"), id(&table, "three")),
            (Some("2"), Some("3"), None)
        );
    }

    #[test]
    fn rows_that_were_all_lent_are_found_by_their_new_names() {
        let mut table = things();
        for row in table.iter_mut() {
            row.1.push('!');
        }
        assert_eq!((id(&table, "one!"), id(&table, "one")), (Some("1"), None));
        table.put(Thing("4", "One".to_owned()));
        assert_eq!((id(&table, "one!"), id(&table, "one")), (Some("1"), Some("4")));
    }

    #[test]
    fn a_name_is_free_again_after_its_row_is_replaced_or_gone() {
        let mut table = things();
        table.put(Thing("1", "Uno".to_owned()));
        table.put(Thing("4", "One".to_owned()));
        assert_eq!((id(&table, "one"), id(&table, "uno")), (Some("4"), Some("1")));
        table.remove("4");
        table.retain(|row| row.0 != "1");
        assert_eq!((id(&table, "one"), id(&table, "uno")), (None, None));
    }
}
