//! Sign-in through SAML connections.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::Form,
    world::{World, text},
};

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// What the application is told, and what the log says, of a sign-in that fails.
async fn refusal(world: &World, connection: &str) -> String {
    let page = world.through(connection, &[("prompt", "login")]).await;
    let told = page.parameter("error_description").unwrap_or_else(|| panic!("no error: {}", page.url));
    let record = world.log("f").await;
    assert_eq!(record["description"], told.as_str());
    assert_eq!(record["connection"], connection);
    assert_eq!(record["details"]["error"]["message"], told.as_str());
    told
}

#[tokio::test]
async fn a_person_arrives_by_either_binding_and_the_log_names_the_certificate() {
    let world = World::start().await;
    let first = world.connect_saml("by-redirect", json!({ "signSAMLRequest": true })).await;
    world.connect_saml("by-post", json!({ "signSAMLRequest": true, "protocolBinding": POST })).await;
    let user = &world.idp_told["users"][0];
    for name in ["by-redirect", "by-post"] {
        let claims = world.claims_through(name).await;
        assert_eq!(claims["sub"], format!("samlp|{name}|{}", text(&user["email"])));
        assert_eq!((&claims["email"], &claims["given_name"]), (&user["email"], &json!("First")));
    }
    let thumbprint = world.get(&format!("connections/{first}")).await["options"]["thumbprints"][0].clone();
    let record = world.log("s").await;
    assert_eq!(record["strategy"], "samlp");
    assert_eq!(
        text(&record["details"]["saml_certificate_thumbprint"]).to_lowercase(),
        text(&thumbprint).to_lowercase()
    );
}

#[tokio::test]
async fn a_linked_account_signs_in_the_person_it_is_linked_to() {
    let world = World::start().await;
    for name in ["old", "new"] {
        world.connect_saml(name, json!({})).await;
    }
    let (main, other) = (world.claims_through("old").await, world.claims_through("new").await);
    let path = format!("users/{}", text(&main["sub"]).replace('|', "%7C"));
    let wish = json!({ "provider": "samlp", "user_id": other["sub"] });
    let linked = world.call(Method::POST, &format!("{path}/identities"), wish).await;
    assert_eq!(
        (&linked[1]["connection"], &linked[1]["profileData"]["email"]),
        (&json!("new"), &other["email"])
    );
    assert_eq!(world.claims_through("new").await["sub"], main["sub"]);
    let name = text(&linked[1]["user_id"]).to_owned();
    world
        .call(Method::DELETE, &format!("{path}/identities/samlp/{}", name.replace('|', "%7C")), json!(null))
        .await;
    let page = world.through("new", &[("prompt", "login")]).await;
    assert_eq!(world.claims(&page).await["sub"], other["sub"]);
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_told_in_auth0s_words() {
    let world = World::start().await;
    world.connect_saml("globex", json!({})).await;
    let told = [
        ("wrong_certificate", "Invalid thumbprint (configured: "),
        ("wrong_audience", "Audience is invalid. Configured: urn:auth0:local:globex"),
        ("expired_assertion", "assertion has expired."),
        ("user_not_assigned", "User is not assigned to the client application."),
    ];
    for (switch, words) in told {
        world.misbehave(switch).await;
        let refused = refusal(&world, "globex").await;
        assert!(refused.starts_with(words), "{switch}: {refused}");
    }
}

#[tokio::test]
async fn attributes_become_the_profile_as_the_connection_says() {
    let world = World::start().await;
    let id = world
        .connect_saml(
            "mapped",
            json!({
                "fieldsMap": { "department": "http://schemas.xmlsoap.org/claims/Group", "name": "surname" },
                "user_id_attribute": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
                "non_persistent_attrs": ["given_name"], "set_user_root_attributes": "on_first_login",
            }),
        )
        .await;
    let claims = world.claims_through("mapped").await;
    assert_eq!((&claims["sub"], &claims["name"]), (&json!("samlp|mapped|First"), &json!("User")));
    assert_eq!(claims["given_name"], Value::Null);
    let user = world.get("users/samlp%7Cmapped%7CFirst").await;
    assert_eq!(user["department"], json!(["Everyone", "Engineering"]));
    world.change_options(&id, json!({ "fieldsMap": {} })).await;
    assert_eq!(world.claims_through("mapped").await["name"], "User", "set on the first login only");
}

#[tokio::test]
async fn a_template_writes_the_request_and_parameters_are_passed_on() {
    let world = World::start().await;
    let template = r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="@@ID@@" Version="2.0" IssueInstant="@@IssueInstant@@" AssertionConsumerServiceURL="@@AssertionConsumerServiceURL@@" ForceAuthn="true"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@@Issuer@@</saml:Issuer></samlp:AuthnRequest>"#;
    let options = json!({
        "requestTemplate": template,
        "upstream_params": { "screen": { "alias": "ui_locales" }, "kind": { "value": "fixed" } },
    });
    world.connect_saml("templated", options).await;
    world.claims_through("templated").await;
    // Signed in at the provider, and asked again all the same: the template's ForceAuthn arrived.
    let page = world.authorize(&[("connection", "templated"), ("prompt", "login")]).await;
    assert!(page.body.contains("type=\"password\""), "{}", page.body);
    let url = world.authorize_url(&[("connection", "templated"), ("ui_locales", "de"), ("prompt", "login")]);
    let sent = world.browser.step(url.as_str()).await;
    assert_eq!(sent.parameter("screen").as_deref(), Some("de"));
    assert_eq!(sent.parameter("kind").as_deref(), Some("fixed"));
}

/// Makes the provider know the tenant as an application with these fields beside; answers its id there.
async fn register(world: &World, connection: &str, more: &[(&str, &str)]) -> String {
    let acs = world.url(&format!("login/callback?connection={connection}"));
    let audience = format!("urn:auth0:local:{connection}");
    let mut fields = vec![("name", "Tenant"), ("acs_url", acs.as_str()), ("audience", &audience)];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend_from_slice(more);
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let action = world.idp_url("/console/apps/new/saml").parse().unwrap();
    let page = world.browser.post(Form { action, fields }).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.url.path_segments().unwrap().next_back().unwrap().to_owned()
}

#[tokio::test]
async fn encrypted_assertions_are_opened_with_the_tenants_key_and_no_other() {
    let world = World::start().await;
    world.connect_saml("sealed", json!({})).await;
    let own = world.http.get(world.url("pem?cert=connection")).send().await.unwrap().text().await.unwrap();
    register(&world, "sealed", &[("encryption_certificate", &own)]).await;
    let claims = world.claims_through("sealed").await;
    assert_eq!(claims["email"], world.idp_told["users"][0]["email"]);
    world.misbehave("wrong_audience").await;
    assert!(
        refusal(&world, "sealed").await.starts_with("Audience is invalid."),
        "checked when encrypted too"
    );
    world.misbehave("").await;
    world.connect_saml("astray", json!({})).await;
    let other =
        world.http.get(world.idp_url("/saml/certificate.pem")).send().await.unwrap().text().await.unwrap();
    register(&world, "astray", &[("encryption_certificate", &other)]).await;
    assert_eq!(refusal(&world, "astray").await, "rsa routines::oaep decoding error");
}

#[tokio::test]
async fn a_tile_at_the_provider_leads_in_only_where_the_connection_allows_it() {
    let world = World::start().await;
    let connection = world.connect_saml("tile", json!({})).await;
    let app = register(&world, "tile", &[]).await;
    let start = world.idp_url(&format!("/saml/start/{app}"));
    let page = world.browser.open(&start).await;
    let page = world.sign_in_at_provider(&page).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("IdP-Initiated login is not enabled for connection"), "{}", page.body);
    assert!(text(&world.log("f").await["description"]).starts_with("IdP-Initiated login is not enabled"));

    world.change_options(&connection, json!({ "idpinitiated": { "enabled": true } })).await;
    let page = world.browser.open(&start).await;
    assert!(page.body.contains("Default App for IdP-Initiated is not configured."), "{}", page.body);

    let settings = json!({
        "enabled": true, "client_id": world.client().0, "client_protocol": "oauth2",
        "client_authorizequery": format!("redirect_uri={}&scope=openid email", world.callback()),
    });
    world.change_options(&connection, json!({ "idpinitiated": settings })).await;
    let page = world.browser.open(&start).await;
    assert_eq!(world.claims(&page).await["email"], world.idp_told["users"][0]["email"]);

    let wrong = json!({ "enabled": true, "client_id": world.client().0, "client_protocol": "samlp" });
    world.change_options(&connection, json!({ "idpinitiated": wrong })).await;
    assert!(world.browser.open(&start).await.body.contains("incorrect protocol specified"));
}

#[tokio::test]
async fn a_tile_can_lead_into_an_organization() {
    let world = World::start().await;
    let settings = json!({ "enabled": true, "client_id": world.client().0, "client_protocol": "oidc" });
    let connection = world.connect_saml("org-tile", json!({ "idpinitiated": settings })).await;
    let globex = world.organization("globex").await;
    world.use_in(&globex, &connection, true).await;
    let acs = world.url(&format!("login/callback?connection=org-tile&organization={globex}"));
    let app = register(&world, "org-tile", &[("acs_url", &acs)]).await;
    let page = world.browser.open(&world.idp_url(&format!("/saml/start/{app}"))).await;
    let page = world.sign_in_at_provider(&page).await;
    assert_eq!(world.claims(&page).await["org_id"], globex);
}

#[tokio::test]
async fn an_assertion_counts_once() {
    let world = World::start().await;
    world.connect_saml("once", json!({ "idpinitiated": { "enabled": true, "client_id": world.client().0, "client_protocol": "oidc" } })).await;
    let app = register(&world, "once", &[]).await;
    world.browser.open(&world.idp_url("/sign-in")).await;
    let start = world.idp_url(&format!("/saml/start/{app}"));
    let page = world.browser.open(&start).await;
    world.sign_in_at_provider(&page).await;
    let sent = world.browser.step(&start).await.form();
    let again = Form { action: sent.action.clone(), fields: sent.fields.clone() };
    assert!(world.browser.post(sent).await.parameter("code").is_some());
    let page = world.browser.post(again).await;
    assert_eq!(page.parameter("error_description").as_deref(), Some("assertion has expired."));
}

#[tokio::test]
async fn the_tenant_describes_itself_to_providers() {
    let world = World::start().await;
    world.connect_saml("described", json!({})).await;
    let get = |path: &str| {
        let request = world.http.get(world.url(path));
        async { request.send().await.unwrap() }
    };
    let metadata = get("samlp/metadata?connection=described").await.text().await.unwrap();
    for part in [
        "entityID=\"urn:auth0:local:described\"",
        &world.url("login/callback?connection=described"),
        &world.url("logout"),
        "use=\"encryption\"",
    ] {
        assert!(metadata.contains(part), "{part}: {metadata}");
    }
    assert_eq!(get("samlp/metadata?connection=unknown").await.status(), 404);
    let pem = get("pem").await.text().await.unwrap();
    let raw: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    assert_eq!(get("rawpem").await.text().await.unwrap(), raw);
    assert!(metadata.contains(&raw));
    let der = get("cer?cert=connection").await.bytes().await.unwrap();
    let pkcs7 = get("pb7").await.bytes().await.unwrap();
    assert!(pkcs7.windows(der.len()).any(|window| window == der), "the envelope holds the certificate");
    assert_eq!(get("fingerprint").await.text().await.unwrap().split(':').count(), 20);
}

#[tokio::test]
async fn debug_puts_what_came_into_the_log() {
    let world = World::start().await;
    world.connect_saml("quiet", json!({})).await;
    world.claims_through("quiet").await;
    assert!(world.logs("w").await.is_empty());
    world.connect_saml("loud", json!({ "debug": true })).await;
    world.claims_through("loud").await;
    assert!(text(&world.log("w").await["details"]["original_profile"]).contains("Assertion"));
}

#[tokio::test]
async fn a_pingfederate_connection_is_a_saml_connection() {
    let world = World::start().await;
    let certificate =
        world.http.get(world.idp_url("/saml/certificate.pem")).send().await.unwrap().text().await.unwrap();
    let options = json!({
        "pingFederateBaseUrl": world.idp_url("").replace("http:", "https:"), "signingCert": certificate,
        "signInEndpoint": world.idp_url("/saml/sso"),
    });
    world.connect("pingfederate", "ping", options).await;
    let claims = world.claims_through("ping").await;
    assert!(text(&claims["sub"]).starts_with("pingfederate|ping|"), "{claims}");
}

#[tokio::test]
async fn a_disabled_connection_lets_nobody_in_any_more() {
    let world = World::start().await;
    let id = world.connect_saml("closing", json!({})).await;
    let page = world.authorize(&[("connection", "closing")]).await;
    let clients = json!([{ "client_id": world.client().0, "status": false }]);
    let (status, _) = world.api(Method::PATCH, &format!("connections/{id}/clients"), Some(clients)).await;
    assert!(status.is_success());
    let page = world.sign_in_at_provider(&page).await;
    assert_eq!(page.parameter("error_description").as_deref(), Some("the connection was disabled"));
}
