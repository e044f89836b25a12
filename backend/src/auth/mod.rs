//! Who is calling, and what they may do.

pub(crate) mod caller;
pub(crate) mod jwt;
pub(crate) mod policy;
pub(crate) mod session;

pub(crate) use caller::Caller;
pub(crate) use policy::{
    ListScope, OrgScope, OrganizationRef, RECENT, authorize, authorize_any, require_recent_sign_in,
};
