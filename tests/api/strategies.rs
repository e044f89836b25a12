//! Every strategy: what it is given by, what Auth0 gets of it, what is shown to be typed into the provider.

use serde_json::{Value, json};
use support::{Answer, CONNECTIONS, Connection, World};

const SECRET: &str = "made~for-this.test_made-for-this-test-42";

async fn metadata(world: &World) -> String {
    let url = world.idp["saml_metadata_url"].as_str().unwrap();
    world.http.get(url).send().await.unwrap().text().await.unwrap()
}

/// Configures a draft; returns what Auth0 has of it.
async fn upstream_of(world: &World, connection: &Connection<'_>) -> Value {
    let configured = connection.configure().await;
    let id = configured["upstream"]["connection_id"].as_str().unwrap();
    world.auth0_get(&format!("connections/{id}")).await
}

fn client(domain: &str, id: &str) -> Value {
    json!({ "domain": domain, "client_id": id, "client_secret": SECRET, "groups": true })
}

#[tokio::test]
async fn providers_that_are_found_by_their_domain_reach_auth0_with_their_secret_and_show_none() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let entra = "3b6e4f1a-0c2d-4e5f-8a9b-1c2d3e4f5a6b";
    let google = "1234567-abc.apps.googleusercontent.com";
    for (provider, member, strategy, given) in [
        ("okta-oidc", "okta", "okta", client("https://Acme.okta.com/", "0oa1bcd2EfGhIjKlM5d7")),
        ("entra-oidc", "waad", "waad", client("acme.onmicrosoft.com", entra)),
        ("google-workspace-oauth", "google_apps", "google-apps", client("acme.example", google)),
    ] {
        let connection = Connection::create(&owner, json!({ "provider": provider, (member): given })).await;
        let now = connection.now().await;
        assert_eq!(
            (&now["strategy"], &now[member]["client_secret"]["set"]),
            (&json!(strategy), &json!(true))
        );
        assert!(!now.to_string().contains(SECRET), "{provider} shows its secret");
        let upstream = upstream_of(&world, &connection).await;
        assert_eq!(upstream["strategy"], strategy);
        assert_eq!(upstream["options"]["domain"], now[member]["domain"], "{upstream:#}");
        assert_eq!(upstream["options"]["client_secret"], SECRET, "{upstream:#}");
        let fields = owner.get(&format!("{}/service-provider", connection.path)).await.json();
        let callback = fields["fields"].as_array().unwrap().iter().find(|one| one["kind"] == "callback_url");
        assert!(callback.unwrap()["value"].as_str().unwrap().ends_with("/login/callback"), "{fields:#}");
    }
}

#[tokio::test]
async fn adfs_is_given_by_its_metadata_and_pingfederate_by_its_certificate() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let metadata = metadata(&world).await;
    let body = json!({ "provider": "adfs-ws-federation", "adfs": { "metadata": metadata } });
    let adfs = Connection::create(&owner, body).await;
    let upstream = upstream_of(&world, &adfs).await;
    assert_eq!(
        (&upstream["strategy"], &upstream["options"]["fedMetadataXml"]),
        (&json!("adfs"), &json!(metadata))
    );
    let fields = owner.get(&format!("{}/service-provider", adfs.path)).await.json();
    let entity = fields["fields"].as_array().unwrap().iter().find(|one| one["kind"] == "entity_id").unwrap();
    assert_eq!(entity["value"], upstream["options"]["entityId"], "what is shown is what Auth0 uses");

    let certificate = adfs.now().await["adfs"]["certificates"][0]["pem"].clone();
    let given = json!({ "base_url": "https://sso.acme.example", "certificate": certificate });
    let ping = Connection::create(&owner, json!({ "provider": "pingfederate", "pingfederate": given })).await;
    assert_eq!(
        ping.now().await["pingfederate"]["sign_in"][0]["url"],
        "https://sso.acme.example/idp/SSO.saml2"
    );
    let upstream = upstream_of(&world, &ping).await;
    assert_eq!(upstream["options"]["pingFederateBaseUrl"], "https://sso.acme.example");
}

#[tokio::test]
async fn a_directory_shows_the_ticket_of_its_connector_once_auth0_has_it() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let given = json!({ "domain": "acme.example", "kerberos_networks": ["10.0.0.0/8"] });
    let directory = Connection::create(&owner, json!({ "provider": "ad-ldap", "ad": given })).await;
    let upstream = upstream_of(&world, &directory).await;
    assert_eq!((&upstream["strategy"], &upstream["options"]["ips"]), (&json!("ad"), &json!(["10.0.0.0/8"])));
    let fields = owner.get(&format!("{}/service-provider", directory.path)).await.json();
    let ticket = upstream["provisioning_ticket_url"].as_str().unwrap_or_default();
    assert_eq!(fields["fields"][0]["value"], ticket);
}

fn codes(answer: Answer) -> Vec<String> {
    let problem = answer.expect_problem(422, "invalid_request");
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place_and_its_repair() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for (provider, body, told) in [
        ("okta-oidc", json!({ "okta": { "domain": "acme-admin.okta.com" } }), "acme.okta.com"),
        ("entra-oidc", json!({ "waad": { "domain": "common" } }), "every directory"),
        ("google-workspace-oauth", json!({ "google_apps": { "domain": "not a domain" } }), "domain name"),
        ("adfs-ws-federation", json!({ "adfs": {} }), "server or metadata"),
        (
            "pingfederate",
            json!({ "pingfederate": { "base_url": "http://a.example", "certificate": "x" } }),
            "https",
        ),
        ("ad-ldap", json!({ "ad": { "kerberos_networks": ["everywhere"] } }), "network"),
        ("okta-oidc", json!({ "waad": { "domain": "acme.example" } }), "another kind"),
        ("okta-oidc", json!({ "okta": {}, "ad": {} }), "one kind"),
    ] {
        let mut all = body.clone();
        all["provider"] = json!(provider);
        let problem = owner.post(CONNECTIONS, all).await.expect_problem(422, "invalid_request");
        assert!(problem["detail"].as_str().unwrap().contains(told), "{body}: {problem:#}");
        assert!(!problem["errors"][0]["fix"].as_str().unwrap().is_empty(), "{problem:#}");
    }
    let inside = json!({ "provider": "adfs-ws-federation", "adfs": { "server": "10.0.0.1" } });
    owner.post(CONNECTIONS, inside).await.expect_problem(422, "fetch_failed");
}

#[tokio::test]
async fn options_reach_auth0_within_what_the_vendor_allows_and_are_a_revision() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let before = connection.now().await["revision"].as_u64().unwrap();
    let allowed = json!({ "options": {
        "icon_url": "https://acme.example/icon.svg",
        "sign_requests": true,
        "request_signature": "rsa_sha256",
        "upstream_parameters": { "domain_hint": { "value": "acme.example" }, "who": { "alias": "login_hint" } },
    } });
    let changed = owner.patch(&connection.path, allowed).await.expect_status(200).json();
    assert_eq!(changed["revision"], json!(before + 1));
    let upstream = upstream_of(&world, &connection).await;
    let options = &upstream["options"];
    assert_eq!(
        (&options["signSAMLRequest"], &options["signatureAlgorithm"]),
        (&json!(true), &json!("rsa-sha256"))
    );
    assert_eq!(options["upstream_params"]["who"], json!({ "alias": "login_hint" }));
    assert_eq!(options["icon_url"], "https://acme.example/icon.svg");

    let risky = json!({ "options": { "request_signature": "rsa_sha1", "idp_initiated": { "enabled": true }, "accept_cbc_encryption": true } });
    assert_eq!(codes(owner.patch(&connection.path, risky).await), ["not_allowed_by_policy"; 3]);
    let pkce = json!({ "options": { "pkce": "s256" } });
    assert_eq!(codes(owner.patch(&connection.path, pkce).await), ["not_of_this_strategy"]);
    let stolen = json!({ "options": { "upstream_parameters": { "redirect_uri": { "value": "https://evil.example" } } } });
    assert_eq!(codes(owner.patch(&connection.path, stolen).await), ["of_the_protocol"]);
}
