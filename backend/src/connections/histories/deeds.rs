//! What can happen in a history.

use proptest::prelude::*;

use super::auth0_server::Trouble;

/// What every client secret of a history begins with.
pub(super) const SECRET: &str = "given-in-clear-and-never-kept-";

#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// Connects SAML, or OpenID Connect with a secret.
    Create {
        oidc: bool,
    },
    /// Gives other settings; seen before something else happened when there is something else.
    Edit {
        which: u8,
        address: u8,
        meanwhile: Option<Box<Deed>>,
    },
    Rename {
        which: u8,
        name: u8,
        meanwhile: Option<Box<Deed>>,
    },
    ReplaceSecret {
        which: u8,
    },
    Configure {
        which: u8,
    },
    Test {
        which: u8,
        passes: bool,
    },
    Activate {
        which: u8,
        everyone: bool,
        confirm: bool,
    },
    /// Lets a connection take the place of the other one.
    Move {
        which: u8,
        confirm: bool,
    },
    /// Takes a connection back that the other one replaces.
    Restore {
        which: u8,
    },
    Enforce {
        which: u8,
    },
    Unenforce {
        which: u8,
    },
    Confirm {
        which: u8,
    },
    Disable {
        which: u8,
        by_name: bool,
    },
    Delete {
        which: u8,
        purge: bool,
        by_name: bool,
    },
    RollBack {
        which: u8,
        to: u8,
    },
    /// Somebody in Auth0's dashboard changes a setting of ours, adds a note of theirs, or deletes the connection.
    Dashboard {
        which: u8,
        what: u8,
    },
    /// Somebody in Auth0's dashboard opens or closes the database.
    Database {
        open: bool,
    },
    Compare {
        which: u8,
    },
    Resolve {
        which: u8,
        how: u8,
    },
    /// Leads people of a domain to a connection, or nowhere.
    Lead {
        which: u8,
        domain: u8,
        nowhere: bool,
    },
    /// Lets a domain go.
    LetGo {
        domain: u8,
    },
    /// A worker takes the job of a connection; Auth0 or the worker itself may fail on the way.
    Work {
        which: u8,
        trouble: Option<Trouble>,
    },
    /// Time goes by, and what is due happens.
    Wait {
        minutes: u16,
    },
}

impl Deed {
    /// Which connection it is about, when it is about one.
    pub(super) fn which(&self) -> Option<u8> {
        match self {
            Self::Create { .. } | Self::Database { .. } | Self::LetGo { .. } | Self::Wait { .. } => None,
            Self::Edit { which, .. }
            | Self::Rename { which, .. }
            | Self::ReplaceSecret { which }
            | Self::Configure { which }
            | Self::Test { which, .. }
            | Self::Activate { which, .. }
            | Self::Move { which, .. }
            | Self::Restore { which }
            | Self::Enforce { which }
            | Self::Unenforce { which }
            | Self::Confirm { which }
            | Self::Disable { which, .. }
            | Self::Delete { which, .. }
            | Self::RollBack { which, .. }
            | Self::Dashboard { which, .. }
            | Self::Compare { which }
            | Self::Resolve { which, .. }
            | Self::Lead { which, .. }
            | Self::Work { which, .. } => Some(*which),
        }
    }
}

fn trouble() -> impl Strategy<Value = Option<Trouble>> {
    prop_oneof![
        4 => Just(None),
        1 => (0..9_u8).prop_map(|at| Some(Trouble::Refuse(at))),
        1 => (0..9_u8).prop_map(|at| Some(Trouble::LoseAnswer(at))),
        1 => (0..9_u8).prop_map(|at| Some(Trouble::Crash(at))),
    ]
}

/// Any deed, those that lead somewhere more often.
pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let meanwhile = || proptest::option::weighted(0.3, simple().prop_map(Box::new));
    prop_oneof![
        12 => simple(),
        1 => (0..2_u8, 0..4_u8, meanwhile()).prop_map(|(which, address, meanwhile)| Deed::Edit { which, address, meanwhile }),
        1 => (0..2_u8, 0..4_u8, meanwhile()).prop_map(|(which, name, meanwhile)| Deed::Rename { which, name, meanwhile }),
        // The way up, so that most histories come to where something can go wrong.
        3 => (0..2_u8).prop_map(|which| Deed::Activate { which, everyone: true, confirm: false }),
    ]
}

fn simple() -> impl Strategy<Value = Deed> {
    let which = || 0..2_u8;
    prop_oneof![
        3 => any::<bool>().prop_map(|oidc| Deed::Create { oidc }),
        1 => which().prop_map(|which| Deed::ReplaceSecret { which }),
        2 => which().prop_map(|which| Deed::Configure { which }),
        4 => (which(), prop::bool::weighted(0.8)).prop_map(|(which, passes)| Deed::Test { which, passes }),
        2 => (which(), any::<bool>(), any::<bool>()).prop_map(|(which, everyone, confirm)| Deed::Activate { which, everyone, confirm }),
        3 => (which(), any::<bool>()).prop_map(|(which, confirm)| Deed::Move { which, confirm }),
        2 => which().prop_map(|which| Deed::Restore { which }),
        4 => which().prop_map(|which| Deed::Enforce { which }),
        1 => which().prop_map(|which| Deed::Unenforce { which }),
        1 => which().prop_map(|which| Deed::Confirm { which }),
        2 => (which(), prop::bool::weighted(0.3)).prop_map(|(which, by_name)| Deed::Disable { which, by_name }),
        1 => (which(), any::<bool>(), prop::bool::weighted(0.3)).prop_map(|(which, purge, by_name)| Deed::Delete { which, purge, by_name }),
        2 => (which(), 0..4_u8).prop_map(|(which, to)| Deed::RollBack { which, to }),
        2 => (which(), 0..6_u8).prop_map(|(which, what)| Deed::Dashboard { which, what }),
        4 => (which(), 0..2_u8, prop::bool::weighted(0.2)).prop_map(|(which, domain, nowhere)| Deed::Lead { which, domain, nowhere }),
        1 => (0..2_u8).prop_map(|domain| Deed::LetGo { domain }),
        1 => any::<bool>().prop_map(|open| Deed::Database { open }),
        1 => which().prop_map(|which| Deed::Compare { which }),
        1 => (which(), 0..3_u8).prop_map(|(which, how)| Deed::Resolve { which, how }),
        6 => (which(), trouble()).prop_map(|(which, trouble)| Deed::Work { which, trouble }),
        1 => (1..2000_u16).prop_map(|minutes| Deed::Wait { minutes }),
    ]
}
