//! What we own of a connection's settings.

use serde_json::{Map, Value};

use super::rules;

/// Whose a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The organization's administrator.
    Admin,
    /// The vendor, by policy: it goes before the administrator.
    Policy,
}

/// What is wished for one member.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    owner: Owner,
    /// From the outside in: `["connection_settings", "pkce"]`.
    path: Vec<String>,
    /// None: it shall not be there.
    value: Option<Value>,
}

/// What we own of a connection's settings, member by member. What is not named here is somebody else's.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wish {
    entries: Vec<Entry>,
}

impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names only: values may be secrets.
        let names = self.entries.iter().map(|entry| (entry.owner, entry.path.join(".")));
        f.debug_list().entries(names).finish()
    }
}

impl Wish {
    /// The administrator's members, and nothing else.
    pub fn of_admin(members: &Map<String, Value>) -> Self {
        Self::default().with(Owner::Admin, members)
    }

    /// Also these members; null means that one shall not be there.
    #[must_use]
    pub fn with(mut self, owner: Owner, members: &Map<String, Value>) -> Self {
        for (name, value) in members {
            self = self.at(owner, &[name], Some(value.clone()).filter(|value| !value.is_null()));
        }
        self
    }

    /// Also this member, inside of others; none so that it shall not be there.
    #[must_use]
    pub fn at(mut self, owner: Owner, path: &[&str], value: Option<Value>) -> Self {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        self.entries.push(Entry { owner, path, value });
        // The later one counts: policy goes before the administrator, what is inside before what is around it.
        self.entries.sort_by_key(|entry| (entry.owner, entry.path.len()));
        self
    }

    /// Whether all of a member of `options` is ours.
    pub(super) fn owns(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.path.len() == 1 && entry.path[0] == name)
    }

    /// Whether any of a member of `options` is ours.
    pub(super) fn touches(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.path.first().is_some_and(|first| first == name))
    }

    /// Whether the wish makes another value of a member.
    pub(super) fn changes(&self, current: &Map<String, Value>, name: &str) -> bool {
        if !self.touches(name) {
            return false;
        }
        let mut wished = current.clone();
        self.apply(&mut wished);
        wished.get(name) != current.get(name)
    }

    /// Sets what is wished. A mask in place of a secret means that it stays as it is.
    pub(super) fn apply(&self, options: &mut Map<String, Value>) {
        for entry in &self.entries {
            let keeps = entry.value.as_ref().is_some_and(|value| {
                rules::is_secret(&entry.path[0]) && value.as_str().is_some_and(rules::is_mask)
            });
            if !keeps {
                set(options, &entry.path, entry.value.as_ref());
            }
        }
    }

    /// Every member that is ours: its owner, its path, and what it shall be.
    pub(super) fn expectations(&self) -> impl Iterator<Item = (Owner, &[String], Option<&Value>)> {
        // An entry that a later one of the same path goes before is not what is expected.
        self.entries.iter().enumerate().filter_map(|(index, entry)| {
            let overruled = self.entries[index + 1..].iter().any(|later| later.path.starts_with(&entry.path));
            (!overruled).then_some((entry.owner, entry.path.as_slice(), entry.value.as_ref()))
        })
    }
}

fn set(members: &mut Map<String, Value>, path: &[String], value: Option<&Value>) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        match value {
            Some(value) => drop(members.insert(first.clone(), value.clone())),
            None => drop(members.remove(first)),
        }
        return;
    }
    if value.is_none() && !members.contains_key(first) {
        return;
    }
    let inner = members.entry(first).or_insert_with(|| Value::Object(Map::new()));
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    if let Value::Object(inner) = inner {
        set(inner, rest, value);
    }
}
