//! Records: what a name has, and how orders, the file and messages speak of it.

use hickory_proto::rr::{
    RData, RecordType,
    rdata::{CNAME, NS, TXT},
};
use serde::{Deserialize, Serialize};

use super::name::{DomainName, InvalidName};

/// How long a text can be; an answer over TCP has room for several of them.
const TEXT_LIMIT: usize = 8_000;
/// How long each piece of a text can be in a message.
const PIECE: usize = 255;

/// The types of records that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// A text.
    Txt,
    /// Another name that stands for this one.
    Cname,
    /// A name server.
    Ns,
}

/// What one record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Txt(String),
    /// Another name that stands for this one.
    Cname(DomainName),
    /// A name server.
    Ns(DomainName),
}

/// What a name has of one type, as orders and the file say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSet {
    /// The name.
    pub name: DomainName,
    /// The type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Texts or names.
    pub values: Vec<String>,
}

/// A record that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRecord {
    /// The value is to be a name.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// The text is too long.
    #[error("a text has at most {TEXT_LIMIT} bytes")]
    TooLong,
    /// A name stands for one other name only.
    #[error("a name has one CNAME record at most")]
    SecondAlias,
    /// A name that stands for another one has nothing of its own.
    #[error("a CNAME record cannot stand beside other records of the same name; remove them first")]
    Alias,
}

impl Kind {
    /// All types.
    pub const ALL: [Self; 3] = [Self::Txt, Self::Cname, Self::Ns];

    /// Such as `TXT`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Txt => "TXT",
            Self::Cname => "CNAME",
            Self::Ns => "NS",
        }
    }
}

impl Content {
    /// Reads the value of a record; spaces around it do not count.
    pub fn parse(kind: Kind, value: &str) -> Result<Self, InvalidRecord> {
        let value = value.trim();
        match kind {
            Kind::Txt if value.len() > TEXT_LIMIT => Err(InvalidRecord::TooLong),
            Kind::Txt => Ok(Self::Txt(value.to_owned())),
            Kind::Cname => Ok(Self::Cname(DomainName::parse(value)?)),
            Kind::Ns => Ok(Self::Ns(DomainName::parse(value)?)),
        }
    }

    /// The type.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Txt(_) => Kind::Txt,
            Self::Cname(_) => Kind::Cname,
            Self::Ns(_) => Kind::Ns,
        }
    }

    /// What a person would write.
    pub fn value(&self) -> String {
        match self {
            Self::Txt(text) => text.clone(),
            Self::Cname(name) | Self::Ns(name) => name.to_string(),
        }
    }

    /// Whether a question for this type asks for it.
    pub(super) fn is(&self, asked: RecordType) -> bool {
        self.in_message().record_type() == asked
    }

    /// The record as messages carry it.
    pub(super) fn in_message(&self) -> RData {
        match self {
            Self::Txt(text) if text.is_empty() => RData::TXT(TXT::from_bytes(vec![b""])),
            Self::Txt(text) => RData::TXT(TXT::from_bytes(text.as_bytes().chunks(PIECE).collect())),
            Self::Cname(name) => RData::CNAME(CNAME(name.in_message().clone())),
            Self::Ns(name) => RData::NS(NS(name.in_message().clone())),
        }
    }
}

impl RecordSet {
    /// The records of this set, each once.
    pub(super) fn contents(&self) -> Result<Vec<Content>, InvalidRecord> {
        let mut contents = Vec::new();
        for value in &self.values {
            let content = Content::parse(self.kind, value)?;
            if !contents.contains(&content) {
                contents.push(content);
            }
        }
        match self.kind {
            Kind::Cname if contents.len() > 1 => Err(InvalidRecord::SecondAlias),
            _ => Ok(contents),
        }
    }
}
