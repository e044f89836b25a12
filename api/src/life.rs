//! The steps of a connection's life: who they touch, how they undo themselves, what stays for the emergency.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionState, DomainImpact, Moving};

/// The way in that stays for the emergency while a connection is the only one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enforcement {
    /// Who can use it: an e-mail address or a name.
    pub break_glass_person: String,
    /// The link that leads to it; no button does. Null when no application of the vendor takes such links.
    pub break_glass_url: Option<String>,
}

/// How the last step undoes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoRevert {
    /// It undoes itself at this time unless somebody confirms; null when nobody has to.
    pub confirm_by: Option<DateTime<Utc>>,
    /// Until this time it undoes itself when at least 10 sign-ins of an hour ran through it and more than half failed.
    pub failures_until: DateTime<Utc>,
    /// The state that comes back.
    pub back_to: ConnectionState,
}

/// A step whose consequences can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// People can use it, beside the other ways in.
    Activate,
    /// It becomes the only way in.
    Enforce,
    /// Nobody can use it.
    Disable,
    /// It is removed.
    Delete,
}

/// Who is affected by a step, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Impact {
    /// The step.
    pub step: Step,
    /// When the numbers were read in Auth0; null while they never were. Newer ones are on their way when they are old.
    pub as_of: Option<DateTime<Utc>>,
    /// Whether every member was looked at; of a very large organization only the first ones are.
    pub complete: bool,
    /// How many members the organization has.
    pub members: Option<u64>,
    /// How many people have signed in through this connection.
    pub people_through_connection: Option<u64>,
    /// The owners of the organization.
    pub owners: u64,
    /// Those of them who have no account in any way in that is open beside this connection after the step; who is
    /// named here can be locked out.
    pub owners_without_another_way_in: Vec<Person>,
    /// The names of the ways in that the step switches off.
    pub switched_off: Vec<String>,
    /// The names of the ways in that are open beside this connection after the step.
    pub stays_open: Vec<String>,
    /// Whether nobody could sign in to the organization any more.
    pub leaves_no_way_in: bool,
    /// Who can be the emergency way in when this connection is enforced.
    pub break_glass_candidates: Vec<Person>,
    /// The domains whose people are led to it by the step, or no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<DomainImpact>,
    /// Who moves from the connection that `replaces` names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moving: Option<Moving>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The name, when it is known.
    pub name: Option<String>,
    /// The e-mail address, when it is known.
    pub email: Option<String>,
}

/// Makes a connection the only way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enforce {
    /// The e-mail address of an owner with an account in another way in. That way in stays, without a button.
    pub break_glass_email: String,
    /// The step undoes itself after this time unless somebody confirms: `PT1M` to `PT24H`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_revert_after: Option<String>,
}

/// Takes a connection out of use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Disable {
    /// The organization's name, typed: only needed when nobody could sign in to the organization any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_no_way_in_to: Option<String>,
}
