//! Organizations: domains, invitations, grants, applications and limits

use serde_json::json;

use super::World;

async fn organization(world: &World) -> String {
    world.post("/organizations", json!({ "name": "globex" })).await.text("id")
}

#[actix_web::test]
async fn a_discovery_domain_is_vouched_for_by_whoever_calls_and_found_by_name() {
    let world = World::start().await;
    let id = organization(&world).await;
    let path = format!("/organizations/{id}/discovery-domains");
    let made = world.post(&path, json!({ "domain": "Globex.Example" })).await;
    let domain = made.text("id");
    assert_eq!(domain.len(), 26);
    let made = made.expect(201);
    assert_eq!(made["verification_host"], json!(format!("_ss-verification.{id}.globex.example")));
    assert_eq!(made["verification_txt"].as_str().unwrap().len(), 32);
    assert_eq!((&made["status"], &made["use_for_organization_discovery"]), (&json!("pending"), &json!(true)));
    world.post(&path, json!({ "domain": "globex.example" })).await.expect(409);
    world.patch(&format!("{path}/{domain}"), json!({ "status": "verified" })).await.expect(200);
    let found = world.get(&format!("{path}/name/globex.example")).await.expect(200);
    assert_eq!(found["status"], "verified");
    assert!(
        world
            .patch(&format!("{path}/{domain}"), json!({ "domain": "b.example" }))
            .await
            .refused(400)
            .contains("domain")
    );
    world.delete(&format!("{path}/{domain}")).await.expect(204);
    world.delete(&format!("{path}/{domain}")).await.expect(204);
    let gone = world.get(&format!("{path}/{domain}")).await.refused(404);
    assert_eq!(gone, "No organization domain found by that id");
}

#[actix_web::test]
async fn domains_are_paged_by_checkpoint_even_when_one_disappears_on_the_way() {
    let world = World::start().await;
    let id = organization(&world).await;
    let path = format!("/organizations/{id}/discovery-domains");
    let mut ids = Vec::new();
    for count in 0..5 {
        ids.push(world.post(&path, json!({ "domain": format!("d{count}.example") })).await.text("id"));
    }
    let first = world.get(&format!("{path}?take=2")).await.expect(200);
    let next = first["next"].as_str().unwrap().to_owned();
    world.delete(&format!("{path}/{}", ids[1])).await.expect(204);
    let rest = world.get(&format!("{path}?take=3&from={next}")).await.expect(200);
    assert!(rest["domains"].as_array().unwrap().iter().any(|row| row["id"] == json!(ids[4])));
    assert_eq!(rest.get("next"), None);
    world.get(&format!("{path}?take=101")).await.expect(400);
    world.get(&format!("{path}?from=%25")).await.expect(400);
}

#[actix_web::test]
async fn an_invitation_needs_an_application_that_signs_members_in() {
    let world = World::start().await;
    let id = organization(&world).await;
    let path = format!("/organizations/{id}/invitations");
    let invite = |client: &str| json!({ "inviter": { "name": "A" }, "invitee": { "email": "b@globex.example" }, "client_id": client });
    let deaf = world.post("/clients", json!({ "name": "Deaf" })).await.text("client_id");
    let refused = world.post(&path, invite(&deaf)).await.refused(400);
    assert_eq!(refused, "The specified client_id does not allow organizations.");
    let lost = world
        .post("/clients", json!({ "name": "Lost", "organization_usage": "allow" }))
        .await
        .text("client_id");
    assert!(world.post(&path, invite(&lost)).await.refused(400).starts_with("A default login route"));
    let app = json!({ "name": "App", "organization_usage": "allow", "initiate_login_uri": "https://app.example/login" });
    let app = world.post("/clients", app).await.text("client_id");
    let made = world.post(&path, invite(&app)).await;
    let (invitation, ticket, url) = (made.text("id"), made.text("ticket_id"), made.text("invitation_url"));
    made.expect(201);
    assert_eq!(ticket.len(), 32);
    assert!(url.starts_with("https://app.example/login?invitation="), "{url}");
    assert!(url.contains(&format!("organization={id}&organization_name=globex")), "{url}");
    let listed = world.get(&format!("{path}?include_totals=true&per_page=50")).await.expect(200);
    assert_eq!((&listed["limit"], listed.get("total")), (&json!(1), None));
    world.delete(&format!("{path}/{invitation}")).await.expect(204);
    let gone = world.get(&format!("{path}/{invitation}")).await;
    assert_eq!(gone.body["errorCode"], "inexistent_invitation");
    assert_eq!(gone.refused(404), "The invitation does not exist.");
}

#[actix_web::test]
async fn machines_and_applications_are_associated_with_an_organization() {
    let world = World::start().await;
    let id = organization(&world).await;
    let client =
        world.post("/clients", json!({ "name": "M", "app_type": "non_interactive" })).await.text("client_id");
    let api = json!({ "identifier": "https://api.example", "scopes": [] });
    world.post("/resource-servers", api).await.expect(201);
    let grant = json!({ "client_id": client, "audience": "https://api.example", "scope": [], "organization_usage": "allow" });
    let grant = world.post("/client-grants", grant).await.text("id");
    let grants = format!("/organizations/{id}/client-grants");
    assert_eq!(world.post(&grants, json!({ "grant_id": grant })).await.expect(201)["id"], json!(grant));
    world.post(&grants, json!({ "grant_id": grant })).await.expect(409);
    assert_eq!(world.get(&grants).await.expect(200)[0]["client_id"], json!(client));
    let users = world.get(&format!("/client-grants/{grant}/organizations")).await.expect(200);
    assert_eq!(users[0]["name"], "globex");
    world.delete(&format!("{grants}/{grant}")).await.expect(204);
    let clients = format!("/organizations/{id}/clients");
    let named = json!({ "clients": [{ "client_id": client, "use_for_member_access": true }] });
    world.post(&clients, named).await.expect(201);
    assert_eq!(world.get(&clients).await.expect(200)["clients"][0]["use_for_member_access"], true);
}

#[actix_web::test]
async fn members_lead_on_to_an_empty_page() {
    let world = World::start().await;
    let id = organization(&world).await;
    world.post("/connections", json!({ "name": "db", "strategy": "auth0" })).await.expect(201);
    let person = json!({ "connection": "db", "email": "a@globex.example", "password": "Correct-horse-1" });
    let person = world.post("/users", person).await.text("user_id");
    let path = format!("/organizations/{id}/members");
    world.post(&path, json!({ "members": [person] })).await.expect(204);
    let first = world.get(&format!("{path}?take=100&fields=user_id")).await.expect(200);
    assert_eq!(first["members"], json!([{ "user_id": person }]));
    let next = first["next"].as_str().unwrap();
    let second = world.get(&format!("{path}?take=100&from={next}")).await.expect(200);
    assert_eq!(second, json!({ "members": [] }));
    let of_person =
        world.get(&format!("/users/{}/organizations", person.replace('|', "%7C"))).await.expect(200);
    assert_eq!(of_person[0]["id"], json!(id));
}

#[actix_web::test]
async fn settings_of_an_organization_are_kept_and_its_metadata_can_be_emptied() {
    let world = World::start().await;
    let body = json!({ "name": "globex", "metadata": { "a": "1" }, "third_party_client_access": "allow" });
    let made = world.post("/organizations", body).await;
    let id = made.text("id");
    assert_eq!(made.expect(201)["third_party_client_access"], "allow");
    let changed = world.patch(&format!("/organizations/{id}"), json!({ "metadata": {} })).await.expect(200);
    assert_eq!((changed.get("metadata"), &changed["third_party_client_access"]), (None, &json!("allow")));
    world.delete(&format!("/organizations/{id}")).await.expect(204);
    let again = world.delete(&format!("/organizations/{id}")).await.refused(404);
    assert_eq!(again, "No organization found by that id or name");
}
