//! Monochrome marks of identity providers: abstract geometry on a 24 grid, not the vendors' artwork.

/// The drawing for a provider of the catalogue, by the start of its id.
pub(crate) fn drawing(provider: &str) -> &'static str {
    DRAWINGS.iter().find(|(prefix, _)| provider.starts_with(prefix)).map_or(SAML, |(_, drawing)| drawing)
}

const SAML: &str = r#"<path d="m8 6-5 6 5 6M16 6l5 6-5 6M13.5 4.5l-3 15" stroke="currentColor" stroke-width="2" fill="none" stroke-linecap="round"/>"#;
const OIDC: &str = r#"<path d="M12 5v14l-3.5-1.5C5 16.8 2.8 15 2.8 12.7c0-2.4 2.8-4.4 6.7-4.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="M15 8.5c1.5.2 2.8.7 3.8 1.3M21 8v4h-4.5" fill="none" stroke="currentColor" stroke-width="2"/>"#;

const DRAWINGS: &[(&str, &str)] = &[
    ("custom-oidc", OIDC),
    ("generic-oidc", OIDC),
    (
        "entra",
        r#"<path d="M12 3 21 13.5 12 21 3 13.5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="M12 3v18M3 13.5h18" stroke="currentColor" stroke-width="1.5"/>"#,
    ),
    (
        "azure",
        r#"<path d="M12 3 21 13.5 12 21 3 13.5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="M12 3v18M3 13.5h18" stroke="currentColor" stroke-width="1.5"/>"#,
    ),
    ("okta", r#"<circle cx="12" cy="12" r="6.5" fill="none" stroke="currentColor" stroke-width="4.5"/>"#),
    (
        "google",
        r#"<path d="M19.5 12H12.5M19.5 12a7.5 7.5 0 1 1-2.3-5.4" fill="none" stroke="currentColor" stroke-width="2.8"/>"#,
    ),
    ("adfs", r#"<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z" fill="currentColor"/>"#),
    (
        "ping",
        r#"<path d="M4 4h16v16H4z" fill="none" stroke="currentColor" stroke-width="2.2"/><path d="M9 17V7.5h3.8a3 3 0 0 1 0 6H9" fill="none" stroke="currentColor" stroke-width="2.2"/>"#,
    ),
    (
        "onelogin",
        r#"<circle cx="12" cy="12" r="9" fill="currentColor"/><path d="M10 9l2.5-1.5v9" stroke="var(--mark-ink)" stroke-width="2.2" fill="none"/>"#,
    ),
    (
        "jumpcloud",
        r#"<path d="M3.5 16.5a4.5 4.5 0 0 1 1-8.8 6 6 0 0 1 11.5 1 4 4 0 0 1 .5 7.8z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12 20v-7M9.5 15.5 12 13l2.5 2.5" stroke="currentColor" stroke-width="1.8" fill="none"/>"#,
    ),
    (
        "keycloak",
        r#"<path d="M7.5 4h9l4.5 8-4.5 8h-9L3 12z" fill="none" stroke="currentColor" stroke-width="2"/><path d="m11 8-2.3 4 2.3 4M13.5 8l2.3 4-2.3 4" stroke="currentColor" stroke-width="1.8" fill="none"/>"#,
    ),
    (
        "cyberark",
        r#"<path d="M18 7.5A7.5 7.5 0 1 0 18 16.5" fill="none" stroke="currentColor" stroke-width="2.6"/><circle cx="12" cy="12" r="2.2" fill="currentColor"/>"#,
    ),
    (
        "duo",
        r#"<path d="M3 7h7a5 5 0 0 1 0 10H3z" fill="currentColor"/><circle cx="17.5" cy="12" r="4" fill="none" stroke="currentColor" stroke-width="2"/>"#,
    ),
    (
        "rippling",
        r#"<path d="M3 6c3 1.5 3 4 0 6M8 5c4.5 2.5 4.5 5.5 0 8M13 4c6 3 6 7 0 10M18 4c4 4.5 4 12 0 16" stroke="currentColor" stroke-width="2" fill="none"/>"#,
    ),
    (
        "shibboleth",
        r#"<path d="M12 2.5 20 7v10l-8 4.5L4 17V7z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12 7v10M8 9.5v5M16 9.5v5" stroke="currentColor" stroke-width="1.8"/>"#,
    ),
    (
        "cloudflare",
        r#"<path d="M3 16.5h18c0-3-1.6-4.7-3.8-4.7C16.5 8.5 14.3 7 11.8 7 9 7 7 8.8 6.5 11.2 4.3 11.3 3 13.3 3 16.5z" fill="currentColor"/>"#,
    ),
    (
        "oracle",
        r#"<rect x="2.5" y="7" width="19" height="10" rx="5" fill="none" stroke="currentColor" stroke-width="2.4"/>"#,
    ),
    (
        "auth0",
        r#"<path d="M12 2.5 20 5v7c0 4.5-3 7.8-8 9.5-5-1.7-8-5-8-9.5V5z" fill="none" stroke="currentColor" stroke-width="2"/><path d="m12 7 1.3 3.3h3.4l-2.7 2.2 1 3.5-3-2-3 2 1-3.5-2.7-2.2h3.4z" fill="currentColor"/>"#,
    ),
    (
        "lastpass",
        r#"<circle cx="5" cy="12" r="2" fill="currentColor"/><circle cx="11" cy="12" r="2" fill="currentColor"/><circle cx="17" cy="12" r="2" fill="currentColor"/><path d="M21 6v12" stroke="currentColor" stroke-width="2"/>"#,
    ),
];
