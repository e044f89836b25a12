//! Machines: `private_key_jwt`, tokens for organizations, and the two ways to write an access token.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use reqwest::Method;
use serde_json::{Value, json};
use simulator::clock::Clock;

use crate::world::{World, claims, header, text};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The partner's machine: its id, secret and audience.
fn partner(world: &World) -> (&str, &str, &str) {
    let partner = &world.told["partner"];
    (text(&partner["client_id"]), text(&partner["client_secret"]), text(&partner["audience"]))
}

async fn machine_token(world: &World, more: &[(&str, &str)]) -> (u16, Value) {
    let (client, secret, audience) = partner(world);
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("client_secret", secret),
        ("audience", audience),
    ];
    form.extend_from_slice(more);
    let (status, body) = world.exchange(&form).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn an_assertion_proves_a_client_to_this_tenant_once() {
    let world = World::start().await;
    let (client, _, audience) = partner(&world);
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let key = json!({ "name": "one", "credential_type": "public_key", "pem": pair.public_key_pem(), "alg": "RS256" });
    let made = world.call(Method::POST, &format!("clients/{client}/credentials"), key).await;
    let methods = json!({ "client_authentication_methods": {
        "private_key_jwt": { "credentials": [{ "id": made["id"] }] },
    } });
    world.call(Method::PATCH, &format!("clients/{client}"), methods).await;
    let issuer = text(&world.told["issuer"]);
    let now = world.clock.now().timestamp();
    let signed = |change: Value| {
        let mut claims =
            json!({ "iss": client, "sub": client, "aud": issuer, "exp": now + 60, "jti": "one" });
        claims.as_object_mut().unwrap().extend(change.as_object().cloned().unwrap());
        let key = EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes()).unwrap();
        encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
    };
    let present = async |assertion: &str| {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_assertion_type", ASSERTION),
            ("client_assertion", assertion),
            ("audience", audience),
        ];
        let (status, body) = world.exchange(&form).await;
        (status.as_u16(), body["error_description"].as_str().unwrap_or_default().to_owned())
    };
    let good = signed(json!({}));
    assert_eq!(present(&good).await, (200, String::new()));
    assert_eq!(present(&good).await, (401, "client_assertion: jti was used before".to_owned()));
    let bad = [
        (json!({ "aud": [issuer] }), "aud must be the issuer"),
        (json!({ "aud": format!("{issuer}oauth/token") }), "aud must be the issuer"),
        (json!({ "exp": now - 1 }), "has expired"),
        (json!({ "exp": now + 3600 }), "too far in the future"),
        (json!({ "iss": "somebody" }), "iss and sub must be the client_id"),
        (json!({ "jti": "" }), "jti is missing"),
    ];
    for (change, words) in bad {
        let (status, told) = present(&signed(change)).await;
        assert!(status == 401 && told.contains(words), "{words}: {status} {told}");
    }
    let forged = format!("{}x", signed(json!({ "jti": "two" })));
    assert_eq!(present(&forged).await.0, 401);
}

#[tokio::test]
async fn a_machine_acts_for_an_organization_that_its_grant_is_for() {
    let world = World::start().await;
    let (client, _, audience) = partner(&world);
    let globex = world.organization("globex").await;
    let (status, refused) = machine_token(&world, &[("organization", &globex)]).await;
    assert_eq!((status, &refused["error"]), (403, &json!("access_denied")));
    let grants = world.get(&format!("client-grants?client_id={client}")).await;
    let grant = text(&grants[0]["id"]).to_owned();
    let allow = json!({ "organization_usage": "allow" });
    world.call(Method::PATCH, &format!("client-grants/{grant}"), allow).await;
    assert_eq!(machine_token(&world, &[("organization", &globex)]).await.0, 403, "not associated yet");
    let path = format!("organizations/{globex}/client-grants");
    world.call(Method::POST, &path, json!({ "grant_id": grant })).await;
    let (status, tokens) = machine_token(&world, &[("organization", &globex)]).await;
    assert_eq!(status, 200, "{tokens}");
    let told = claims(text(&tokens["access_token"]));
    assert_eq!((&told["org_id"], &told["org_name"]), (&json!(globex), &json!("globex")));
    assert_eq!((&told["gty"], &told["aud"]), (&json!("client-credentials"), &json!(audience)));
    assert_eq!(world.log("seccft").await["organization_id"], globex.as_str());
    let require = json!({ "organization_usage": "require" });
    world.call(Method::PATCH, &format!("client-grants/{grant}"), require).await;
    assert_eq!(machine_token(&world, &[]).await.0, 400);
}

#[tokio::test]
async fn an_access_token_is_written_as_the_api_wants_it() {
    let world = World::start().await;
    let (client, _, audience) = partner(&world);
    let (_, tokens) = machine_token(&world, &[]).await;
    let token = text(&tokens["access_token"]);
    assert_eq!(header(token)["typ"], "JWT");
    assert_eq!(claims(token)["azp"], client);
    let servers = world.get("resource-servers").await;
    let server = servers.as_array().unwrap().iter().find(|one| one["identifier"] == audience).unwrap();
    let path = format!("resource-servers/{}", text(&server["id"]));
    world.call(Method::PATCH, &path, json!({ "token_dialect": "rfc9068_profile_authz" })).await;
    let (_, tokens) = machine_token(&world, &[]).await;
    let token = text(&tokens["access_token"]);
    assert_eq!(header(token)["typ"], "at+jwt");
    let told = claims(token);
    assert_eq!(
        (&told["client_id"], &told["azp"], &told["gty"]),
        (&json!(client), &Value::Null, &Value::Null)
    );
    assert!(told["jti"].is_string() && told["permissions"].is_array(), "{told}");
}
