//! What the fields of settings are called, for people.

/// Members that say how a value came, not what it is.
const INCIDENTAL: [&str; 2] = ["kind", "read_at"];

/// Members whose values are never shown.
const SECRET: [&str; 4] = ["client_secret", "private_key", "signing_key", "decryption_key"];

const LABELS: [(&str, &str); 29] = [
    ("display_name", "Name on the sign-in page"),
    ("metadata_url", "Address of the metadata"),
    ("source", "How the settings were given"),
    ("entity_id", "Entity ID of the identity provider"),
    ("sign_in", "Sign-in address"),
    ("sign_out", "Sign-out address"),
    ("certificates", "Certificates"),
    ("name_id_formats", "Formats of the name identifier"),
    ("wants_signed_requests", "The identity provider wants signed requests"),
    ("valid_until", "End of the metadata"),
    ("discovery_url", "Discovery address"),
    ("discovery.issuer", "Issuer"),
    ("discovery.authorization_endpoint", "Sign-in address"),
    ("discovery.token_endpoint", "Token address"),
    ("discovery.userinfo_endpoint", "Address of the claims"),
    ("discovery.jwks_uri", "Address of the signing keys"),
    ("discovery.end_session_endpoint", "Sign-out address"),
    ("client_id", "Client ID"),
    ("client_secret", "Client secret"),
    ("scopes", "Scopes"),
    ("provider", "Identity provider"),
    ("options.icon_url", "Picture on the button"),
    ("options.sign_requests", "Requests are signed"),
    ("options.request_signature", "Signature of the requests"),
    ("options.request_binding", "How requests travel"),
    ("options.sign_out", "Signing out at the identity provider too"),
    ("options.accept_cbc_encryption", "AES-CBC is accepted"),
    ("options.idp_initiated.enabled", "Sign-ins may begin at the identity provider"),
    ("options.pkce", "Proof key for code exchange"),
];

/// The words of values that have a name of their own in the API.
const VALUES: [(&str, &str, &str); 10] = [
    ("source", "url", "by its address"),
    ("source", "text", "as text or a file"),
    ("source", "manual", "by hand"),
    ("options.request_signature", "rsa_sha256", "RSA with SHA-256"),
    ("options.request_signature", "rsa_sha1", "RSA with SHA-1"),
    ("options.request_binding", "redirect", "HTTP-Redirect"),
    ("options.request_binding", "post", "HTTP-POST"),
    ("options.pkce", "auto", "where it is offered"),
    ("options.pkce", "s256", "always"),
    ("options.pkce", "disabled", "never"),
];

/// Whether a difference in this member is no difference for people.
pub(super) fn is_incidental(field: &str) -> bool {
    INCIDENTAL.contains(&field)
}

/// Whether the value of this member is secret.
pub(super) fn is_secret(field: &str) -> bool {
    field.rsplit('.').next().is_some_and(|last| SECRET.contains(&last))
}

/// The field in words; one that has no label yet is named by its own words.
pub(super) fn label(field: &str) -> String {
    let known = LABELS.iter().find(|(name, _)| *name == field);
    known.map_or_else(|| in_words(field), |(_, label)| (*label).to_owned())
}

/// A value in words, where the API's name is none.
pub(super) fn value<'a>(field: &str, value: &'a str) -> &'a str {
    let known = VALUES.iter().find(|(of, name, _)| *of == field && *name == value);
    known.map_or(value, |(_, _, words)| words)
}

fn in_words(field: &str) -> String {
    let words = field.replace(['_'], " ").replace('.', ", ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_without_a_label_is_named_by_its_own_words() {
        assert_eq!(label("entity_id"), "Entity ID of the identity provider");
        assert_eq!(label("mapping.given_name"), "Mapping, given name");
        assert_eq!((value("source", "url"), value("entity_id", "url")), ("by its address", "url"));
        assert!(is_secret("oidc.client_secret") && !is_secret("client_id"));
    }
}
