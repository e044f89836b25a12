//! Jobs: imports, exports, e-mails

use std::io::Read;

use serde_json::{Value, json};

use super::{
    Answer, World,
    people::{add_person, person},
};

/// Orders an import of this text; `more` are further parts.
async fn import(world: &World, connection: &str, users: &str, more: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, content) in [("connection_id", connection), ("users", users)].iter().chain(more) {
        let file = if *name == "users" { "; filename=\"users.json\"" } else { "" };
        body +=
            &format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
    }
    body += "--xyz--\r\n";
    let url = world.running.tenant.url("api/v2/jobs/users-imports");
    let request = world.http.post(url).bearer_auth(&world.token);
    let request = request.header("content-type", "multipart/form-data; boundary=xyz").body(body);
    let answer = request.send().await.unwrap();
    Answer { status: answer.status().as_u16(), body: answer.json().await.unwrap() }
}

async fn database(world: &World) -> String {
    let made = world.post("/connections", json!({ "name": "db", "strategy": "auth0" })).await;
    made.text("id")
}

#[actix_web::test]
async fn an_import_makes_people_and_tells_whom_it_refused() {
    let world = World::start().await;
    let connection = database(&world).await;
    add_person(&world, "ann@globex.example").await;
    let users = json!([
        { "email": "Bob@globex.example", "email_verified": true, "app_metadata": { "plan": "gold" },
          "mfa_factors": [{ "totp": { "secret": "JBSWY3DPEHPK3PXP" } }] },
        { "email": "ann@globex.example", "password_hash": "$2b$10$secret" },
        { "email": "nobody", "blocked": false },
        { "given_name": "Nameless" },
    ]);
    let made = import(&world, &connection, &users.to_string(), &[("external_id", "x1")]).await.expect(202);
    assert_eq!((&made["status"], &made["type"]), (&json!("pending"), &json!("users_import")));
    assert_eq!(
        (&made["external_id"], &made["connection"], &made["upsert"]),
        (&json!("x1"), &json!("db"), &json!(false))
    );
    let job = format!("/jobs/{}", made["id"].as_str().unwrap());
    let read = world.get(&job).await.expect(200);
    assert_eq!(read["status"], "completed");
    assert_eq!(read["summary"], json!({ "failed": 3, "updated": 0, "inserted": 1, "total": 4 }));
    let errors = world.get(&format!("{job}/errors")).await.expect(200);
    let codes: Vec<&Value> = errors.as_array().unwrap().iter().map(|row| &row["errors"][0]["code"]).collect();
    assert_eq!(codes, ["DUPLICATED_USER", "INVALID_FORMAT", "OBJECT_MISSING_REQUIRED_PROPERTY"]);
    assert_eq!(
        (&errors[1]["errors"][0]["path"], &errors[0]["user"]["password_hash"]),
        (&json!("email"), &json!("*****"))
    );
    let bob = world.get("/users-by-email?email=bob@globex.example").await.expect(200);
    assert_eq!((&bob[0]["email_verified"], &bob[0]["app_metadata"]["plan"]), (&json!(true), &json!("gold")));
    let methods = format!("/users/{}/authentication-methods", bob[0]["user_id"].as_str().unwrap());
    assert_eq!(world.get(&methods).await.expect(200)[0]["type"], "totp");
}

#[actix_web::test]
async fn an_upsert_changes_those_who_are_known() {
    let world = World::start().await;
    let connection = database(&world).await;
    let ann = add_person(&world, "ann@globex.example").await;
    let rest = ann.trim_start_matches("auth0|");
    let users = json!([{ "user_id": rest, "email": "anna@globex.example", "given_name": "Anna" }]);
    let made = import(&world, &connection, &users.to_string(), &[("upsert", "true")]).await.expect(202);
    let job = format!("/jobs/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&job).await.expect(200)["summary"]["updated"], 1);
    assert_eq!(world.get(&format!("{job}/errors")).await.status, 204);
    let read = world.get(&format!("/users/{ann}")).await.expect(200);
    assert_eq!((&read["email"], &read["given_name"]), (&json!("anna@globex.example"), &json!("Anna")));
}

#[actix_web::test]
async fn an_import_that_cannot_be_read_fails_and_one_that_cannot_be_ordered_is_refused() {
    let world = World::start().await;
    let connection = database(&world).await;
    let made = import(&world, &connection, "no json", &[]).await.expect(202);
    let job = format!("/jobs/{}", made["id"].as_str().unwrap());
    let read = world.get(&job).await.expect(200);
    assert_eq!(read["status"], "failed");
    assert_eq!(
        world.get(&format!("{job}/errors")).await.expect(200)["status_details"],
        read["status_details"]
    );
    assert!(import(&world, "con_1", "[]", &[]).await.refused(400).contains("String does not match pattern"));
    let unknown = import(&world, "con_0000000000000001", "[]", &[]).await;
    assert_eq!(unknown.body["errorCode"], "inexistent_connection");
    import(&world, &connection, "[]", &[("upsert", "perhaps")]).await.refused(400);
    import(&world, &connection, &" ".repeat(600_000), &[]).await.refused(413);
    world.post("/jobs/users-imports", json!({ "connection_id": connection })).await.refused(400);
    assert_eq!(world.get("/jobs/job_none").await.body["errorCode"], "inexistent_job");
}

#[actix_web::test]
async fn an_export_is_fetched_from_its_location() {
    let world = World::start().await;
    let connection = database(&world).await;
    let ann = add_person(&world, "ann@globex.example").await;
    let fields =
        json!([{ "name": "user_id" }, { "name": "identities[0].connection", "export_as": "provider" }]);
    let wish = json!({ "connection_id": connection, "format": "csv", "limit": 5, "fields": fields });
    let made = world.post("/jobs/users-exports", wish).await.expect(200);
    assert_eq!(
        (&made["fields"], &made["connection"], &made["status"]),
        (&fields, &json!("db"), &json!("pending"))
    );
    let read = world.get(&format!("/jobs/{}", made["id"].as_str().unwrap())).await.expect(200);
    let packed =
        world.http.get(read["location"].as_str().unwrap()).send().await.unwrap().bytes().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();
    assert_eq!(text, format!("\"user_id\",\"provider\"\n\"{ann}\",\"db\"\n"));
    world.post("/jobs/users-exports", json!({ "connection_id": "con_0000000000000001" })).await.refused(400);
    assert_eq!(world.post("/jobs/users-exports", json!({})).await.expect(200)["format"], "json");
}

#[actix_web::test]
async fn an_email_to_verify_is_sent_to_people_who_exist() {
    let world = World::start().await;
    let user = person(&world).await.replace("%7C", "|");
    let made = world.post("/jobs/verification-email", json!({ "user_id": user })).await.expect(201);
    let read = world.get(&format!("/jobs/{}", made["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&read["type"], &read["status"]), (&json!("verification_email"), &json!("completed")));
    let unknown = world.post("/jobs/verification-email", json!({ "user_id": "auth0|nobody" })).await;
    assert_eq!(unknown.body["errorCode"], "inexistent_user");
    let odd = world.post("/jobs/verification-email", json!({ "user_id": user, "client_id": "none" })).await;
    assert_eq!(odd.body["errorCode"], "inexistent_client");
}
