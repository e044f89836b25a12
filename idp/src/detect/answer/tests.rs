use api::DetectedKind as Kind;

use super::*;

const GUID: &str = "0a1b2c3d-0000-4000-8000-0123456789ab";

fn ids(answer: &DetectAnswer) -> Vec<&str> {
    answer.providers.iter().map(|it| it.provider.as_str()).collect()
}

const ENTRA: &str = "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-0123456789ab/v2.0";
const ENTRA_SAML: &str = "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-0123456789ab/saml2";
const ENTRA_DISCOVERY: &str = "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-0123456789ab/v2.0/.well-known/openid-configuration";
const ENTRA_METADATA: &str = "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-0123456789ab/federationmetadata/2007-06/federationmetadata.xml?appid=0a1b2c3d-0000-4000-8000-0123456789ab";
const PINGONE: &str = "https://auth.pingone.eu/0a1b2c3d-0000-4000-8000-0123456789ab/as";

/// Address, what it is, the first product, the first address that follows.
const ADDRESSES: &[(&str, Kind, &str, &str)] = &[
    ("https://acme-admin.okta.com/admin/apps", Kind::AdminConsole, "okta-oidc", "https://acme.okta.com"),
    (
        "https://acme.okta.com/app/acme_1/exkdoocxa1VmjpXmX697/sso/saml",
        Kind::SignInAddress,
        "okta-saml",
        "https://acme.okta.com/app/exkdoocxa1VmjpXmX697/sso/saml/metadata",
    ),
    (
        "https://acme.okta.com",
        Kind::Issuer,
        "okta-oidc",
        "https://acme.okta.com/.well-known/openid-configuration",
    ),
    ("acme.okta.com/", Kind::Issuer, "okta-oidc", "https://acme.okta.com/.well-known/openid-configuration"),
    ("https://entra.microsoft.com/#view/x", Kind::AdminConsole, "entra-oidc", ""),
    (ENTRA_SAML, Kind::SignInAddress, "entra-saml", ""),
    (ENTRA, Kind::Issuer, "entra-oidc", ENTRA_DISCOVERY),
    (ENTRA_METADATA, Kind::MetadataAddress, "entra-saml", ""),
    ("https://myapps.microsoft.com/signin/x", Kind::UserPortal, "entra-oidc", ""),
    ("https://admin.google.com/ac/apps", Kind::AdminConsole, "google-workspace-oauth", ""),
    (
        "https://accounts.google.com/o/saml2/idp?idpid=C01abc2de",
        Kind::SignInAddress,
        "google-workspace-saml",
        "",
    ),
    (
        "https://sts.acme.example/adfs/ls/",
        Kind::SignInAddress,
        "adfs",
        "https://sts.acme.example/FederationMetadata/2007-06/FederationMetadata.xml",
    ),
    (
        "https://sts.acme.example/federationmetadata/2007-06/FEDERATIONMETADATA.XML",
        Kind::MetadataAddress,
        "adfs",
        "",
    ),
    (
        "https://id.acme.example/auth/realms/corp",
        Kind::Issuer,
        "keycloak-oidc",
        "https://id.acme.example/auth/realms/corp/.well-known/openid-configuration",
    ),
    (
        "https://id.acme.example/admin/master/console/#/corp/clients",
        Kind::AdminConsole,
        "keycloak-oidc",
        "https://id.acme.example/realms/corp/.well-known/openid-configuration",
    ),
    ("https://console.jumpcloud.com/#/sso", Kind::AdminConsole, "jumpcloud-saml", ""),
    ("https://console.pingone.eu/?env=x", Kind::AdminConsole, "pingone-saml", ""),
    ("https://acme.onelogin.com/apps/1/edit", Kind::AdminConsole, "onelogin-saml", ""),
    ("https://app.onelogin.com/saml/metadata/b34d2b7d", Kind::MetadataAddress, "onelogin-saml", ""),
    (PINGONE, Kind::Issuer, "pingone-oidc", ""),
];

#[test]
fn addresses_are_known_by_their_shape_with_what_follows_from_them() {
    for (typed, kind, first, derived) in ADDRESSES {
        let found = detect_address(typed);
        assert_eq!(found.kind, *kind, "{typed}");
        assert_eq!(ids(&found).first(), Some(first), "{typed}: {:?}", ids(&found));
        assert_eq!(found.addresses.first().map_or("", |it| it.url.as_str()), *derived, "{typed}");
        assert!(found.providers.iter().all(|it| it.reason.ends_with('.')), "{typed}");
    }
}

#[test]
fn look_alikes_stay_unknown() {
    for typed in [
        "https://acme.okta.com.evil.example/app/acme_1/exkdoocxa1VmjpXmX697/sso/saml",
        "https://evil.example/https://acme.okta.com",
        "https://acme.okta.com@evil.example/",
        "https://acme.оkta.com/",
        "https://okta.com/",
        "https://evilentra.microsoft.com/",
        "nonsense",
        "javascript:alert(1)",
        "",
    ] {
        let found = detect_address(typed);
        assert_eq!(ids(&found), Vec::<&str>::new(), "{typed}");
    }
}

#[test]
fn a_domain_tells_what_it_can() {
    let public = detect_domain("jane@gmail.com");
    assert!(public.public_email_domain && public.providers.is_empty());
    assert_eq!(public.findings[0].code, "public_email_domain");
    assert_eq!(ids(&detect_domain("globex.onmicrosoft.com")), ["entra-oidc", "entra-saml"]);
    assert_eq!(ids(&detect_domain("globex.okta.com"))[0], "okta-oidc");
    let plain = detect_domain("globex.example");
    assert_eq!((plain.kind, plain.providers.len(), plain.public_email_domain), (Kind::Domain, 0, false));
    assert_eq!(detect_domain("not a domain").kind, Kind::Unknown);
}

fn context() -> Context<'static> {
    Context::at("2026-11-23T00:00:00Z".parse().unwrap())
}

#[test]
fn documents_tell_their_provider_with_the_reason() {
    let issuer = format!("https://login.microsoftonline.com/{GUID}/v2.0");
    let document = |issuer: &str, authorize: &str| {
        format!(
            r#"{{"issuer":"{issuer}","authorization_endpoint":"{authorize}","token_endpoint":"{issuer}/t","jwks_uri":"{issuer}/k"}}"#
        )
    };
    let entra = document(&issuer, &format!("https://login.microsoftonline.com/{GUID}/oauth2/v2.0/authorize"));
    let found = detect_document(&entra, &context());
    assert_eq!((found.kind, ids(&found)), (Kind::DiscoveryDocument, vec!["entra-oidc"]));
    assert_eq!(found.providers[0].confidence, DetectionConfidence::High);
    let other =
        detect_document(&document("https://id.acme.example", "https://id.acme.example/a"), &context());
    assert_eq!(ids(&other), ["custom-oidc"]);
    let key = detect_document("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", &context());
    assert_eq!((key.kind, key.findings[0].code.as_str()), (Kind::Unknown, "private_key_pasted"));
    assert_eq!(detect_document("hello", &context()).kind, Kind::Unknown);
}

#[test]
fn addresses_that_are_no_metadata_are_refused_with_the_one_to_use() {
    for (typed, code, fix) in [
        ("https://acme-admin.okta.com/admin", "admin_console_url", "metadata"),
        (
            "https://acme.okta.com/app/acme_1/exkdoocxa1VmjpXmX697/sso/saml",
            "sign_in_url_as_metadata",
            "https://acme.okta.com/app/exkdoocxa1VmjpXmX697/sso/saml/metadata",
        ),
        ("https://myapps.microsoft.com/", "user_portal_url", "metadata"),
        ("https://id.acme.example/realms/corp", "oidc_address_as_metadata", "/protocol/saml/descriptor"),
        ("https://login.microsoftonline.com/common/saml2", "multi_tenant_issuer", "Tenant ID"),
        (
            "https://login.microsoftonline.com/x/federationmetadata/2007-06/federationmetadata.xml",
            "tenant_wide_metadata",
            "?appid=",
        ),
        ("https://login.acme.example/samlp/metadata?connection=x", "sp_metadata", "identity provider"),
        ("https://ping.acme.example/pf/federation_metadata.ping", "metadata_for_nobody", "PartnerSpId"),
    ] {
        let found = lint_metadata_url(typed);
        assert_eq!(found.len(), 1, "{typed}");
        assert_eq!(found[0].code, code, "{typed}");
        assert!(found[0].fix.contains(fix), "{typed}: {}", found[0].fix);
    }
    for typed in [
        "https://acme.okta.com/app/exkdoocxa1VmjpXmX697/sso/saml/metadata",
        "https://id.acme.example/realms/corp/protocol/saml/descriptor",
        "https://sts.acme.example/FederationMetadata/2007-06/FederationMetadata.xml",
        "http://localhost:4803/saml/metadata",
        "https://anything.example/metadata.xml",
    ] {
        assert_eq!(lint_metadata_url(typed), Vec::new(), "{typed}");
    }
}
