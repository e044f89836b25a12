//! What an assertion says of a person, or whatever the switches say.

use chrono::TimeDelta;

use crate::{
    saml::{
        EMAIL_ADDRESS, PERSISTENT,
        response::{NameId, NewResponse},
    },
    tenant::ids,
};

use super::{Idp, saml_sso, state::User, volatile::Session};

const CLAIMS: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
const GROUPS: &str = "http://schemas.xmlsoap.org/claims/Group";
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// How long ago an expired answer was made.
const STALE: TimeDelta = TimeDelta::hours(1);
/// Whom an answer names that is addressed to somebody else.
pub(super) const OTHER_AUDIENCE: &str = "https://another-application.example";

/// Whom an assertion is for.
pub(super) struct Addressee<'a> {
    /// Where it is posted.
    pub(super) acs_url: &'a str,
    /// The application's own name.
    pub(super) audience: &'a str,
    /// The request it answers.
    pub(super) request: Option<&'a str>,
}

/// Describes a person to an application and hands the description to whoever writes it.
pub(super) fn describe<R>(
    idp: &Idp,
    user: &User,
    session: &Session,
    to: &Addressee<'_>,
    write: impl FnOnce(&NewResponse<'_>) -> R,
) -> R {
    let switches = idp.switches();
    let issued_at = if switches.expired_assertion { idp.now() - STALE } else { idp.now() };
    let name_id = if switches.no_email {
        NameId { value: &user.id, format: PERSISTENT }
    } else {
        NameId { value: &user.email, format: EMAIL_ADDRESS }
    };
    write(&NewResponse {
        id: &ids::saml_request(),
        assertion_id: &ids::saml_request(),
        issuer: &saml_sso::entity_id(idp),
        acs_url: to.acs_url,
        audience: if switches.wrong_audience { OTHER_AUDIENCE } else { to.audience },
        in_response_to: to.request,
        issued_at,
        not_on_or_after: issued_at + LIFETIME,
        authenticated_at: session.at,
        name_id,
        session_index: &session.id,
        attributes: &attributes(user, switches.no_email),
    })
}

fn attributes(user: &User, without_email: bool) -> Vec<(String, Vec<String>)> {
    let claim = |name: &str, value: &str| (format!("{CLAIMS}{name}"), vec![value.to_owned()]);
    let mut attributes = vec![
        claim("givenname", &user.given_name),
        claim("surname", &user.family_name),
        claim("name", &user.name()),
        (GROUPS.to_owned(), user.groups.clone()),
    ];
    if !without_email {
        attributes.insert(0, claim("emailaddress", &user.email));
    }
    attributes
}
