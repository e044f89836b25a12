//! Whether it comes from the provider that was chosen.

use api::{Finding, Severity};

use super::{Words as _, finding};
use crate::Context;
use crate::detect::{Confidence, Detection, has_guide, is_same, provider_name};
use crate::reading::{Note, Reading};

/// Products that are always recognised, also behind a domain of their customer.
const ALWAYS_RECOGNISED: [&str; 3] = ["okta-saml", "entra-saml", "google-workspace-saml"];

/// What the comparison says; nothing when there is nothing to compare.
pub(super) fn words(reading: &Reading, ctx: &Context<'_>) -> Option<Finding> {
    if !reading.choices.is_empty() {
        return None;
    }
    match (ctx.provider, reading.detected) {
        (Some(chosen), Some(found)) if is_same(chosen, found.id) => Some(match found.confidence {
            Confidence::High => {
                finding(Severity::Ok, "provider", format!("Issued by {}, as you chose", found.name))
            }
            Confidence::Medium => {
                finding(Severity::Ok, "provider", format!("Looks like {}, as you chose", found.name))
            }
        }),
        (Some(chosen), Some(found)) if chosen.starts_with("custom-") => has_a_guide(found),
        (Some(chosen), Some(found)) => Some(mismatch(chosen, found)),
        (Some(chosen), None) if ALWAYS_RECOGNISED.contains(&chosen) && !has_conflict(reading) => {
            unrecognised(chosen)
        }
        (None, Some(found)) => Some(match found.confidence {
            Confidence::High => finding(Severity::Ok, "provider", format!("Issued by {}", found.name)),
            Confidence::Medium => finding(Severity::Ok, "provider", format!("Looks like {}", found.name)),
        }),
        (_, None) => None,
    }
}

fn has_conflict(reading: &Reading) -> bool {
    reading.notes.iter().any(|note| matches!(note, Note::ProviderConflict(_)))
}

fn mismatch(chosen: &str, found: Detection) -> Finding {
    let chosen = provider_name(chosen).unwrap_or("another provider");
    finding(
        Severity::Warning,
        "provider_mismatch",
        format!("This comes from {}, you chose {chosen}", found.name),
    )
    .detail(format!("The guide for {chosen} does not fit. People would sign in at {}.", found.name))
    .fix(format!("Switch to {}, if that is right.\nOtherwise bring what {chosen} gives you.", found.name))
}

fn has_a_guide(found: Detection) -> Option<Finding> {
    has_guide(found.id).then(|| {
        finding(Severity::Info, "provider_has_a_guide", format!("This looks like {}", found.name))
            .detail(format!("There is a guide for {}, with its own menu names.", found.name))
            .fix(format!("Go back and choose {}, or go on as you are.", found.name))
    })
}

fn unrecognised(chosen: &str) -> Option<Finding> {
    let name = provider_name(chosen)?;
    Some(
        finding(Severity::Info, "provider_unrecognised", format!("The sign-in address is not one of {name}"))
            .detail("Nothing else is wrong with it. Make sure that it leads where your colleagues sign in."),
    )
}
