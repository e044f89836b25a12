//! What is said of what was seen in Auth0 and at the identity provider.

use api::{Finding, Severity};

use super::super::reading::note;

/// How many connections Auth0 lets an organization have (auth0-facts section 6.4).
pub(super) const MAX_CONNECTIONS: usize = 10;

/// What was seen. None stands for what was not looked at.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Auth0's id of a connection that has our name and is not ours.
    pub(super) name_taken_by: Option<String>,
    /// The names of other connections that send people to the same sign-in address.
    pub(super) same_address: Vec<String>,
    /// Whether there were more connections than were compared.
    pub(super) compared_in_part: bool,
    /// How many connections the organization has beside this one.
    pub(super) beside: usize,
    /// Whether the organization has this one, and whether signing in makes people members.
    pub(super) membership_on_login: Option<bool>,
    /// Whether people are provisioned (SCIM).
    pub(super) provisioned: bool,
    /// How many of the organization's domains are verified.
    pub(super) verified_domains: Option<usize>,
    /// Why the identity provider's own document cannot be read.
    pub(super) unreadable: Option<String>,
}

/// The findings, errors first.
pub(super) fn findings(seen: &Seen) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        name(seen),
        room(seen),
        address(seen),
        document(seen),
        membership(seen),
        domains(seen),
        partial(seen),
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn name(seen: &Seen) -> Option<Finding> {
    let id = seen.name_taken_by.as_ref()?;
    Some(note(
        (Severity::Error, "upstream_name_taken", ""),
        "Auth0 has another connection of this name",
        format!("{id} has the name that is reserved for this connection, and is not ours."),
        "The vendor has to remove or rename it in Auth0.",
    ))
}

fn room(seen: &Seen) -> Option<Finding> {
    (seen.beside >= MAX_CONNECTIONS).then(|| {
        note(
            (Severity::Error, "too_many_connections", ""),
            "The organization has as many connections as Auth0 allows",
            format!("It has {} others, and Auth0 allows {MAX_CONNECTIONS} in all.", seen.beside),
            "Disable or delete a connection that nobody uses.",
        )
    })
}

fn address(seen: &Seen) -> Option<Finding> {
    if seen.same_address.is_empty() {
        return None;
    }
    let told = match seen.same_address.len() {
        1 => "One more connection of the tenant has this sign-in address.".to_owned(),
        count => format!("{count} more connections of the tenant have this sign-in address."),
    };
    Some(note(
        (Severity::Warning, "sign_in_address_in_use", "sign_in_url"),
        "Another connection in Auth0 sends people to the same application",
        told,
        "Make a separate application in your identity provider for each connection.",
    ))
}

fn document(seen: &Seen) -> Option<Finding> {
    let why = seen.unreadable.as_ref()?;
    Some(note(
        (Severity::Error, "provider_not_found", "domain"),
        "The identity provider does not answer under this domain",
        why.clone(),
        "Compare the domain with the one in your identity provider, to the last letter.",
    ))
}

fn membership(seen: &Seen) -> Option<Finding> {
    (seen.membership_on_login == Some(false) && !seen.provisioned).then(|| {
        note(
            (Severity::Error, "nobody_becomes_a_member", ""),
            "People who sign in would be turned away",
            "Signing in does not make people members of the organization, and nobody is provisioned."
                .to_owned(),
            "The vendor turns membership on login on, or you set up provisioning.",
        )
    })
}

fn domains(seen: &Seen) -> Option<Finding> {
    (seen.verified_domains == Some(0)).then(|| {
        note(
            (Severity::Info, "no_verified_domain", ""),
            "No domain of the organization is verified",
            "People find the button. They are not led here by their e-mail address.".to_owned(),
            "Verify your e-mail domain.",
        )
    })
}

fn partial(seen: &Seen) -> Option<Finding> {
    seen.compared_in_part.then(|| {
        note(
            (Severity::Info, "compared_in_part", ""),
            "Not every connection of the tenant was compared",
            "There are too many to look at before letting people in; the rest is compared in the background."
                .to_owned(),
            "Nothing has to be done.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(seen: &Seen) -> Vec<String> {
        findings(seen).into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn nothing_is_said_where_nothing_is_wrong() {
        let fine =
            Seen { beside: 9, membership_on_login: Some(true), verified_domains: Some(1), ..Seen::default() };
        assert!(codes(&fine).is_empty());
        assert!(codes(&Seen::default()).is_empty(), "what was not looked at is not judged");
    }

    #[test]
    fn everything_that_is_wrong_is_said_errors_first() {
        let bad = Seen {
            name_taken_by: Some("con_x".to_owned()),
            same_address: vec!["other".to_owned()],
            compared_in_part: true,
            beside: 10,
            membership_on_login: Some(false),
            provisioned: false,
            verified_domains: Some(0),
            unreadable: Some("status 404".to_owned()),
        };
        let all = findings(&bad);
        assert_eq!(all.len(), 7);
        let errors = all.iter().take_while(|finding| finding.severity == Severity::Error).count();
        assert_eq!(errors, 4, "{:?}", codes(&bad));
    }

    #[test]
    fn provisioning_stands_in_for_membership_on_login() {
        let provisioned = Seen { membership_on_login: Some(false), provisioned: true, ..Seen::default() };
        assert!(codes(&provisioned).is_empty());
    }
}
