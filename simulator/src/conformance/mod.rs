//! Replays recorded conversations with Auth0 against a fresh tenant, and says where the answers differ.
//!
//! Names that a server makes up (ids, cursors, tickets, key ids) are learned from the answers and put into the
//! requests that follow; hosts, moments and texts are not compared. What is compared: status, `errorCode`, the members
//! of every object and the types of their values, the length of every list. Besides, every answer is held to the
//! `OpenAPI` document that is handed in.

mod align;
mod born;
mod comparison;
mod exceptions;
mod fixtures;
mod mapping;
mod openapi;
mod people;
mod presupposed;
mod recording;
mod report;
mod stage;
#[cfg(test)]
mod tests;
mod unmakeable;

pub use comparison::{Difference, Kind};
pub use exceptions::{Exceptions, UnreadableExceptions};
pub use openapi::{Document, UnusableDocument};
pub use recording::{Interaction, Recording, UnreadableRecording, read_all};
pub use report::{Outcome, RecordingReport, Total};
pub use stage::StageError;

use exceptions::Place;
use stage::{Answer, Stage};

/// Replays one recording against a tenant of its own.
pub async fn replay(
    document: &Document,
    exceptions: &Exceptions,
    recording: &Recording,
) -> Result<RecordingReport, StageError> {
    let (mut stage, complaints) = Stage::set(document, recording).await?;
    let mut outcomes = Vec::new();
    for interaction in &recording.interactions {
        stage.documents.offer(interaction);
        let answer = stage.replay(interaction).await?;
        if let (Some(recorded), Some(actual)) = (&interaction.answer, &answer.body) {
            stage.mapping.learn(recorded, actual);
        }
        let differences = differences(document, &stage, interaction, &answer);
        outcomes.push(judge(exceptions, document, recording, interaction, answer.status, differences));
    }
    stage.strike().await;
    Ok(RecordingReport { name: recording.name.clone(), complaints, outcomes })
}

fn differences(
    document: &Document,
    stage: &Stage,
    interaction: &Interaction,
    answer: &Answer,
) -> Vec<Difference> {
    let path = stage.mapping.path(&interaction.path);
    let mut found = Vec::new();
    if interaction.status == answer.status {
        let recorded = interaction.answer.as_ref().map(|recorded| stage.mapping.value(recorded));
        found.extend(comparison::compare(recorded.as_ref(), answer.body.as_ref()));
    } else {
        let message = answer.body.as_ref().map(|body| body["message"].to_string()).unwrap_or_default();
        let detail = format!("{} was recorded, not {} {message}", interaction.status, answer.status);
        found.push(Difference::new(Kind::Status, "", detail));
    }
    found.extend(document.judge(&interaction.method, &path, answer.status, answer.body.as_ref()));
    found
}

fn judge(
    exceptions: &Exceptions,
    document: &Document,
    recording: &Recording,
    interaction: &Interaction,
    status: u16,
    differences: Vec<Difference>,
) -> Outcome {
    let recorded = document.judge(
        &interaction.method,
        &interaction.path,
        interaction.status,
        interaction.answer.as_ref(),
    );
    let (mut found, mut accepted) = (Vec::new(), Vec::new());
    for difference in differences {
        let place = Place {
            recording: &recording.name,
            method: &interaction.method,
            path: &interaction.path,
            statuses: [interaction.status, status],
            recorded_too: recorded
                .iter()
                .any(|other| other.kind == difference.kind && other.at == difference.at),
        };
        match exceptions.reason(place, &difference) {
            Some(reason) => accepted.push((difference, reason.to_owned())),
            None => found.push(difference),
        }
    }
    Outcome {
        method: interaction.method.clone(),
        path: interaction.path.clone(),
        recorded: interaction.status,
        actual: status,
        found,
        accepted,
    }
}
