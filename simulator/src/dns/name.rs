//! Names, as people write them and as messages carry them.

use hickory_proto::rr::{Label, Name};
use serde::{Deserialize, Serialize};

/// A name in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(Name);

/// What was written is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a name such as _check.globex.example: parts of 1 to 63 letters, digits, - and _, with dots between"
)]
pub struct InvalidName(String);

impl DomainName {
    /// Reads a name; spaces around it and a dot at its end do not count.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let invalid = || InvalidName(text.to_owned());
        let trimmed = text.trim();
        let bare = trimmed.strip_suffix('.').unwrap_or(trimmed);
        let labels = bare.split('.').map(label).collect::<Option<Vec<_>>>().ok_or_else(invalid)?;
        Name::from_labels(labels).map(|name| Self::of(&name)).map_err(|_| invalid())
    }

    /// The name that a message carries.
    pub fn of(name: &Name) -> Self {
        let mut name = name.to_lowercase();
        name.set_fqdn(true);
        Self(name)
    }

    /// The name as messages carry it.
    pub fn in_message(&self) -> &Name {
        &self.0
    }
}

/// The library refuses underscores in names that may be international, and those in names that may have underscores.
fn label(text: &str) -> Option<Label> {
    let label = Label::from_utf8(text).or_else(|_| Label::from_ascii(text)).ok()?;
    (!label.as_bytes().contains(&b'.')).then_some(label)
}

impl std::fmt::Display for DomainName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_ascii();
        formatter.write_str(text.strip_suffix('.').unwrap_or(&text))
    }
}

impl TryFrom<String> for DomainName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_name_is_read_as_people_write_it() {
        for (written, meant) in [
            (" _ss-Verification.org_X.Globex.example. ", "_ss-verification.org_x.globex.example"),
            ("_check.bücher.example", "_check.xn--bcher-kva.example"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(DomainName::parse(written).unwrap().to_string(), meant);
        }
    }

    #[test]
    fn what_is_no_dns_name_is_refused() {
        let long = "x".repeat(64);
        let longer = ["abcdefgh"; 30].join(".");
        for text in
            ["", ".", " ", "a..b", ".a", "https://globex.example", "a b.example", "a。b", &long, &longer]
        {
            assert!(DomainName::parse(text).is_err(), "{text:?}");
        }
    }
}
