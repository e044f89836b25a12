//! Where in the app a person is: parsed once from the address, then trusted.

use std::{fmt, str::FromStr};

use api::{ConnectionId, OrganizationId};

/// Which organization an address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OrganizationRef {
    /// The caller's own.
    Current,
    /// The one with this id.
    Id(OrganizationId),
}

/// An address of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/`: sends everybody where they belong.
    Home,
    /// `/sign-in`
    SignIn,
    /// `/organizations`: for operators.
    Organizations,
    /// `/unknown-texts`: for operators.
    UnknownTexts,
    /// A page of an organization.
    Organization(OrganizationRef, Page),
    /// No page of ours.
    Unknown,
}

/// A page of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Overview,
    Connections,
    NewConnection,
    Connection(ConnectionId, Tab),
    Setup(ConnectionId, Step),
    Domains,
}

/// A tab of a connection's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tab {
    Overview,
    Configuration,
    Mapping,
    Test,
    Activity,
    History,
    Danger,
}

/// A step of the setup wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Provider,
    App,
    Metadata,
    Test,
    Activate,
}

impl Tab {
    pub(crate) const ALL: [Self; 7] = [
        Self::Overview,
        Self::Configuration,
        Self::Mapping,
        Self::Test,
        Self::Activity,
        Self::History,
        Self::Danger,
    ];

    const fn segment(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Configuration => "configuration",
            Self::Mapping => "attribute-mapping",
            Self::Test => "test",
            Self::Activity => "activity",
            Self::History => "history",
            Self::Danger => "danger",
        }
    }
}

impl Step {
    pub(crate) const ALL: [Self; 5] = [Self::Provider, Self::App, Self::Metadata, Self::Test, Self::Activate];

    const fn segment(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::App => "app",
            Self::Metadata => "metadata",
            Self::Test => "test",
            Self::Activate => "activate",
        }
    }

    /// Its number, from 1.
    pub(crate) const fn number(self) -> usize {
        self as usize + 1
    }
}

impl fmt::Display for OrganizationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current => f.write_str("current"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl FromStr for OrganizationRef {
    type Err = api::InvalidId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "current" { Ok(Self::Current) } else { text.parse().map(Self::Id) }
    }
}

impl Place {
    /// Reads the path of an address.
    pub(crate) fn parse(path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [] => Self::Home,
            ["sign-in"] => Self::SignIn,
            ["organizations"] => Self::Organizations,
            ["unknown-texts"] => Self::UnknownTexts,
            ["o", organization, rest @ ..] => Self::organization(organization, rest).unwrap_or(Self::Unknown),
            _ => Self::Unknown,
        }
    }

    fn organization(organization: &str, rest: &[&str]) -> Option<Self> {
        let page = match rest {
            [] => Page::Overview,
            ["connections"] => Page::Connections,
            ["connections", "new"] => Page::NewConnection,
            ["connections", id] => Page::Connection(id.parse().ok()?, Tab::Overview),
            ["connections", id, tab] => {
                let tab = Tab::ALL.into_iter().find(|known| known.segment() == *tab)?;
                Page::Connection(id.parse().ok()?, tab)
            }
            ["connections", id, "setup", step] => {
                let step = Step::ALL.into_iter().find(|known| known.segment() == *step)?;
                Page::Setup(id.parse().ok()?, step)
            }
            ["domains"] => Page::Domains,
            _ => return None,
        };
        Some(Self::Organization(organization.parse().ok()?, page))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home | Self::Unknown => f.write_str("/"),
            Self::SignIn => f.write_str("/sign-in"),
            Self::Organizations => f.write_str("/organizations"),
            Self::UnknownTexts => f.write_str("/unknown-texts"),
            Self::Organization(organization, page) => {
                write!(f, "/o/{organization}")?;
                match page {
                    Page::Overview => Ok(()),
                    Page::Connections => f.write_str("/connections"),
                    Page::NewConnection => f.write_str("/connections/new"),
                    Page::Connection(id, Tab::Overview) => write!(f, "/connections/{id}"),
                    Page::Connection(id, tab) => write!(f, "/connections/{id}/{}", tab.segment()),
                    Page::Setup(id, step) => write!(f, "/connections/{id}/setup/{}", step.segment()),
                    Page::Domains => f.write_str("/domains"),
                }
            }
        }
    }
}

impl OrganizationRef {
    /// The address of a page of this organization.
    pub(crate) fn page(self, page: Page) -> String {
        Place::Organization(self, page).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONNECTION: &str = "con_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f";

    #[test]
    fn every_address_survives_the_round_trip() {
        let paths = [
            "/".to_owned(),
            "/sign-in".into(),
            "/organizations".into(),
            "/unknown-texts".into(),
            "/o/current".into(),
            "/o/org_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f/connections".into(),
            "/o/current/connections/new".into(),
            "/o/current/domains".into(),
            format!("/o/current/connections/{CONNECTION}"),
            format!("/o/current/connections/{CONNECTION}/danger"),
            format!("/o/current/connections/{CONNECTION}/setup/metadata"),
        ];
        for path in paths {
            assert_ne!(Place::parse(&path), Place::Unknown, "{path}");
            assert_eq!(Place::parse(&path).to_string(), path);
        }
    }

    #[test]
    fn an_address_of_nobody_is_unknown() {
        for path in [
            "/o",
            "/o/globex",
            "/o/current/members",
            "/o/current/domains/new",
            "/o/current/connections/con_1",
            &format!("/o/current/connections/{CONNECTION}/setup/nothing"),
            &format!("/o/current/connections/{CONNECTION}/test/again"),
            "/elsewhere",
        ] {
            assert_eq!(Place::parse(path), Place::Unknown, "{path}");
        }
    }
}
