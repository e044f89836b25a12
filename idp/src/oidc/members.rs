//! A JSON object whose members are each there once.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::reading::{Reason, Rejection};

/// The members of a JSON object, in order.
pub(crate) struct Members(Vec<(String, Value)>);

impl Members {
    /// Parses an object. Two parsers may disagree which of two equal members counts, so there may not be two.
    pub(crate) fn parse(text: &str) -> Result<Self, Rejection> {
        let top: Top = serde_json::from_str(text).map_err(|error| {
            Rejection::new(Reason::NotJson, format!("line {}, column {}", error.line(), error.column()))
        })?;
        let Top::Object(members) = top else { return Err(Reason::NotDiscoveryDocument.into()) };
        let mut seen = std::collections::HashSet::new();
        if let Some((name, _)) = members.iter().find(|(name, _)| !seen.insert(name.as_str())) {
            return Err(Rejection::new(Reason::DuplicateKey, name.chars().take(80).collect::<String>()));
        }
        Ok(Self(members))
    }

    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A member that is text.
    pub(crate) fn string(&self, name: &str) -> Option<String> {
        self.get(name)?.as_str().map(ToOwned::to_owned)
    }

    /// A member that is a list of texts; other things in the list are passed over.
    pub(crate) fn strings(&self, name: &str) -> Option<Vec<String>> {
        Some(self.get(name)?.as_array()?.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect())
    }

    /// The member names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

enum Top {
    Object(Vec<(String, Value)>),
    Other,
}

impl<'de> Deserialize<'de> for Top {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TopVisitor)
    }
}

struct TopVisitor;

impl<'de> Visitor<'de> for TopVisitor {
    type Value = Top;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Top::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Top, A::Error> {
        while seq.next_element::<Value>()?.is_some() {}
        Ok(Top::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Top, E> {
        Ok(Top::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Top, E> {
        Ok(Top::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Top, E> {
        Ok(Top::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Top, E> {
        Ok(Top::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Top, E> {
        Ok(Top::Other)
    }

    fn visit_unit<E>(self) -> Result<Top, E> {
        Ok(Top::Other)
    }
}
