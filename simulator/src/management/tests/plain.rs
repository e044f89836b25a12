//! Described collections and settings

use serde_json::json;

use super::World;

fn http_sink() -> serde_json::Value {
    json!({ "httpEndpoint": "https://logs.example/in", "httpAuthorization": "Bearer deep-secret" })
}

#[actix_web::test]
async fn a_log_stream_answers_200_and_shows_its_secret_which_leaves_a_record() {
    let world = World::start().await;
    let made = world.post("/log-streams", json!({ "type": "http", "name": "a", "sink": http_sink() })).await;
    let id = made.text("id");
    assert!(id.strip_prefix("lst_").unwrap().chars().all(|letter| letter.is_ascii_digit()));
    let made = made.expect(200);
    assert_eq!(made["status"], "active");
    assert_eq!(made["isPriority"], false);
    assert_eq!(made["sink"]["httpContentFormat"], "JSONLINES");
    let read = world.get(&format!("/log-streams/{id}")).await.expect(200);
    assert_eq!(read["sink"]["httpAuthorization"], "Bearer deep-secret");
    let logs = world.get("/logs?q=type:mgmt_api_read").await.expect(200);
    assert_eq!(logs[0]["details"]["accessedSecrets"], json!(["sink.httpAuthorization"]));
    assert!(!logs.to_string().contains("deep-secret"));
}

#[actix_web::test]
async fn a_sink_is_checked_against_its_type() {
    let world = World::start().await;
    let refused = |body| async { world.post("/log-streams", body).await.refused(400) };
    let plain = json!({ "type": "http", "sink": { "httpEndpoint": "http://logs.example" } });
    assert!(refused(plain).await.contains("String does not match pattern ^https://.*"));
    let mixed = json!({ "type": "datadog", "sink": http_sink() });
    assert!(refused(mixed).await.contains("Additional properties not allowed"));
    let filter =
        json!({ "type": "http", "sink": http_sink(), "filters": [{ "type": "category", "name": "x" }] });
    assert!(refused(filter).await.contains("No enum match for: x' on property filters[0].name"));
    let unknown = json!({ "type": "http", "sink": http_sink(), "else": 1 });
    assert_eq!(
        refused(unknown).await,
        "Payload validation error: 'Additional properties not allowed: else'."
    );
}

#[actix_web::test]
async fn a_deleted_stream_is_gone_and_the_eleventh_is_one_too_many() {
    let world = World::start().await;
    let body = json!({ "type": "http", "sink": http_sink() });
    let first = world.post("/log-streams", body.clone()).await.text("id");
    for _ in 1..10 {
        world.post("/log-streams", body.clone()).await.expect(200);
    }
    let refused = world.post("/log-streams", body).await.refused(409);
    assert!(refused.contains("maximum number of log streams"));
    world.delete(&format!("/log-streams/{first}")).await.expect(204);
    assert_eq!(
        world.delete(&format!("/log-streams/{first}")).await.refused(404),
        "The log stream does not exist."
    );
    assert_eq!(world.get("/log-streams").await.expect(200).as_array().unwrap().len(), 9);
}

#[actix_web::test]
async fn an_event_stream_never_tells_its_secret_and_its_id_has_a_form() {
    let world = World::start().await;
    let body = json!({
        "name": "changes", "subscriptions": [{ "event_type": "organization.updated" }],
        "destination": { "type": "webhook", "configuration": {
            "webhook_endpoint": "https://hook.example",
            "webhook_authorization": { "method": "bearer", "token": "deep-secret" },
        }},
    });
    let made = world.post("/event-streams", body.clone()).await;
    let id = made.text("id");
    let made = made.expect(201);
    assert_eq!(made["status"], "enabled");
    assert_eq!(made["destination"]["configuration"]["webhook_authorization"], json!({ "method": "bearer" }));
    assert!(!world.get("/event-streams").await.expect(200).to_string().contains("deep-secret"));
    assert_eq!(world.post("/event-streams", body).await.refused(409), "Event stream name already in use.");
    world.patch(&format!("/event-streams/{id}"), json!({ "status": "disabled" })).await.expect(200);
    let malformed = world.get("/event-streams/est_invalid_id_1234567890").await;
    assert_eq!(malformed.body["errorCode"], "invalid_uri");
    assert_eq!(
        malformed.refused(400),
        "Path validation error: 'Object didn't pass validation for format event-stream-id: \
         est_invalid_id_1234567890' on property id (Unique identifier for the event stream)."
    );
}

#[actix_web::test]
async fn the_email_provider_gives_no_secret_back_and_is_changed_whole() {
    let world = World::start().await;
    let absent = world.get("/emails/provider").await;
    assert_eq!(absent.body["errorCode"], "inexistent_email_provider");
    absent.expect(404);
    let smtp =
        json!({ "smtp_host": "mail.example", "smtp_port": 25, "smtp_user": "u", "smtp_pass": "deep-secret" });
    let provider = json!({ "name": "smtp", "enabled": true, "credentials": smtp });
    let made = world.post("/emails/provider", provider.clone()).await.expect(201);
    assert_eq!(
        made["credentials"],
        json!({ "smtp_host": "mail.example", "smtp_port": 25, "smtp_user": "u" })
    );
    assert_eq!(
        world.post("/emails/provider", provider).await.refused(409),
        "Email provider is already configured."
    );
    let brief = world.get("/emails/provider").await.expect(200);
    assert_eq!(brief, json!({ "name": "smtp", "enabled": true }));
    let host = json!({ "credentials": { "smtp_host": "thief.example", "smtp_port": 25, "smtp_user": "u" } });
    assert!(world.patch("/emails/provider", host).await.refused(400).contains("smtp_pass"));
    let other = json!({ "name": "mailgun" });
    assert!(world.patch("/emails/provider", other).await.refused(400).contains("credentials"));
    world.delete("/emails/provider").await.expect(204);
    world.get("/emails/provider").await.expect(404);
}

#[actix_web::test]
async fn a_template_is_absent_until_written_and_not_written_twice() {
    let world = World::start().await;
    let absent = world.get("/email-templates/verify_email").await;
    assert_eq!(absent.body["errorCode"], "inexistent_email_template");
    absent.expect(404);
    let template = json!({
        "template": "verify_email", "body": "hi", "from": "", "subject": "s", "syntax": "liquid", "enabled": true,
    });
    world.post("/email-templates", template.clone()).await.expect(200);
    assert_eq!(
        world.post("/email-templates", template).await.refused(409),
        "Template verify_email already exists."
    );
    let changed = world.patch("/email-templates/verify_email", json!({ "subject": "t" })).await.expect(200);
    assert_eq!((&changed["subject"], &changed["body"]), (&json!("t"), &json!("hi")));
    world.get("/email-templates/unheard_of").await.expect(400);
}

#[actix_web::test]
async fn network_acls_have_one_action_a_free_priority_and_an_id_of_a_form() {
    let world = World::start().await;
    let acl = |action: serde_json::Value| {
        json!({
            "description": "d", "active": true, "priority": 3,
            "rule": { "action": action, "scope": "tenant", "match": { "geo_country_codes": ["DE"] } },
        })
    };
    world.post("/network-acls", acl(json!({ "block": true }))).await.expect(201);
    let twice = world.post("/network-acls", acl(json!({ "allow": true }))).await;
    assert_eq!(twice.refused(409), "A Network ACL with this priority number has already been created.");
    world.post("/network-acls", acl(json!({ "block": true, "allow": true }))).await.expect(400);
    let mut repeated = acl(json!({ "log": true }));
    repeated["priority"] = json!(4);
    repeated["rule"]["match"] = json!({ "auth0_managed": ["auth0.vpn", "auth0.vpn"] });
    assert_eq!(
        world.post("/network-acls", repeated).await.refused(400),
        "Payload validation error: 'Array items are not unique (indexes 0 and 1)' on property \
         rule.match.auth0_managed."
    );
    assert_eq!(
        world.get("/network-acls/acl_x").await.refused(400),
        "Network ACL id is not a valid ACL ID in the form 'acl_XXXXXXXXXXXXXXXXXXXXXX'"
    );
}

#[actix_web::test]
async fn a_custom_domain_becomes_default_only_after_it_was_verified() {
    let world = World::start().await;
    let made = world
        .post("/custom-domains", json!({ "domain": "login.acme.example", "type": "auth0_managed_certs" }))
        .await;
    let id = made.text("custom_domain_id");
    assert!(id.starts_with("cd_"));
    assert_eq!(made.expect(201)["status"], "pending_verification");
    let early = world.patch("/custom-domains/default", json!({ "domain": "login.acme.example" })).await;
    assert_eq!(early.refused(400), "The domain must be verified before it can be set as default.");
    let verified = world.post(&format!("/custom-domains/{id}/verify"), json!({})).await.expect(200);
    assert_eq!((&verified["status"], &verified["primary"]), (&json!("ready"), &json!(true)));
    world.patch("/custom-domains/default", json!({ "domain": "login.acme.example" })).await.expect(200);
    assert_eq!(world.get("/custom-domains/default").await.expect(200)["custom_domain_id"], json!(id));
    let missing = world.get("/custom-domains/cd_0000000000000000").await;
    assert_eq!(missing.refused(404), "The custom domain cd_0000000000000000 does not exist");
}

#[actix_web::test]
async fn an_action_runs_on_a_trigger_only_when_deployed_and_keeps_its_secrets() {
    let world = World::start().await;
    let made = world
        .post(
            "/actions/actions",
            json!({
                "name": "greet", "supported_triggers": [{ "id": "post-login", "version": "v3" }],
                "secrets": [{ "name": "KEY", "value": "deep-secret" }],
            }),
        )
        .await;
    let id = made.text("id");
    assert!(!made.expect(201).to_string().contains("deep-secret"));
    let bind = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "greet" }, "display_name": "greet" }] });
    let path = "/actions/triggers/post-login/bindings";
    world.patch(path, bind.clone()).await.expect(400);
    let version = world.post(&format!("/actions/actions/{id}/deploy"), json!({})).await.expect(202);
    assert_eq!((&version["number"], &version["deployed"]), (&json!(1), &json!(true)));
    let bound = world.patch(path, bind).await.expect(200);
    assert_eq!(bound["bindings"][0]["action"]["name"], "greet");
    assert_eq!(world.get(path).await.expect(200)["total"], 1);
    assert_eq!(world.get("/actions/actions?actionName=other").await.expect(200)["actions"], json!([]));
}

#[actix_web::test]
async fn a_scope_that_is_missing_is_named() {
    let world = World::start().await;
    let narrow = world.with_scopes(&["read:log_streams"]).await;
    narrow.get("/log-streams").await.expect(200);
    let refused = narrow.post("/log-streams", json!({})).await;
    assert_eq!(refused.body["errorCode"], "insufficient_scope");
    assert_eq!(refused.refused(403), "Insufficient scope, expected any of: create:log_streams");
    let signals = world.get("/supplemental-signals").await;
    assert_eq!(signals.refused(403), "Please upgrade your subscription to enable Akamai Signals.");
}

#[actix_web::test]
async fn a_phone_provider_takes_more_than_it_knows_and_hides_its_token() {
    let world = World::start().await;
    let provider = json!({
        "name": "twilio", "unheard_of": 1, "credentials": { "auth_token": "deep-secret" },
        "configuration": { "sid": "s", "delivery_methods": ["text"] },
    });
    let made = world.post("/branding/phone/providers", provider.clone()).await.expect(201);
    assert_eq!((made.get("unheard_of"), made.get("credentials")), (None, None));
    let listed = world.get("/branding/phone/providers").await.expect(200);
    assert_eq!(listed["providers"][0]["channel"], "phone");
    assert_eq!(listed["providers"][0].get("credentials"), Some(&serde_json::Value::Null));
    world.post("/branding/phone/providers", provider).await.expect(409);
    let path = format!("/branding/phone/providers/{}", made["id"].as_str().unwrap());
    world.patch(&path, json!({ "unheard_of": 1 })).await.expect(400);
}

#[actix_web::test]
async fn a_phone_template_is_tried_and_reset() {
    let world = World::start().await;
    let body = json!({ "from": "+15550100", "body": { "text": "mine", "voice": "mine" } });
    let made =
        world.post("/branding/phone/templates", json!({ "type": "otp_verify", "content": body })).await;
    let path = format!("/branding/phone/templates/{}", made.text("id"));
    made.expect(201);
    world
        .post(&format!("{path}/try"), json!({ "to": "+15550101", "delivery_method": "text" }))
        .await
        .expect(202);
    world.post(&format!("{path}/try"), json!({})).await.expect(400);
    let reset = world.patch(&format!("{path}/reset"), json!({})).await.expect(200);
    assert!(reset["content"]["body"]["text"].as_str().unwrap().contains("{{ code }}"), "{reset}");
    let unknown = world.post("/branding/phone/providers/none/try", json!({ "to": "+15550101" })).await;
    assert_eq!(unknown.refused(404), "Phone provider has not been configured.");
}

#[actix_web::test]
async fn a_flow_has_no_executions() {
    let world = World::start().await;
    let flow = world.post("/flows", json!({ "name": "f" })).await.text("id");
    let path = format!("/flows/{flow}/executions");
    assert_eq!(world.get(&path).await.expect(200), json!([]));
    assert_eq!(world.get(&format!("{path}?take=1")).await.expect(200), json!({ "executions": [] }));
    world.get(&format!("{path}/x")).await.expect(404);
    world.get("/flows/none/executions").await.expect(404);
}

#[actix_web::test]
async fn a_verification_template_keeps_its_presentation() {
    let world = World::start().await;
    let path = "/verifiable-credentials/verification/templates";
    let presentation = json!({ "org.iso.18013.5.1.mDL": { "org.iso.18013.5.1": { "family_name": true } } });
    let template = json!({
        "name": "licence", "type": "mdl", "dialect": "simplified/1.0", "presentation": presentation,
        "well_known_trusted_issuers": "aamva",
    });
    let made = world.post(path, template.clone()).await;
    let one = format!("{path}/{}", made.text("id"));
    assert_eq!(made.expect(201)["presentation"], presentation);
    world.post(path, template).await.expect(409);
    assert_eq!(world.patch(&one, json!({ "name": "card" })).await.expect(200)["name"], "card");
    world.delete(&one).await.expect(204);
    world.get(&one).await.expect(404);
}
