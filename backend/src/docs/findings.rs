//! The pages of the linter's findings.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, get};
use api::Severity;
use idp::FindingDoc;

use super::routes::page;

/// All findings, by their codes.
#[get("/docs/findings")]
pub(crate) async fn findings_page() -> HttpResponse {
    let mut rows = String::new();
    for doc in idp::finding_docs() {
        let title = escaped(&doc.title);
        // Writing to a String cannot fail.
        let _ =
            write!(rows, "<li><a href=\"/docs/findings/{0}\"><code>{0}</code></a> {title}</li>", doc.code);
    }
    page(
        "Findings",
        &format!("<p><a href=\"/docs/\">API documentation</a></p><h1>Findings</h1><ul>{rows}</ul>"),
    )
}

/// The page that a finding's `docs_url` leads to.
#[get("/docs/findings/{code}")]
pub(crate) async fn finding_page(request: HttpRequest) -> HttpResponse {
    let wanted = request.match_info().get("code").unwrap_or_default();
    match idp::finding_doc(wanted) {
        Some(doc) => page(&escaped(&doc.title), &body(doc)),
        None => HttpResponse::NotFound().finish(),
    }
}

fn body(doc: &FindingDoc) -> String {
    let mut severity = word(doc.severity).to_owned();
    if doc.strict_severity != doc.severity {
        severity = format!("{severity}; {} under the strict policy", word(doc.strict_severity));
    }
    let steps: String = doc.fix.lines().map(|step| format!("<li>{}</li>", escaped(step))).collect();
    let fix = if steps.is_empty() { String::new() } else { format!("<h2>What to do</h2><ol>{steps}</ol>") };
    let place = if doc.location.is_empty() {
        String::new()
    } else {
        format!("<p>Seen at <code>{}</code></p>", escaped(&doc.location))
    };
    format!(
        "<p><a href=\"/docs/findings\">All findings</a></p><h1>{}</h1><p><code>{}</code>, {severity}</p><p>{}</p>{place}{fix}<p>An example: names, dates and numbers are those of the case.</p>",
        escaped(&doc.title),
        doc.code,
        escaped(&doc.detail)
    )
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Info => "for information",
        Severity::Ok => "a check that passed",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_what_to_do_and_keeps_markup_out() {
        for doc in idp::finding_docs() {
            let body = body(doc);
            assert!(body.contains(&doc.code), "{}", doc.code);
            assert_eq!(body.contains("What to do"), !doc.fix.is_empty(), "{}", doc.code);
            assert!(!body.contains("<script") && !body.contains("<md:"), "{}", doc.code);
        }
    }
}
