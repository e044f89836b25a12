//! Authentication methods, enrolments, access

use serde_json::json;

use super::{World, people::person};

#[actix_web::test]
async fn a_phone_is_enrolled_renamed_and_removed() {
    let world = World::start().await;
    let path = format!("/users/{}/authentication-methods", person(&world).await);
    let phone = json!({ "type": "phone", "name": "Mobile", "phone_number": "+15551234567" });
    let made = world.post(&path, phone.clone()).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("phone|dev_") && made.get("confirmed").is_none(), "{made}");
    assert_eq!(made["preferred_authentication_method"], "sms");
    world.post(&path, phone).await.refused(409);
    let one = format!("{path}/{id}");
    let change = json!({ "name": "Other", "preferred_authentication_method": "voice" });
    world.patch(&one, change).await.expect(200);
    let read = world.get(&one).await.expect(200);
    assert_eq!((&read["name"], &read["confirmed"]), (&json!("Other"), &json!(true)));
    let counted = world.get(&format!("{path}?include_totals=true")).await.expect(200);
    assert_eq!((&counted["total"], &counted["authenticators"][0]["id"]), (&json!(1), &json!(id)));
    world.delete(&one).await.expect(204);
    world.get(&one).await.refused(404);
    world.delete(&one).await.refused(404);
    let incomplete = world.post(&path, json!({ "type": "email" })).await;
    assert!(incomplete.refused(400).contains("Missing required property: email"));
}

#[actix_web::test]
async fn methods_are_replaced_together_and_secrets_are_not_read_back() {
    let world = World::start().await;
    let path = format!("/users/{}/authentication-methods", person(&world).await);
    world.post(&path, json!({ "type": "email", "email": "a@b.example" })).await.expect(201);
    let wanted = json!([{ "type": "totp", "totp_secret": "JBSWY3DPEHPK3PXP" }, { "type": "phone", "phone_number": "+1555" }]);
    let made = world.put(&path, wanted).await.expect(200);
    assert_eq!(made[0]["totp_secret"], "JBSWY3DPEHPK3PXP");
    let read = world.get(&path).await.expect(200);
    assert_eq!((read[0]["type"].as_str(), read[0].get("totp_secret")), (Some("totp"), None));
    assert_eq!(read.as_array().unwrap().len(), 2);
    assert!(
        world.put(&path, json!([{ "type": "push" }])).await.refused(400).contains("No enum match for: push")
    );
    world.delete(&path).await.expect(204);
    assert_eq!(world.get(&path).await.expect(200), json!([]));
}

#[actix_web::test]
async fn an_enrolment_is_found_by_its_device_until_it_is_deleted() {
    let world = World::start().await;
    let user = person(&world).await;
    let at = |rest: &str| format!("/users/{user}/{rest}");
    world.post(&at("recovery-code-regeneration"), json!({})).await.refused(404);
    let totp = json!({ "type": "totp", "totp_secret": "JBSWY3DPEHPK3PXP" });
    world.post(&at("authentication-methods"), totp.clone()).await.expect(201);
    let enrolments = world.get(&at("enrollments")).await.expect(200);
    assert_eq!(
        (&enrolments[0]["auth_method"], &enrolments[0]["status"]),
        (&json!("authenticator"), &json!("confirmed"))
    );
    let code = world.post(&at("recovery-code-regeneration"), json!({})).await.expect(200);
    assert_eq!(code["recovery_code"].as_str().unwrap().len(), 24);
    let one = format!("/guardian/enrollments/{}", enrolments[0]["id"].as_str().unwrap());
    assert_eq!(world.get(&one).await.expect(200)["status"], "confirmed");
    world.delete(&one).await.expect(204);
    assert_eq!(world.get(&one).await.body["errorCode"], "enrollment_not_found");
    world.post(&at("authentication-methods"), totp).await.expect(201);
    world.delete(&at("multifactor/sms")).await.refused(400);
    world.delete(&at("multifactor/google-authenticator")).await.expect(204);
    assert_eq!(world.get(&at("enrollments")).await.expect(200), json!([]));
    world.delete(&at("authenticators")).await.expect(204);
    assert_eq!(world.get(&at("authentication-methods")).await.expect(200), json!([]));
    world.post(&at("multifactor/actions/invalidate-remember-browser"), json!({})).await.expect(204);
}

#[actix_web::test]
async fn a_ticket_to_enrol_is_for_a_person() {
    let world = World::start().await;
    let user = person(&world).await.replace("%7C", "|");
    let made = world.post("/guardian/enrollments/ticket", json!({ "user_id": user, "factor": "otp" })).await;
    assert!(made.text("ticket_url").ends_with(&made.text("ticket_id")));
    made.expect(200);
    let unknown = world.post("/guardian/enrollments/ticket", json!({ "user_id": "auth0|nobody" })).await;
    assert_eq!(unknown.body["errorCode"], "inexistent_user");
}

#[actix_web::test]
async fn nothing_is_connected_and_access_is_revoked_without_question() {
    let world = World::start().await;
    let user = person(&world).await;
    let at = |rest: &str| format!("/users/{user}/{rest}");
    assert_eq!(world.get(&at("connected-accounts")).await.expect(200), json!({ "connected_accounts": [] }));
    assert_eq!(world.get(&at("federated-connections-tokensets")).await.expect(200), json!([]));
    world.delete(&at("federated-connections-tokensets/some")).await.expect(204);
    world.post(&at("revoke-access"), json!({})).await.expect(202);
    world.post(&at("revoke-access"), json!({ "session": "x" })).await.refused(400);
    let clear = json!({ "connection": "db", "assessors": ["new-device"] });
    world.post(&at("risk-assessments/clear"), clear).await.expect(204);
}
