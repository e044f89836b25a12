use chrono::TimeDelta;
use idp::{discovery_url, inspect_discovery, lint_client_id, lint_client_secret, lint_jwks};

use super::Input;

const ISSUER: &str = "https://idp.example.com";
const GUID: &str = "11111111-2222-4333-8444-555555555555";

fn good() -> String {
    format!(
        "{{\"issuer\":\"{ISSUER}\",\"authorization_endpoint\":\"{ISSUER}/authorize\",\"token_endpoint\":\"{ISSUER}/token\",\
         \"jwks_uri\":\"{ISSUER}/keys\",\"scopes_supported\":[\"openid\",\"email\"],\"response_types_supported\":[\"code\"],\
         \"id_token_signing_alg_values_supported\":[\"RS256\"],\"code_challenge_methods_supported\":[\"S256\"]}}"
    )
}

fn document(text: String) -> Input {
    Input::new(move |ctx| {
        let requested = format!("{ISSUER}/.well-known/openid-configuration").parse().unwrap();
        inspect_discovery(text.as_bytes(), &requested, ctx).findings
    })
}

fn changed(from: &str, to: &str) -> Input {
    document(good().replace(from, to))
}

fn address(typed: &'static str) -> Input {
    Input::new(move |ctx| discovery_url(typed, ctx).err().into_iter().collect())
}

fn keys(text: &'static str) -> Input {
    Input::new(move |_| lint_jwks(text.as_bytes()))
}

fn secret(secret: &'static str, days: Option<i64>) -> Input {
    Input::new(move |ctx| lint_client_secret(secret, days.map(|days| ctx.now + TimeDelta::days(days)), ctx))
}

fn client_id(client_id: &'static str) -> Input {
    Input::new(move |ctx| lint_client_id(client_id, ctx.provider))
}

pub(super) fn inputs() -> Vec<Input> {
    [documents(), abilities(), addresses(), key_sets(), clients()].into_iter().flatten().collect()
}

fn documents() -> Vec<Input> {
    let missing = |name: &str| changed(&format!("\"{name}\""), "\"other\"");
    let insecure =
        |path: &str| changed(&format!("{ISSUER}/{path}"), &format!("http://idp.example.com/{path}"));
    let broken =
        |path: &str| changed(&format!("{ISSUER}/{path}"), &format!("https://a@idp.example.com/{path}"));
    vec![
        document(good()),
        document("not json".to_owned()),
        document("{\"a\":1}".to_owned()),
        document("{\"keys\":[]}".to_owned()),
        document("{\"issuer\":\"a\",\"issuer\":\"b\"}".to_owned()),
        missing("issuer"),
        missing("authorization_endpoint"),
        missing("token_endpoint"),
        missing("jwks_uri"),
        changed(
            &format!("\"issuer\":\"{ISSUER}\""),
            "\"issuer\":\"https://login.microsoftonline.com/{tenantid}/v2.0\"",
        ),
        changed(&format!("\"issuer\":\"{ISSUER}\""), "\"issuer\":\"http://idp.example.com\""),
        changed(&format!("\"issuer\":\"{ISSUER}\""), "\"issuer\":\"idp\""),
        changed(&format!("\"issuer\":\"{ISSUER}\""), "\"issuer\":\"https://other.example.com\""),
        insecure("authorize"),
        insecure("token"),
        insecure("keys"),
        broken("authorize"),
        broken("token"),
        broken("keys"),
        changed(&format!("{ISSUER}/keys"), "https://10.1.1.1/keys"),
    ]
}

fn abilities() -> Vec<Input> {
    let with = |member: &str| changed("\"scopes_supported\"", &format!("{member},\"scopes_supported\""));
    vec![
        changed("[\"code\"]", "[\"id_token\"]"),
        changed("RS256", "HS256"),
        changed("RS256", "ES256"),
        changed("[\"RS256\"]", "[\"RS256\",\"none\"]"),
        changed(",\"email\"]", "]"),
        changed("[\"S256\"]", "[\"plain\"]"),
        with("\"token_endpoint_auth_methods_supported\":[\"tls_client_auth\"]"),
        with("\"require_pushed_authorization_requests\":true"),
    ]
}

fn addresses() -> Vec<Input> {
    vec![
        address(""),
        address("http://idp.example.com"),
        address("https://login.microsoftonline.com/common/v2.0"),
        address("https://acme-admin.okta.com/admin"),
        address("https://idp.example.com/federationmetadata/2007-06/federationmetadata.xml"),
        address("https://idp.example.com/.well-know/openid-configuration"),
    ]
}

fn key_sets() -> Vec<Input> {
    vec![
        keys("<html>"),
        keys("{\"keys\":[]}"),
        keys("{\"keys\":[{\"kty\":\"OKP\"}]}"),
        keys("{\"keys\":[{\"kty\":\"EC\",\"d\":\"AQ\"}]}"),
        keys("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\"}]}"),
        keys("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\"},{\"kty\":\"EC\"}]}"),
        keys("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\"},{\"kty\":\"EC\",\"kid\":\"a\"}]}"),
    ]
}

fn clients() -> Vec<Input> {
    vec![
        secret("", None),
        secret(GUID, None),
        secret("changeme", None),
        secret(" q8~x.Kd93 ", Some(-1)),
        secret("q8~x.Kd93", Some(9)),
        secret("q8~x.Kd93", Some(400)),
        client_id(""),
        client_id(" id "),
        client_id("GOCSPX-abcdefghijklmnopqrstuvwxyz12"),
        client_id("id").chosen("entra-oidc"),
    ]
}
