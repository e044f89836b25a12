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
        method: "POST".to_owned(),
        path: path.to_owned(),
        query: String::new(),
        body: Some(body),
        status,
        answer: Some(answer),
    }
}

#[actix_web::test]
async fn a_recorded_file_of_people_is_sent_as_the_form_it_was() {
    let document = Document::new(json!({ "paths": {} })).unwrap();
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
    let recording = Recording { name: "import".to_owned(), interactions };
    let report = replay(&document, &Exceptions::default(), &recording).await.unwrap();
    let statuses: Vec<u16> = report.outcomes.iter().map(|outcome| outcome.actual).collect();
    assert_eq!(statuses, [201, 202]);
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
