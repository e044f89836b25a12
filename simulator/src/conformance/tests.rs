//! The tenant answers as Auth0 did, wherever there are recordings to compare with.

use std::path::PathBuf;

use super::{Document, Exceptions, read_all, replay};

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
