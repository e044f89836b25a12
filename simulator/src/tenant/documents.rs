//! Things of the Management API that nothing else in the tenant acts upon: kept as the JSON they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::table::{Row, Table};

/// A thing and the id it goes by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Unique in its collection, never changes.
    pub id: String,
    /// Its members, secrets included, the id excluded.
    pub body: Map<String, Value>,
}

impl Row for Document {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Collections by the path of their endpoint, and settings of which there is one by theirs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Documents {
    collections: BTreeMap<String, Table<Document>>,
    singles: BTreeMap<String, Map<String, Value>>,
}

impl Documents {
    /// Everything in a collection, oldest first.
    pub fn all(&self, collection: &str) -> impl DoubleEndedIterator<Item = &Document> {
        self.collections.get(collection).into_iter().flat_map(Table::iter)
    }

    /// One thing.
    pub fn get(&self, collection: &str, id: &str) -> Option<&Document> {
        self.collections.get(collection)?.get(id)
    }

    /// How many things a collection holds.
    pub fn count(&self, collection: &str) -> usize {
        self.collections.get(collection).map_or(0, Table::len)
    }

    /// Adds a thing, or replaces the one of the same id where it stands.
    pub fn put(&mut self, collection: &str, document: Document) {
        self.collections.entry(collection.to_owned()).or_default().put(document);
    }

    /// Takes a thing out.
    pub fn remove(&mut self, collection: &str, id: &str) -> Option<Document> {
        self.collections.get_mut(collection)?.remove(id)
    }

    /// Settings that were changed; `None` while they are as they came.
    pub fn single(&self, name: &str) -> Option<&Map<String, Value>> {
        self.singles.get(name)
    }

    /// Keeps settings.
    pub fn put_single(&mut self, name: &str, body: Map<String, Value>) {
        self.singles.insert(name.to_owned(), body);
    }

    /// Forgets settings.
    pub fn remove_single(&mut self, name: &str) -> Option<Map<String, Value>> {
        self.singles.remove(name)
    }
}
