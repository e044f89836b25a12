//! What the name server knows: records, and misbehaviour on order, by name.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::tenant::persistence::{self, FileError};

use super::{
    name::DomainName,
    record::{Content, InvalidRecord, Kind, RecordSet},
};

/// Records by name. A name in it has at least one.
pub(super) type Records = BTreeMap<DomainName, Vec<Content>>;

/// Everything that is known.
#[derive(Debug, Default)]
pub struct Zone {
    known: Mutex<Known>,
    /// Where records are kept. Misbehaviour ends with the process, as other faults do.
    file: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Known {
    records: Records,
    misbehaviour: BTreeMap<DomainName, Misbehaviour>,
}

/// What happens to questions for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// The server says that it failed.
    Servfail,
    /// The server says nothing.
    Timeout,
    /// The server waits, then answers.
    Slow(Duration),
}

impl Zone {
    /// What is in the file, which need not exist yet; nothing when there is to be none.
    pub fn open(file: Option<PathBuf>) -> Result<Self, FileError> {
        let records = file.as_deref().map(load).transpose()?.unwrap_or_default();
        Ok(Self { known: Mutex::new(Known { records, ..Known::default() }), file })
    }

    /// Replaces what a name has of one type.
    pub fn set(&self, set: &RecordSet) -> Result<(), InvalidRecord> {
        let contents = set.contents()?;
        self.change(|records| {
            let here = records.entry(set.name.clone()).or_default();
            here.retain(|content| content.kind() != set.kind);
            here.extend(contents);
            Ok(())
        })
    }

    /// Adds a record, as far as a real name server would take it.
    pub fn add(&self, name: DomainName, content: Content) -> Result<(), InvalidRecord> {
        self.change(|records| {
            let here = records.entry(name).or_default();
            let others = here.iter().any(|other| *other != content);
            let alias = here.iter().chain([&content]).any(|one| one.kind() == Kind::Cname);
            if others && alias {
                return Err(InvalidRecord::Alias);
            }
            if !here.contains(&content) {
                here.push(content);
            }
            Ok(())
        })
    }

    /// Removes a record, if there is one like it.
    pub fn remove(&self, name: &DomainName, content: &Content) {
        self.change(|records| records.entry(name.clone()).or_default().retain(|one| one != content));
    }

    /// Forgets records and misbehaviour.
    pub fn clear(&self) {
        self.locked().misbehaviour.clear();
        self.change(Records::clear);
    }

    /// All records, by name and type.
    pub fn record_sets(&self) -> Vec<RecordSet> {
        self.read(sets)
    }

    /// Orders misbehaviour of a name, or ends it.
    pub fn misbehave(&self, name: DomainName, misbehaviour: Option<Misbehaviour>) {
        let mut known = self.locked();
        match misbehaviour {
            Some(misbehaviour) => known.misbehaviour.insert(name, misbehaviour),
            None => known.misbehaviour.remove(&name),
        };
    }

    /// How a name misbehaves.
    pub fn misbehaviour(&self, name: &DomainName) -> Option<Misbehaviour> {
        self.locked().misbehaviour.get(name).copied()
    }

    /// All names that misbehave.
    pub fn misbehaving(&self) -> Vec<(DomainName, Misbehaviour)> {
        self.locked().misbehaviour.iter().map(|(name, effect)| (name.clone(), *effect)).collect()
    }

    /// Looks at the records.
    pub(super) fn read<R>(&self, look: impl FnOnce(&Records) -> R) -> R {
        look(&self.locked().records)
    }

    /// Changes the records, and writes them down before anybody is told.
    fn change<R>(&self, change: impl FnOnce(&mut Records) -> R) -> R {
        let mut known = self.locked();
        let result = change(&mut known.records);
        known.records.retain(|_, contents| !contents.is_empty());
        if let Some(Err(error)) = self.file.as_deref().map(|path| save(path, &known.records)) {
            tracing::error!(%error, "the DNS records could not be saved");
        }
        result
    }

    fn locked(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sets(records: &Records) -> Vec<RecordSet> {
    let of = |name: &DomainName, contents: &[Content], kind| {
        let values = contents.iter().filter(|content| content.kind() == kind).map(Content::value);
        RecordSet { name: name.clone(), kind, values: values.collect() }
    };
    let all = records.iter().flat_map(|(name, contents)| Kind::ALL.map(|kind| of(name, contents, kind)));
    all.filter(|set| !set.values.is_empty()).collect()
}

fn load(path: &Path) -> Result<Records, FileError> {
    let Some(bytes) = persistence::read(path)? else { return Ok(Records::new()) };
    let unusable = |source| FileError::Records { path: path.to_owned(), source };
    let sets: Vec<RecordSet> = serde_json::from_slice(&bytes).map_err(|source| unusable(source.into()))?;
    let mut records = Records::new();
    for set in sets {
        let contents = set.contents().map_err(|source| unusable(source.into()))?;
        records.entry(set.name).or_default().extend(contents);
    }
    Ok(records)
}

fn save(path: &Path, records: &Records) -> Result<(), FileError> {
    let bytes = serde_json::to_vec_pretty(&sets(records))
        .map_err(|source| FileError::Records { path: path.to_owned(), source: source.into() })?;
    persistence::write(path, &bytes)
}
