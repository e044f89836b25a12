//! Signing in by `OpenID` Connect.

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::{World, browser::Page};
use crate::oidc::pkce;

const CALLBACK: &str = "http://localhost:9/login/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-long";

fn authorize(world: &World, more: &[(&str, &str)]) -> String {
    let mut url = Url::parse(&world.url("/oidc/authorize")).unwrap();
    url.query_pairs_mut()
        .append_pair("client_id", &world.told.oidc_client_id)
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile email")
        .append_pair("state", "a state")
        .append_pair("nonce", "a nonce")
        .extend_pairs(more);
    url.into()
}

async fn code(world: &World, more: &[(&str, &str)]) -> Page {
    let page = world.browser.open(&authorize(world, more)).await;
    let answered = world.sign_in(&page).await;
    assert!(answered.url.as_str().starts_with(CALLBACK), "{answered:?}");
    assert_eq!(answered.parameter("state").as_deref(), Some("a state"));
    answered
}

async fn exchange(world: &World, code: &str, more: &[(&str, &str)]) -> (StatusCode, Value) {
    let form: Vec<_> = [("redirect_uri", CALLBACK)].iter().chain(more).copied().collect();
    exchange_as(world, &world.told.oidc_client_secret, code, &form).await
}

async fn exchange_as(world: &World, secret: &str, code: &str, more: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut form = vec![("grant_type", "authorization_code"), ("code", code)];
    form.extend_from_slice(more);
    let request = world.browser.http.post(world.url("/oidc/token")).form(&form);
    let answer = request.basic_auth(&world.told.oidc_client_id, Some(secret)).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// Signs in and reads the ID token as a client does.
async fn claims(world: &World) -> Result<Value, String> {
    let answered = code(world, &[]).await;
    let code = answered.parameter("code").ok_or_else(|| answered.parameter("error_description").unwrap())?;
    let (status, tokens) = exchange(world, &code, &[]).await;
    assert_eq!(status, 200, "{tokens}");
    read(world, tokens["id_token"].as_str().unwrap()).await
}

async fn read(world: &World, token: &str) -> Result<Value, String> {
    let discovery: Value = get(world, "/.well-known/openid-configuration").await;
    assert_eq!(discovery["issuer"], world.told.oidc_issuer);
    let keys: JwkSet = world
        .browser
        .http
        .get(discovery["jwks_uri"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = keys.find(&header.kid.unwrap()).ok_or("unable to find the signing key")?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[&world.told.oidc_client_id]);
    validation.set_issuer(&[&world.told.oidc_issuer]);
    let key = DecodingKey::from_jwk(key).unwrap();
    jsonwebtoken::decode::<Value>(token, &key, &validation)
        .map(|read| read.claims)
        .map_err(|error| error.to_string())
}

async fn get(world: &World, path: &str) -> Value {
    world.browser.http.get(world.url(path)).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_code_becomes_tokens_that_say_who_signed_in() {
    let world = World::start();
    let user = &world.told.users[0];
    let challenge = pkce::s256(VERIFIER);
    let answered = code(&world, &[("code_challenge", &challenge), ("code_challenge_method", "S256")]).await;
    let code = answered.parameter("code").unwrap();
    let (status, tokens) = exchange(&world, &code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!((status.as_u16(), &tokens["token_type"]), (200, &json!("Bearer")), "{tokens}");
    let claims = read(&world, tokens["id_token"].as_str().unwrap()).await.unwrap();
    assert_eq!((&claims["nonce"], &claims["email"]), (&json!("a nonce"), &json!(user.email)));
    assert_eq!(claims["name"], "First User");
    let userinfo = world
        .browser
        .http
        .get(world.url("/oidc/userinfo"))
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    let told: Value = userinfo.send().await.unwrap().json().await.unwrap();
    assert_eq!((&told["sub"], &told["email"]), (&claims["sub"], &json!(user.email)));
    assert_eq!(told["groups"], json!(["Everyone", "Engineering"]));
    let (status, again) = exchange(&world, &code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!((status.as_u16(), &again["error"]), (400, &json!("invalid_grant")));
    let stranger = world.browser.http.get(world.url("/oidc/userinfo")).bearer_auth("x").send().await.unwrap();
    assert_eq!(stranger.status(), 401);
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier_address_and_secret_or_too_late() {
    let world = World::start();
    let challenge = pkce::s256(VERIFIER);
    let wish = [("code_challenge", &*challenge), ("code_challenge_method", "S256"), ("prompt", "login")];
    let (good_address, good_verifier) = (("redirect_uri", CALLBACK), ("code_verifier", VERIFIER));
    for form in [
        vec![good_address],
        vec![good_address, ("code_verifier", "another verifier")],
        vec![good_verifier],
        vec![good_verifier, ("redirect_uri", "http://localhost:9/other")],
    ] {
        let code = code(&world, &wish).await.parameter("code").unwrap();
        let (status, answer) = exchange_as(&world, &world.told.oidc_client_secret, &code, &form).await;
        assert_eq!((status.as_u16(), &answer["error"]), (400, &json!("invalid_grant")), "{form:?}");
    }
    let code = code(&world, &wish).await.parameter("code").unwrap();
    let (status, answer) = exchange_as(&world, "guess", &code, &[good_address, good_verifier]).await;
    assert_eq!((status.as_u16(), &answer["error"]), (401, &json!("invalid_client")));
    world.clock.advance(TimeDelta::minutes(2));
    assert_eq!(exchange(&world, &code, &[good_verifier]).await.0, 400);
}

#[tokio::test]
async fn a_key_that_is_not_listed_signs() {
    let world = World::start();
    world.misbehave("wrong_certificate").await;
    assert_eq!(claims(&world).await.unwrap_err(), "unable to find the signing key");
}

#[tokio::test]
async fn another_audience_an_expired_token_and_a_refusal_are_given() {
    for (switch, expected) in [
        ("wrong_audience", "InvalidAudience"),
        ("expired_assertion", "ExpiredSignature"),
        ("user_not_assigned", "User is not assigned to the client application."),
    ] {
        let world = World::start();
        world.misbehave(switch).await;
        assert_eq!(claims(&world).await.unwrap_err(), expected, "{switch}");
    }
}

#[tokio::test]
async fn a_refusal_has_auth0s_code() {
    let world = World::start();
    world.misbehave("user_not_assigned").await;
    let answered = code(&world, &[]).await;
    assert_eq!(answered.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(answered.parameter("code"), None);
}

#[tokio::test]
async fn the_email_address_appears_in_no_token_and_not_in_userinfo() {
    let world = World::start();
    world.misbehave("no_email").await;
    let code = code(&world, &[]).await.parameter("code").unwrap();
    let (_, tokens) = exchange(&world, &code, &[]).await;
    let claims = read(&world, tokens["id_token"].as_str().unwrap()).await.unwrap();
    let userinfo = world
        .browser
        .http
        .get(world.url("/oidc/userinfo"))
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    let told: Value = userinfo.send().await.unwrap().json().await.unwrap();
    assert_eq!(claims["given_name"], "First");
    assert!(!format!("{claims}{told}").contains(&world.told.users[0].email));
}

#[tokio::test]
async fn an_unknown_client_or_address_outside_gets_no_answer() {
    let world = World::start();
    let open = |from: &str, to: &str| {
        let url = authorize(&world, &[]).replace(from, to);
        async {
            let url = url;
            world.browser.open(&url).await
        }
    };
    let page = open(&world.told.oidc_client_id, "unknown").await;
    assert!(
        page.status == 400
            && page.url.host_str() == Some("localhost")
            && page.body.contains("is not known here")
    );
    let page = open("http%3A%2F%2Flocalhost%3A9", "https%3A%2F%2Fattacker.example").await;
    assert!(page.status == 400 && page.body.contains("is not registered"), "{page:?}");
}

#[tokio::test]
async fn prompt_and_max_age_decide_whether_the_person_is_asked() {
    let world = World::start();
    let silent = world.browser.open(&authorize(&world, &[("prompt", "none")])).await;
    assert_eq!(silent.parameter("error").as_deref(), Some("login_required"));
    code(&world, &[]).await;
    let silent = world.browser.open(&authorize(&world, &[("prompt", "none")])).await;
    assert!(silent.parameter("code").is_some(), "{silent:?}");
    assert!(world.browser.open(&authorize(&world, &[("prompt", "login")])).await.asks_for_password());
    world.clock.advance(TimeDelta::minutes(5));
    assert!(world.browser.open(&authorize(&world, &[("max_age", "60")])).await.asks_for_password());
    assert!(world.browser.open(&authorize(&world, &[("max_age", "600")])).await.parameter("code").is_some());
}

#[tokio::test]
async fn what_is_not_supported_is_said_to_the_client() {
    let world = World::start();
    for (from, to, error) in [
        ("response_type=code", "response_type=token", "unsupported_response_type"),
        ("scope=openid+profile+email", "scope=email", "invalid_scope"),
        ("nonce=a+nonce", "code_challenge=x&code_challenge_method=plain", "invalid_request"),
    ] {
        let url = authorize(&world, &[]);
        assert!(url.contains(from), "{url}");
        let page = world.browser.open(&url.replace(from, to)).await;
        assert_eq!(page.parameter("error").as_deref(), Some(error));
    }
}
