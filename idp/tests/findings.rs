//! The table of findings: every one is provoked here, and `docs/findings.md` and `catalog/findings.json` are made of
//! what was said. `UPDATE_FINDINGS=1 cargo nextest run -p idp --test findings` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provoked;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use api::{Finding, Severity};
use idp::FindingDoc;
use provoked::inputs;
use support::{lenient, strict};

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Ok => "ok",
    }
}

/// Every finding that was provoked, by its code: how it is said, and how severe it is under either policy.
fn said() -> BTreeMap<String, FindingDoc> {
    let mut docs: BTreeMap<String, FindingDoc> = BTreeMap::new();
    for input in inputs() {
        let (mild, hard) = (input.findings(&lenient()), input.findings(&strict()));
        for finding in mild.iter().chain(&hard) {
            let severity = |all: &[Finding]| {
                let same = all.iter().find(|other| other.code == finding.code);
                same.map_or(finding.severity, |other| other.severity)
            };
            docs.entry(finding.code.clone()).or_insert_with(|| FindingDoc {
                code: finding.code.clone(),
                severity: severity(&mild),
                strict_severity: severity(&hard),
                location: finding.location.clone(),
                title: finding.title.clone(),
                detail: finding.detail.clone(),
                fix: finding.fix.clone(),
            });
        }
    }
    docs
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

fn table(docs: &BTreeMap<String, FindingDoc>) -> String {
    let mut page = String::from(
        "# Findings\n\nWhat the linter can say of metadata, certificates, OpenID Connect documents, key sets, client \
         ids and secrets, addresses, domains and SAML responses. Made of one example each by the tests in \
         `idp/tests/findings.rs`, which also check that the list is complete: edit the words in `idp/src`, not here. \
         `UPDATE_FINDINGS=1 cargo nextest run -p idp --test findings` writes this page.\n\nUnder the lenient policy and \
         under the strict one the severity can differ; then both are given.\n\n\
         | Code | Severity | Where | Says | Why | Fix |\n|---|---|---|---|---|---|\n",
    );
    for doc in docs.values() {
        let severity = if doc.severity == doc.strict_severity {
            word(doc.severity).to_owned()
        } else {
            format!("{}, strict: {}", word(doc.severity), word(doc.strict_severity))
        };
        let place = if doc.location.is_empty() { String::new() } else { format!("`{}`", doc.location) };
        writeln!(
            page,
            "| `{}` | {severity} | {place} | {} | {} | {} |",
            doc.code,
            cell(&doc.title),
            cell(&doc.detail),
            cell(&doc.fix)
        )
        .unwrap();
    }
    page
}

fn agrees(path: &str, made: &str) {
    let file = folder(path);
    if std::env::var_os("UPDATE_FINDINGS").is_some() {
        std::fs::write(&file, made).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == made,
        "{path} is out of date: run UPDATE_FINDINGS=1 cargo nextest run -p idp --test findings"
    );
}

#[test]
fn the_page_and_the_list_say_what_the_linter_says() {
    let docs = said();
    let list: Vec<&FindingDoc> = docs.values().collect();
    agrees("catalog/findings.json", &format!("{}\n", serde_json::to_string_pretty(&list).unwrap()));
    agrees("../docs/findings.md", &table(&docs));
}

/// The codes that stand in the sources, wherever a finding is made.
fn codes_in_sources() -> BTreeSet<String> {
    let patterns = [
        r#"(?:finding|at)\(\s*(?:Severity::\w+|[a-z.]*severity(?:\(\))?),\s*"([a-z0-9_]+)""#,
        r#"(?:error|warn|ok)\(\s*"([a-z0-9_]+)""#,
        r#"(?:=>|else)\s*\{?\s*\(?\s*"([a-z0-9]+_[a-z0-9_]+)""#,
    ];
    let patterns = patterns.map(|pattern| regex_lite::Regex::new(pattern).unwrap());
    let mut codes = BTreeSet::new();
    for path in ["findings", "oidc", "detect", "reading", "saml_response/unreadable.rs"] {
        for file in files(&folder("src").join(path)) {
            let text = std::fs::read_to_string(file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for pattern in &patterns {
                codes.extend(pattern.captures_iter(text).map(|found| found[1].to_owned()));
            }
        }
    }
    // Members of documents stand in the same places.
    for other in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        codes.remove(other);
    }
    codes
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        files.extend(self::files(&entry.unwrap().path()));
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files
}

#[test]
fn every_code_in_the_sources_is_provoked() {
    let docs = said();
    let provoked: BTreeSet<String> = docs.into_keys().collect();
    let missing: Vec<String> = codes_in_sources().difference(&provoked).cloned().collect();
    assert!(missing.is_empty(), "not provoked: {missing:#?}");
    assert!(provoked.len() >= 100, "only {}", provoked.len());
}

#[test]
fn every_finding_is_complete() {
    for doc in said().into_values() {
        let FindingDoc { code, severity, title, detail, fix, .. } = doc;
        assert!(!title.is_empty() && !title.ends_with('.'), "{code}: {title}");
        if severity != Severity::Ok {
            assert!(!detail.is_empty(), "{code} does not say why");
        }
        if severity == Severity::Error {
            assert!(!fix.is_empty(), "{code} does not say what to do");
        }
    }
}

#[test]
fn every_finding_leads_to_its_page() {
    for input in inputs() {
        for finding in input.findings(&strict()) {
            assert_eq!(finding.docs_url, format!("/docs/findings/{}", finding.code));
            assert!(idp::finding_doc(&finding.code).is_some(), "{} has no page", finding.code);
        }
    }
}
