//! The one place that decides who may do what.

use std::str::FromStr;

use api::{Actor, CallerKind, ChangeId, OrganizationId, Permission, ProblemCode};
use chrono::Duration;

use super::caller::{Caller, RequestMeta};
use crate::{clock::Clock, problem::Explain};

/// How recent a sign-in has to be before what cannot be undone.
pub(crate) const RECENT: Duration = Duration::seconds(300);

/// The organization that an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrganizationRef {
    /// `current`: the caller's own.
    Current,
    /// By id.
    Id(OrganizationId),
}

impl FromStr for OrganizationRef {
    type Err = api::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "current" { Ok(Self::Current) } else { text.parse().map(Self::Id) }
    }
}

/// Why a caller may not.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Denied {
    /// Strangers learn nothing.
    #[error("another organization's")]
    NotFound,
    #[error("the permission {0} is missing")]
    Missing(Permission),
    #[error("the sign-in is too long ago")]
    SignInAgain,
}

impl Explain for Denied {
    fn code(&self) -> ProblemCode {
        match self {
            Self::NotFound => ProblemCode::NotFound,
            Self::Missing(_) => ProblemCode::PermissionDenied,
            Self::SignInAgain => ProblemCode::ReauthenticationRequired,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such object, or it is not one of yours.".to_owned(),
            Self::Missing(permission) => format!("This needs the permission {permission}. An owner of your organization can grant it."),
            Self::SignInAgain => "This cannot be undone, so it needs a sign-in of the last 5 minutes. Sign in again and repeat it.".to_owned(),
        }
    }
}

/// Leave to act in one organization. Only this file makes one; every query takes one.
#[derive(Debug, Clone)]
pub(crate) struct OrgScope {
    organization: OrganizationId,
    actor: Actor,
    request: RequestMeta,
    approves: Option<ChangeId>,
}

impl OrgScope {
    pub(crate) const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// Who acts, for the audit log.
    pub(crate) const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// In which request.
    pub(crate) const fn request(&self) -> &RequestMeta {
        &self.request
    }

    /// The same, as the second person of a change: what is done with it is what was asked for.
    pub(crate) fn approving(self, change: ChangeId) -> Self {
        Self { approves: Some(change), ..self }
    }

    /// The change that is approved by what is done.
    pub(crate) const fn approves(&self) -> Option<ChangeId> {
        self.approves
    }

    /// Latchkey itself, acting in an organization because a job says so.
    pub(crate) fn of_job(organization: OrganizationId, job: api::JobId) -> Self {
        let actor =
            Actor { kind: "latchkey".to_owned(), id: job.to_string(), name: Some("Latchkey".to_owned()) };
        Self { organization, actor, request: RequestMeta::none(), approves: None }
    }

    /// Latchkey itself, acting in an organization because a moment has come that was set.
    pub(crate) fn of_clock(organization: OrganizationId) -> Self {
        let actor =
            Actor { kind: "latchkey".to_owned(), id: "clock".to_owned(), name: Some("Latchkey".to_owned()) };
        Self { organization, actor, request: RequestMeta::none(), approves: None }
    }

    /// Latchkey itself, acting in an organization because an answer to a test sign-in came back.
    pub(crate) fn of_test_answer(organization: OrganizationId, request: RequestMeta) -> Self {
        let actor = Actor {
            kind: "latchkey".to_owned(),
            id: "test-callback".to_owned(),
            name: Some("Latchkey".to_owned()),
        };
        Self { organization, actor, request, approves: None }
    }
}

/// Leave to see many: all organizations, or the caller's own.
#[derive(Debug, Clone)]
pub(crate) enum ListScope {
    All,
    One(OrgScope),
}

/// Leave for `needs` in an organization: 404 to strangers, 403 to members without the permission.
pub(crate) fn authorize(
    caller: &Caller,
    needs: Permission,
    organization: OrganizationRef,
) -> Result<OrgScope, Denied> {
    let organization = match (organization, caller.organization) {
        (OrganizationRef::Current, own) => own.ok_or(Denied::NotFound)?,
        (OrganizationRef::Id(id), Some(own)) if id != own => return Err(Denied::NotFound),
        (OrganizationRef::Id(id), _) => id,
    };
    if !caller.permissions.contains(&needs) {
        return Err(Denied::Missing(needs));
    }
    Ok(OrgScope { organization, actor: actor(caller), request: caller.request.clone(), approves: None })
}

/// Leave for `needs` wherever the caller has it.
pub(crate) fn authorize_any(caller: &Caller, needs: Permission) -> Result<ListScope, Denied> {
    if !caller.permissions.contains(&needs) {
        return Err(Denied::Missing(needs));
    }
    match caller.organization {
        None => Ok(ListScope::All),
        Some(own) => authorize(caller, needs, OrganizationRef::Id(own)).map(ListScope::One),
    }
}

/// People have to have signed in within the last 5 minutes; machines have no such moment.
pub(crate) fn require_recent_sign_in(caller: &Caller, clock: &dyn Clock) -> Result<(), Denied> {
    let recent = caller.authenticated_at.is_some_and(|at| clock.now() - at <= RECENT);
    if caller.kind == CallerKind::Client || recent { Ok(()) } else { Err(Denied::SignInAgain) }
}

fn actor(caller: &Caller) -> Actor {
    let kind = match caller.kind {
        CallerKind::Person => "person",
        CallerKind::Client => "client",
    };
    let name = caller.name.clone().or_else(|| caller.email.clone());
    Actor { kind: kind.to_owned(), id: caller.subject.clone(), name }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn org(number: u128) -> OrganizationId {
        OrganizationId::from_uuid(Uuid::from_u128(number))
    }

    fn caller(organization: Option<OrganizationId>, permissions: &[Permission]) -> Caller {
        Caller {
            subject: "auth0|1".to_owned(),
            kind: CallerKind::Person,
            name: None,
            email: None,
            organization,
            permissions: permissions.iter().copied().collect(),
            authenticated_at: None,
            request: RequestMeta::none(),
        }
    }

    #[test]
    fn a_stranger_is_told_nothing_even_without_the_permission() {
        let stranger = caller(Some(org(1)), &[]);
        let asked = authorize(&stranger, Permission::ConnectionsRead, OrganizationRef::Id(org(2)));
        assert_eq!(asked.unwrap_err(), Denied::NotFound);
    }

    #[test]
    fn a_member_is_told_what_is_missing() {
        let member = caller(Some(org(1)), &[Permission::ConnectionsRead]);
        let asked = authorize(&member, Permission::ConnectionsWrite, OrganizationRef::Current);
        assert_eq!(asked.unwrap_err(), Denied::Missing(Permission::ConnectionsWrite));
        assert_eq!(
            authorize(&member, Permission::ConnectionsRead, OrganizationRef::Current).unwrap().organization(),
            org(1)
        );
    }

    #[test]
    fn who_is_bound_to_no_organization_has_no_current_one() {
        let operator = caller(None, Permission::ALL);
        assert_eq!(
            authorize(&operator, Permission::ConnectionsRead, OrganizationRef::Current).unwrap_err(),
            Denied::NotFound
        );
        assert!(authorize(&operator, Permission::ConnectionsRead, OrganizationRef::Id(org(7))).is_ok());
    }

    struct At(i64);

    impl Clock for At {
        fn now(&self) -> chrono::DateTime<chrono::Utc> {
            chrono::DateTime::from_timestamp(self.0, 0).unwrap()
        }
    }

    #[test]
    fn a_sign_in_is_recent_for_five_minutes() {
        let mut person = caller(None, &[]);
        assert_eq!(require_recent_sign_in(&person, &At(0)), Err(Denied::SignInAgain));
        person.authenticated_at = chrono::DateTime::from_timestamp(1000, 0);
        assert_eq!(require_recent_sign_in(&person, &At(1300)), Ok(()));
        assert_eq!(require_recent_sign_in(&person, &At(1301)), Err(Denied::SignInAgain));
        person.kind = CallerKind::Client;
        assert_eq!(require_recent_sign_in(&person, &At(9999)), Ok(()));
    }
}
