//! Whose menus a repair names.

use super::pattern::Message;

/// The families that repairs are written for; an id of the catalogue starts with one of them.
const FAMILIES: [&str; 9] =
    ["entra", "okta", "google", "adfs", "keycloak", "onelogin", "pingone", "pingfederate", "jumpcloud"];

/// The family of a catalogue id, such as `entra` of `entra-saml`.
pub(super) fn family(id: &str) -> Option<&'static str> {
    FAMILIES
        .into_iter()
        .find(|family| id.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}

/// Words that only one product says. In lower case.
const SAYINGS: [(&str, &str); 11] = [
    ("app_not_configured", "google"),
    ("app_not_configured_for_user", "google"),
    ("app_not_enabled_for_user", "google"),
    ("accounts.google.com", "google"),
    ("failure_invalid_user_id_mapping", "google"),
    ("okta", "okta"),
    ("app not assigned", "okta"),
    ("authz_001", "pingone"),
    ("adfs", "adfs"),
    ("ad fs", "adfs"),
    ("microsoft entra", "entra"),
];

/// The family that speaks like this, when only one does.
pub(super) fn speaks(message: &Message<'_>) -> Option<&'static str> {
    if message.has_numbered("aadsts") {
        return Some("entra");
    }
    if message.has_numbered("msis") {
        return Some("adfs");
    }
    SAYINGS.into_iter().find(|(words, _)| message.says(words)).map(|(_, family)| family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_of_a_provider_is_one_family() {
        for (id, expected) in [
            ("entra-saml", Some("entra")),
            ("entra-oidc", Some("entra")),
            ("google-workspace-saml", Some("google")),
            ("adfs", Some("adfs")),
            ("oktane", None),
            ("custom-saml", None),
        ] {
            assert_eq!(family(id), expected, "{id}");
        }
    }

    #[test]
    fn a_product_is_known_by_what_only_it_says() {
        assert_eq!(speaks(&Message::new("AADSTS50105: not assigned")), Some("entra"));
        assert_eq!(speaks(&Message::new("MSIS7070: no")), Some("adfs"));
        assert_eq!(speaks(&Message::new("Error: app_not_configured_for_user")), Some("google"));
        assert_eq!(speaks(&Message::new("access_denied")), None);
    }
}
