//! The tenant answers as Auth0 did, wherever there are recordings to compare with.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Document, Exceptions, Interaction, Recording, read_all, replay};

/// Auth0's document and recordings, which are not part of this repository.
fn published() -> Option<(PathBuf, PathBuf)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/auth0");
    let (document, recordings) = (folder.join("management-api-oas.json"), folder.join("recordings"));
    if document.is_file() && recordings.is_dir() {
        return Some((document, recordings));
    }
    println!("passed over: {} holds no document and no recordings", folder.display());
    None
}

fn interaction(path: &str, body: Value, status: u16, answer: Value) -> Interaction {
    Interaction {
        method: if body.is_null() { "GET" } else { "POST" }.to_owned(),
        path: path.to_owned(),
        query: String::new(),
        body: Some(body).filter(|body| !body.is_null()),
        status,
        answer: Some(answer),
    }
}

/// The statuses that are answered to a recording of these.
async fn statuses(document: Value, interactions: Vec<Interaction>) -> Vec<u16> {
    let document = Document::new(document).unwrap();
    let recording = Recording { name: "some".to_owned(), interactions };
    let report = replay(&document, &Exceptions::default(), &recording).await.unwrap();
    report.outcomes.iter().map(|outcome| outcome.actual).collect()
}

#[actix_web::test]
async fn people_and_groups_that_were_only_read_are_there() {
    let anything = json!({ "responses": {} });
    let create = |members: Value| {
        let schema = json!({ "type": "object", "properties": members, "additionalProperties": false });
        let content = json!({ "application/json": { "schema": schema } });
        json!({ "post": { "responses": {}, "requestBody": { "content": content } } })
    };
    let document = json!({ "paths": {
        "/users": create(json!({ "user_id": {}, "email": {}, "connection": {}, "password": {} })),
        "/users/{id}": { "get": anything },
        "/connections": create(json!({ "name": {}, "strategy": {} })),
    }});
    let person = json!({
        "user_id": "auth0|recorded", "email": "ann@globex.example",
        "identities": [{ "provider": "auth0", "connection": "people", "user_id": "recorded" }],
    });
    let group = json!({ "id": "grp_1aaaaaaaaaaaaaaa", "name": "Readers", "connection_id": "con_1" });
    let interactions = vec![
        interaction("/users/auth0%7Crecorded", Value::Null, 200, person),
        interaction("/groups/grp_1aaaaaaaaaaaaaaa", Value::Null, 200, group),
    ];
    assert_eq!(statuses(document, interactions).await, [200, 200]);
}

#[actix_web::test]
async fn a_recorded_file_of_people_is_sent_as_the_form_it_was() {
    let form = "--b\nContent-Disposition: form-data; name=\"connection_id\"\n\ncon_recorded00000000\n\
                --b\nContent-Disposition: form-data; name=\"users\"\n\n[]\n--b--";
    let interactions = vec![
        interaction(
            "/connections",
            json!({ "name": "db", "strategy": "auth0" }),
            201,
            json!({ "id": "con_recorded00000000" }),
        ),
        interaction("/jobs/users-imports", json!(form), 202, json!({ "status": "pending" })),
    ];
    assert_eq!(statuses(json!({ "paths": {} }), interactions).await, [201, 202]);
}

#[actix_web::test]
async fn every_recorded_conversation_goes_the_same_way_again() {
    let Some((document, recordings)) = published() else { return };
    let document = Document::read(&document).unwrap();
    let exceptions = Exceptions::known().unwrap();
    let mut differences = Vec::new();
    for recording in read_all(&recordings).unwrap() {
        let report = replay(&document, &exceptions, &recording).await.unwrap();
        for (number, outcome) in report.outcomes.iter().enumerate() {
            differences.extend(
                outcome.found.iter().map(|found| format!("{} {number} {outcome}: {found}", report.name)),
            );
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
