//! `/oauth/token`, `/oauth/revoke` and `/userinfo`.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, claims, text};

const REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";
const DATABASE: &str = "Username-Password-Authentication";

/// Lets the application use these grants.
async fn allow(world: &World, grants: &[&str]) {
    let body = json!({ "grant_types": grants });
    world.call(Method::PATCH, &format!("clients/{}", world.client().0), body).await;
}

async fn refresh(world: &World, token: &str) -> (StatusCode, Value) {
    let (client, secret) = world.client();
    world
        .exchange(&[
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("client_secret", secret),
            ("refresh_token", token),
        ])
        .await
}

async fn signed_in(world: &World) -> Value {
    world.connect_saml("globex", json!({})).await;
    let page = world.through("globex", &[("scope", "openid email offline_access")]).await;
    world.tokens(&page).await
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_its_reuse_ends_the_family() {
    let world = World::start().await;
    let first = signed_in(&world).await;
    let first = text(&first["refresh_token"]);
    let (status, second) = refresh(&world, first).await;
    assert_eq!(status, 200, "{second}");
    assert!(world.log("sertft").await["user_name"].is_string());
    let second = text(&second["refresh_token"]);
    assert_ne!(first, second);
    let refused =
        json!({ "error": "invalid_grant", "error_description": "Unknown or invalid refresh token." });
    assert_eq!(refresh(&world, first).await, (StatusCode::FORBIDDEN, refused.clone()));
    assert_eq!(world.logs("ferrt").await.len(), 1, "reuse is told apart");
    assert_eq!(refresh(&world, second).await, (StatusCode::FORBIDDEN, refused));
    assert_eq!(world.logs("fertft").await.len(), 1);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_worth_nothing() {
    let world = World::start().await;
    let tokens = signed_in(&world).await;
    let token = text(&tokens["refresh_token"]);
    let (client, secret) = world.client();
    let revoke = |client: &str, secret: &str, token: &str| {
        let form = [("client_id", client), ("client_secret", secret), ("token", token)];
        let request = world.http.post(world.url("oauth/revoke")).form(&form);
        async { request.send().await.unwrap().status() }
    };
    assert_eq!(revoke(client, "guessed", token).await, 401);
    let other = &world.told["portal"];
    assert_eq!(revoke(text(&other["client_id"]), text(&other["client_secret"]), token).await, 400);
    assert_eq!(revoke(client, secret, token).await, 200);
    assert_eq!(revoke(client, secret, token).await, 200, "revoked already");
    assert_eq!(refresh(&world, token).await.0, 403);
    assert_eq!(world.log("srrt").await["client_id"], client);
}

#[tokio::test]
async fn userinfo_tells_what_the_token_is_good_for() {
    let world = World::start().await;
    let tokens = signed_in(&world).await;
    let ask = |token: &str| {
        let request = world.http.get(world.url("userinfo")).bearer_auth(token);
        async { request.send().await.unwrap() }
    };
    let told: Value = ask(text(&tokens["access_token"])).await.json().await.unwrap();
    assert_eq!(told["email"], world.idp_told["users"][0]["email"]);
    assert_eq!(told["name"], Value::Null, "the profile was not asked for");
    let refused = ask("made-up").await;
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "invalid_token");
}

#[tokio::test]
async fn a_password_becomes_tokens_where_auth0_lets_it() {
    let world = World::start().await;
    let (client, secret) = world.client();
    let (email, password) = world.account("operator", None);
    let ask = async |grant: &str, realm: &str, username: &str, password: &str| {
        let mut form = vec![
            ("grant_type", grant),
            ("client_id", client),
            ("client_secret", secret),
            ("username", username),
            ("password", password),
            ("scope", "openid"),
        ];
        if !realm.is_empty() {
            form.push(("realm", realm));
        }
        let (status, body) = world.exchange(&form).await;
        (status.as_u16(), body)
    };
    let (status, refused) = ask(REALM, DATABASE, &email, &password).await;
    assert_eq!((status, &refused["error"]), (403, &json!("unauthorized_client")));
    assert_eq!(refused["error_description"], format!("Grant type '{REALM}' not allowed for the client."));
    assert_eq!(refused["error_uri"], "https://auth0.com/docs/clients/client-grant-types");
    allow(&world, &["password", REALM]).await;
    let (status, tokens) = ask(REALM, DATABASE, &email, &password).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(text(&claims(text(&tokens["id_token"]))["sub"]).starts_with("auth0|"));
    assert_eq!(world.log("sepft").await["client_id"], client);
    let (status, refused) = ask(REALM, DATABASE, &email, "guessed").await;
    assert_eq!((status, &refused["error_description"]), (403, &json!("Wrong email or password.")));
    assert_eq!(world.log("fp").await["user_name"], email.as_str());
    world.connect_saml("elsewhere", json!({})).await;
    let (status, refused) = ask(REALM, "elsewhere", &email, &password).await;
    assert!(status == 403 && text(&refused["error_description"]).contains("does not support passwords"));
    assert_eq!(ask(REALM, "unheard", &email, &password).await.0, 403);
    assert_eq!(ask(REALM, "", &email, &password).await.0, 400);
    let (_, refused) = ask("password", "", &email, &password).await;
    assert_eq!(refused["error_description"], "Authorization server not configured with default connection.");
}

#[tokio::test]
async fn what_is_wrong_with_a_code_is_told() {
    let world = World::start().await;
    world.connect_saml("globex", json!({})).await;
    let (client, secret) = world.client();
    let page = world.through("globex", &[("code_challenge", "x"), ("code_challenge_method", "S256")]).await;
    let code = page.parameter("code").unwrap();
    let callback = world.callback();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("client_secret", secret),
        ("redirect_uri", &callback),
        ("code", &code),
        ("code_verifier", "y"),
    ];
    let (status, refused) = world.exchange(&form).await;
    assert_eq!((status.as_u16(), &refused["error"]), (403, &json!("invalid_grant")));
    assert_eq!(refused["error_description"], "Failed to verify code verifier");
    let (_, refused) = world.exchange(&form).await;
    assert_eq!(refused["error_description"], "Invalid authorization code");
    let record = world.log("feacft").await;
    assert_eq!(
        (&record["description"], &record["client_id"]),
        (&json!("Invalid authorization code"), &json!(client))
    );
    let unsupported = world.exchange(&[("grant_type", "device")]).await;
    assert_eq!(unsupported.1["error"], "unsupported_grant_type");
    let (status, missing) = world.exchange(&[("client_id", client)]).await;
    assert_eq!((status.as_u16(), &missing["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn a_machine_that_does_not_prove_itself_is_noted() {
    let world = World::start().await;
    let partner = &world.told["partner"];
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", text(&partner["client_id"])),
        ("client_secret", "guessed"),
        ("audience", text(&partner["audience"])),
    ];
    let (status, refused) = world.exchange(&form).await;
    assert_eq!(status, 401);
    assert_eq!(refused, json!({ "error": "access_denied", "error_description": "Unauthorized" }));
    assert_eq!(world.log("feccft").await["client_id"], partner["client_id"]);
    assert!(!world.log("feccft").await.to_string().contains("guessed"));
}
