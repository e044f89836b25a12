//! Which SCIM attribute goes where when nothing else is said.

use crate::tenant::model::ScimMapping;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Where every strategy puts these.
const COMMON: [(&str, &str); 6] = [
    ("externalId", "app_metadata.external_id"),
    ("active", "blocked"),
    ("displayName", "name"),
    ("name.givenName", "given_name"),
    ("name.familyName", "family_name"),
    ("nickName", "nickname"),
];
const ADDRESS: [(&str, &str); 6] = [
    ("addresses[type eq \"work\"].streetAddress", "app_metadata.street_address"),
    ("addresses[type eq \"work\"].locality", "app_metadata.city"),
    ("addresses[type eq \"work\"].region", "app_metadata.state"),
    ("addresses[type eq \"work\"].postalCode", "app_metadata.postal_code"),
    ("addresses[type eq \"work\"].formatted", "app_metadata.postal_address"),
    ("addresses[type eq \"work\"].country", "app_metadata.country"),
];
const PERSON: [(&str, &str); 6] = [
    ("profileUrl", "app_metadata.profile_url"),
    ("userType", "app_metadata.user_type"),
    ("title", "app_metadata.title"),
    ("preferredLanguage", "app_metadata.language"),
    ("locale", "app_metadata.locale"),
    ("timezone", "app_metadata.timezone"),
];
/// Attributes of the enterprise extension.
const EMPLOYEE: [(&str, &str); 6] = [
    ("employeeNumber", "app_metadata.employee_id"),
    ("costCenter", "app_metadata.cost_center"),
    ("organization", "app_metadata.organization"),
    ("division", "app_metadata.division"),
    ("department", "app_metadata.department"),
    ("manager", "app_metadata.manager"),
];
const PICTURE: (&str, &str) = ("photos[type eq \"photo\"].value", "picture");
const MOBILE: (&str, &str) = ("phoneNumbers[type eq \"mobile\"].value", "app_metadata.mobile_phone_number");

/// The mapping of a strategy, if it supports SCIM.
pub(super) fn default_of(strategy: &str) -> Option<Vec<ScimMapping>> {
    let rows = match strategy {
        "waad" => microsoft(),
        "okta" | "oidc" | "samlp" => usual(),
        _ => return None,
    };
    let extension = EMPLOYEE.iter().map(|(scim, auth0)| (format!("{ENTERPRISE}.{scim}"), *auth0));
    let plain = rows.into_iter().map(|(scim, auth0)| (scim.to_owned(), auth0));
    let row = |(scim, auth0): (String, &str)| ScimMapping { scim, auth0: auth0.to_owned() };
    Some(plain.chain(extension).map(row).collect())
}

fn usual() -> Vec<(&'static str, &'static str)> {
    let names = [
        ("name.middleName", "app_metadata.middle_name"),
        ("name.honorificPrefix", "app_metadata.honorific_prefix"),
        ("name.honorificSuffix", "app_metadata.honorific_suffix"),
    ];
    let phones = [("phoneNumbers[primary eq true].value", "app_metadata.primary_phone_number"), MOBILE];
    [
        [("userName", "preferred_username"), ("emails[primary eq true].value", "email")].as_slice(),
        &COMMON[..5],
        &names,
        &COMMON[5..],
        &[PICTURE],
        &phones,
        &ADDRESS,
        &PERSON,
    ]
    .concat()
}

fn microsoft() -> Vec<(&'static str, &'static str)> {
    let phones = [
        ("phoneNumbers[type eq \"work\"].value", "app_metadata.work_phone_number"),
        MOBILE,
        ("phoneNumbers[type eq \"fax\"].value", "app_metadata.fax_number"),
    ];
    [
        [("userName", "upn"), ("emails[type eq \"work\"].value", "email")].as_slice(),
        &COMMON,
        &[PICTURE],
        &phones,
        &ADDRESS,
        &PERSON,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_strategies_have_a_mapping_without_doublets() {
        for (strategy, rows) in [("okta", 32), ("oidc", 32), ("samlp", 32), ("waad", 30)] {
            let mapping = default_of(strategy).unwrap();
            assert_eq!(mapping.len(), rows, "{strategy}");
            let mut attributes: Vec<&str> = mapping.iter().map(|row| row.scim.as_str()).collect();
            attributes.sort_unstable();
            attributes.dedup();
            assert_eq!(attributes.len(), rows, "{strategy}");
        }
        assert!(default_of("google-apps").is_none());
    }
}
