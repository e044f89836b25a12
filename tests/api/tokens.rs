//! Bearer tokens: what is refused, and that refusals are alike.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use support::{Caller, World};

fn now() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a forged token has to be dated by the real clock")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Claims as Auth0 would write them, for our API.
fn claims(world: &World) -> Value {
    json!({
        "iss": world.auth0["issuer"],
        "sub": "forged@clients",
        "aud": world.auth0["portal"]["audience"],
        "iat": now() - 10,
        "exp": now() + 600,
        "scope": "organizations:read connections:read",
        "gty": "client-credentials",
        "azp": "forged",
    })
}

async fn jwks(world: &World) -> Value {
    let url = format!("{}.well-known/jwks.json", world.auth0["issuer"].as_str().unwrap());
    world.http.get(url).send().await.unwrap().json().await.unwrap()
}

async fn ask(world: &World, token: &str) -> support::Answer {
    Caller::bearer(&world.portal_url, token).get("/api/v1/organizations").await
}

fn unsigned(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

#[tokio::test]
async fn only_tokens_of_the_tenant_for_this_api_are_accepted() {
    let world = World::start().await;
    let (good, kid) =
        (world.token(&world.auth0["partner"]).await, jwks(&world).await["keys"][0]["kid"].clone());
    ask(&world, &good).await.expect_status(200);

    let parts: Vec<&str> = good.split('.').collect();
    let other_claims = json!({ "sub": "somebody-else", "iss": world.auth0["issuer"] });
    let tampered = format!("{}.{}.{}", parts[0], BASE64.encode(other_claims.to_string()), parts[2]);
    let none = unsigned(&json!({ "alg": "none", "typ": "JWT" }), &claims(&world), "");
    let none_with_kid =
        unsigned(&json!({ "alg": "none", "typ": "JWT", "kid": kid }), &claims(&world), parts[2]);
    let management = world.token(&world.auth0["management"]).await;

    let refused = [
        ("no token", String::new()),
        ("not a token", "certainly.not.this".to_owned()),
        ("claims changed", tampered),
        ("alg none", none),
        ("alg none with a known kid", none_with_kid),
        ("signed with the public key as HMAC secret", hs256_with_public_key(&world).await),
        ("signed with another key under the known kid", signed_by_another(&world, kid.as_str()).await),
        ("signed with another key under an unknown kid", signed_by_another(&world, Some("nobody")).await),
        ("signed with another key without kid", signed_by_another(&world, None).await),
        ("for another API", management),
    ];
    for (what, token) in refused {
        let problem = ask(&world, &token).await.expect_problem(401, "unauthenticated");
        assert!(!problem.to_string().contains("InvalidSignature"), "{what}: internals leak");
    }
    let log = world.portal_log();
    assert!(!log.contains(parts[2]), "a token's signature is in the log");
}

/// The classic confusion: the verifier takes `alg` from the token and the public key for an HMAC secret.
async fn hs256_with_public_key(world: &World) -> String {
    let key = &jwks(world).await["keys"][0];
    let certificate = key["x5c"][0].as_str().unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
    let header = Header { kid: key["kid"].as_str().map(str::to_owned), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, &claims(world), &EncodingKey::from_secret(pem.as_bytes())).unwrap()
}

async fn signed_by_another(world: &World, kid: Option<&str>) -> String {
    let key = EncodingKey::from_rsa_pem(support::private_key().as_bytes()).unwrap();
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, &claims(world), &key).unwrap()
}

#[tokio::test]
async fn a_token_without_credentials_says_how_to_authenticate() {
    let world = World::start().await;
    let answer = Caller::nobody(&world.portal_url).get("/api/v1/me").await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"), "{:?}", answer.headers);
    answer.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let world = World::start().await;
    // The tenant itself signs a token that ended long ago.
    let mut ended = claims(&world);
    ended["iat"] = json!(now() - 7200);
    ended["exp"] = json!(now() - 3600);
    let token = world.signed_by_tenant(&ended).await;
    ask(&world, &token).await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn what_the_tenant_signed_is_still_checked_claim_by_claim() {
    let world = World::start().await;
    let accepted = world.signed_by_tenant(&claims(&world)).await;
    ask(&world, &accepted).await.expect_status(200);
    let changes: [(&str, Value); 6] = [
        ("aud", json!("https://another.example/api")),
        ("aud", json!([])),
        ("iss", json!("https://another.example/")),
        ("nbf", json!(now() + 600)),
        ("exp", Value::Null),
        ("sub", Value::Null),
    ];
    for (claim, value) in changes {
        let mut changed = claims(&world);
        match value {
            Value::Null => drop(changed.as_object_mut().unwrap().remove(claim)),
            value => changed[claim] = value,
        }
        let token = world.signed_by_tenant(&changed).await;
        let answer = ask(&world, &token).await;
        assert_eq!(answer.status, 401, "{claim} in {changed}: {}", answer.text());
        answer.expect_problem(401, "unauthenticated");
    }
}
