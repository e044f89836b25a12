//! Every line of the shared collection of metadata, certificates and discovery documents, real and hostile.
//!
//! The collection lies outside this project: `$LATCHKEY_SHARED`, or `../shared` beside the workspace. Where it is not
//! there, the tests say so and pass over it.
//!
//! Compared: verdict, reason, entity ID, every sign-in and sign-out endpoint, every certificate (SHA-256, SHA-1,
//! subject, dates, key, hash, use), NameID formats, provider and confidence, notes, time codes, choices. The XML
//! signature is compared as *absent*, *unchanged* (`valid_against_embedded_certificate`) or *changed* (`INVALID`): the
//! reader checks the digest of the content, not the signature value, because the key to check it with would come from
//! the same document.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it passes over"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use api::Verdict;
use chrono::{DateTime, SecondsFormat, Utc};
use idp::{
    Certificate, Confidence, Context, Endpoint, MetadataSignature, Note, Reading, SamlReading,
    read_certificate, read_discovery, read_metadata, read_metadata_text,
};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("LATCHKEY_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folder = shared.join("fixtures/metadata");
    if folder.join("expected.json").is_file() {
        return Some(folder);
    }
    println!("PASSED OVER: no metadata fixtures at {} (set LATCHKEY_SHARED)", folder.display());
    None
}

struct Fixtures {
    folder: PathBuf,
    now: DateTime<Utc>,
    files: BTreeMap<String, Value>,
}

fn fixtures() -> Option<Fixtures> {
    let folder = folder()?;
    let mut expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let now = expected["reference_clock"].as_str().unwrap().parse().unwrap();
    let files: BTreeMap<String, Value> = serde_json::from_value(expected["files"].take()).unwrap();
    assert!(files.len() >= 264, "only {} files", files.len());
    Some(Fixtures { folder, now, files })
}

impl Fixtures {
    fn bytes(&self, path: &str) -> Vec<u8> {
        let file = self.folder.join(path);
        if path.ends_with("too-large-5mb.xml") && !file.exists() {
            return vec![b'<'; 5_244_888];
        }
        std::fs::read(file).unwrap()
    }

    fn read(&self, path: &str, expected: &Value) -> Reading {
        let ctx = Context::at(self.now);
        let bytes = self.bytes(path);
        match expected["kind"].as_str().unwrap() {
            "saml_metadata" => read_metadata(&bytes, &ctx),
            "certificate_field" => read_certificate(&bytes, &ctx),
            "oidc_discovery" => {
                read_discovery(&bytes, &expected["fetched_from"].as_str().unwrap().parse().unwrap(), &ctx)
            }
            other => panic!("{path}: kind {other}"),
        }
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::AcceptWithWarnings => "accept_with_warnings",
        Verdict::Choose => "choose",
        Verdict::Reject => "reject",
    }
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Collects what differs, so that one run shows everything.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, path: &str, what: &str, found: T, expected: T) {
        if found != expected {
            self.0.push(format!("{path}: {what}\n    found    {found:?}\n    expected {expected:?}"));
        }
    }
}

#[test]
fn every_file_is_read_as_expected() {
    let Some(fixtures) = fixtures() else { return };
    let mut differences = Differences::default();
    let mut tolerated = 0;
    for (path, expected) in &fixtures.files {
        let reading = fixtures.read(path, expected);
        let found = verdict(reading.verdict());
        let reason = reading.rejection.as_ref().map(|rejection| rejection.reason.code());
        let as_expected = found == expected["verdict"] && reason == expected["reason"].as_str();
        if !as_expected && is_tolerated(expected, found, reason) {
            println!("tolerated: {path}: {found} {}", reason.unwrap_or_default());
            tolerated += 1;
            continue;
        }
        differences.compare(path, "verdict", found, expected["verdict"].as_str().unwrap());
        differences.compare(path, "reason", reason, expected["reason"].as_str());
        if !as_expected {
            continue;
        }
        compare_document(path, &reading, expected, &mut differences);
        if matches!(reading.verdict(), Verdict::Accept | Verdict::AcceptWithWarnings) {
            compare_accepted(path, &reading, expected, &mut differences);
        }
        compare_choices(path, &reading, expected, &mut differences);
    }
    println!("{} files, {tolerated} read in another way that is tolerated", fixtures.files.len());
    assert!(differences.0.is_empty(), "{} differences\n{}", differences.0.len(), differences.0.join("\n"));
}

/// What the collection says of other readings, such as `reject(bad_encoding)` or `any reject reason`.
fn is_tolerated(expected: &Value, found: &str, reason: Option<&str>) -> bool {
    let Some(tolerated) = expected["tolerated"].as_str() else { return false };
    match reason {
        Some(reason) => {
            tolerated == "reject"
                || tolerated == "any reject reason"
                || tolerated.contains(&format!("reject({reason})"))
        }
        None => {
            tolerated.starts_with(found) || (found == "accept" && tolerated == "accept with the same values")
        }
    }
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map(|list| list.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn compare_document(path: &str, reading: &Reading, expected: &Value, differences: &mut Differences) {
    if let Some(signature) = expected["signature"].as_str() {
        let found = match reading.signature {
            MetadataSignature::Absent => "absent",
            MetadataSignature::Intact => "valid_against_embedded_certificate",
            MetadataSignature::Broken => "INVALID",
            MetadataSignature::Unchecked => "unchecked",
        };
        differences.compare(path, "signature", found, signature);
    }
    if let Some(root) = expected["root"].as_str() {
        // Other roots are refused; their name is in the detail.
        if reading.root.is_some() || expected["verdict"] != "reject" {
            differences.compare(path, "root", reading.root.as_deref(), Some(root));
            if let Some(total) = expected["entities_total"].as_u64() {
                differences.compare(path, "entities", reading.entities as u64, total);
            }
        }
    }
}

fn compare_accepted(path: &str, reading: &Reading, expected: &Value, differences: &mut Differences) {
    let notes: BTreeSet<String> = reading.notes.iter().map(|note| note.code().into_owned()).collect();
    differences.compare(path, "notes", notes, strings(&expected["warnings"]).into_iter().collect());
    let time: BTreeSet<String> = reading.time.iter().map(|note| note.code().to_owned()).collect();
    differences.compare(path, "time", time, strings(&expected["time_flags"]).into_iter().collect());
    if expected["kind"] != "certificate_field" {
        let detected = reading.detected.as_ref();
        differences.compare(path, "provider", detected.map(|it| it.id), expected["provider"].as_str());
        let confidence = detected.map(|it| if it.confidence == Confidence::High { "high" } else { "medium" });
        differences.compare(path, "confidence", confidence, expected["provider_confidence"].as_str());
    }
    match expected["kind"].as_str().unwrap() {
        "saml_metadata" => compare_saml(path, reading.saml.as_ref().unwrap(), expected, differences),
        "oidc_discovery" => compare_oidc(path, reading, expected, differences),
        _ => {
            differences.compare(
                path,
                "count",
                Some(reading.certificates_total as u64),
                expected["certs_total"].as_u64(),
            );
            compare_certificates(path, &reading.certificates, &expected["use"], differences);
        }
    }
}

fn short_binding(binding: &str) -> &str {
    binding.rsplit(':').next().unwrap()
}

fn endpoints(found: &[Endpoint]) -> Vec<(String, String, Option<String>)> {
    let of = |it: &Endpoint| (short_binding(&it.binding).to_owned(), it.url.clone(), it.response_url.clone());
    found.iter().map(of).collect()
}

fn expected_endpoints(expected: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |it: &Value, name: &str| it[name].as_str().map(str::to_owned);
    let of = |it: &Value| (text(it, "binding").unwrap(), text(it, "url").unwrap(), text(it, "response_url"));
    expected.as_array().unwrap().iter().map(of).collect()
}

fn compare_saml(path: &str, saml: &SamlReading, expected: &Value, differences: &mut Differences) {
    differences.compare(path, "entity id", saml.entity_id.as_deref(), expected["entity_id"].as_str());
    differences.compare(
        path,
        "sso",
        endpoints(std::slice::from_ref(&saml.sign_in)),
        expected_endpoints(&Value::Array(vec![expected["sso"].clone()])),
    );
    differences.compare(
        path,
        "all sso",
        endpoints(&saml.sign_in_all),
        expected_endpoints(&expected["sso_all"]),
    );
    differences.compare(path, "slo", endpoints(&saml.sign_out), expected_endpoints(&expected["slo"]));
    differences.compare(
        path,
        "binding",
        Some(saml.sign_in.binding.as_str()),
        expected["protocol_binding_option"].as_str(),
    );
    differences.compare(path, "NameID", saml.name_id_formats.clone(), strings(&expected["nameid_formats"]));
    let until: Option<DateTime<Utc>> = expected["valid_until"].as_str().map(|text| text.parse().unwrap());
    differences.compare(path, "validUntil", saml.valid_until, until);
    differences.compare(path, "registrar", saml.federation.as_deref(), expected["federation"].as_str());
    differences.compare(
        path,
        "SP too",
        saml.also_service_provider,
        expected["also_sp"].as_bool().unwrap_or_default(),
    );
    let wants = expected["wants_signed_requests"].as_bool().unwrap_or_default();
    differences.compare(path, "wants signed requests", saml.wants_signed_requests, wants);
    compare_certificates(path, &saml.signing, &expected["certs"], differences);
    let encryption: Vec<String> = saml.encryption.iter().map(|it| it.sha256.clone()).collect();
    let wanted = expected["encryption_certs"]
        .as_array()
        .map(|list| list.iter().map(|it| it["sha256"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
    differences.compare(path, "encryption certificates", encryption, wanted.unwrap_or_default());
}

/// Only what the collection states of a certificate is compared.
fn compare_certificates(path: &str, found: &[Certificate], expected: &Value, differences: &mut Differences) {
    let expected = expected.as_array().unwrap();
    differences.compare(path, "certificates", found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let stated = [
            ("sha256", found.sha256.clone()),
            ("sha1", found.sha1.clone()),
            ("subject", found.subject.clone()),
            ("not_before", rfc3339(found.not_before)),
            ("not_after", rfc3339(found.not_after)),
            ("key", found.key.to_string()),
            ("sig_hash", found.signature_hash.clone()),
            ("use", found.usage.to_string()),
        ];
        assert!(
            expected["sha256"].is_string()
                && expected["not_after"].is_string()
                && expected["key"].is_string()
        );
        for (name, value) in stated {
            if let Some(wanted) = expected[name].as_str() {
                differences.compare(path, name, value.as_str(), wanted);
            }
        }
    }
}

fn compare_oidc(path: &str, reading: &Reading, expected: &Value, differences: &mut Differences) {
    let oidc = reading.oidc.as_ref().unwrap();
    for (name, value) in [
        ("issuer", Some(oidc.issuer.as_str())),
        ("authorization_endpoint", Some(oidc.authorization_endpoint.as_str())),
        ("token_endpoint", Some(oidc.token_endpoint.as_str())),
        ("jwks_uri", Some(oidc.jwks_uri.as_str())),
        ("userinfo_endpoint", oidc.userinfo_endpoint.as_deref()),
        ("end_session_endpoint", oidc.end_session_endpoint.as_deref()),
    ] {
        differences.compare(path, name, value, expected[name].as_str());
    }
    differences.compare(path, "algs", oidc.id_token_algs.clone(), strings(&expected["id_token_algs"]));
    let methods = oidc.token_auth_methods.clone();
    let methods = methods.unwrap_or_else(|| vec!["client_secret_basic (default when absent)".to_owned()]);
    differences.compare(path, "token auth", methods, strings(&expected["token_auth_methods"]));
    let pkce = expected["pkce"].is_array().then(|| strings(&expected["pkce"]));
    differences.compare(path, "pkce", oidc.pkce.clone(), pkce);
}

fn compare_choices(path: &str, reading: &Reading, expected: &Value, differences: &mut Differences) {
    if expected["verdict"] != "choose" {
        assert!(reading.choices.is_empty(), "{path}");
        return;
    }
    let usable: Vec<_> = reading
        .choices
        .iter()
        .filter_map(|choice| {
            let saml = choice.outcome.as_ref().ok()?;
            let certificates: Vec<String> = saml.signing.iter().map(|it| it.sha256.clone()).collect();
            let provider = choice.detected.map(|it| it.id.to_owned());
            Some((choice.entity_id.clone(), saml.sign_in.url.clone(), provider, certificates))
        })
        .collect();
    let wanted: Vec<_> = expected["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let provider = it["provider"].as_str().map(str::to_owned);
            let url = it["sso"]["url"].as_str().unwrap().to_owned();
            (it["entity_id"].as_str().unwrap().to_owned(), url, provider, strings(&it["cert_sha256"]))
        })
        .collect();
    differences.compare(path, "total", Some(reading.choices.len() as u64), expected["idps_total"].as_u64());
    differences.compare(path, "usable", Some(usable.len() as u64), expected["idps_usable"].as_u64());
    // Of a long list only the first twelve are written down.
    let listed: Vec<_> = if wanted.len() == 12 { usable.into_iter().take(12).collect() } else { usable };
    differences.compare(path, "choices", listed, wanted);
    let unusable: Vec<_> = reading
        .choices
        .iter()
        .filter_map(|choice| {
            Some((choice.entity_id.clone(), choice.outcome.as_ref().err()?.reason.code().to_owned()))
        })
        .collect();
    let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    let wanted: Vec<_> = expected["unusable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(it, "entity_id"), text(it, "reason")))
        .collect();
    differences.compare(path, "unusable", unusable, wanted);
}

/// The lines for people, by path.
fn lines(fixtures: &Fixtures) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(fixtures.folder.join("EXPECTED.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let (path, rest) = line.strip_prefix("- `")?.split_once("` — ")?;
            Some((path.to_owned(), rest.to_owned()))
        })
        .collect()
}

#[test]
fn every_line_for_people_says_what_is_read() {
    let Some(fixtures) = fixtures() else { return };
    let lines = lines(&fixtures);
    let (named, known): (BTreeSet<_>, BTreeSet<_>) =
        (lines.keys().collect(), fixtures.files.keys().collect());
    assert_eq!(named, known, "EXPECTED.md and expected.json name different files");
    let mut differences = Vec::new();
    for (path, line) in &lines {
        let expected = &fixtures.files[path];
        let reading = fixtures.read(path, expected);
        let reason = reading.rejection.as_ref().map(|rejection| rejection.reason.code());
        if is_tolerated(expected, verdict(reading.verdict()), reason) {
            continue;
        }
        for part in parts(&reading) {
            if !line.contains(&part) {
                differences.push(format!("{path}: {part} is not in: {line}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What the line of a reading must contain.
fn parts(reading: &Reading) -> Vec<String> {
    let head = match &reading.rejection {
        Some(rejection) => format!("**reject: {}**", rejection.reason.code()),
        None => format!("**{}**", verdict(reading.verdict())),
    };
    let mut parts = vec![head];
    if reading.rejection.is_some() {
        return parts;
    }
    if let Some(saml) = &reading.saml {
        parts.push(format!("entityID=`{}`", saml.entity_id.as_deref().unwrap()));
        parts.push(format!("SSO={} `{}`", short_binding(&saml.sign_in.binding), saml.sign_in.url));
        parts.push(format!("signing certs={}", saml.signing.len()));
        parts.push(
            reading
                .detected
                .map_or_else(|| "provider=unknown".to_owned(), |it| format!("provider={}(", it.id)),
        );
    }
    let certificates = reading.saml.as_ref().map_or(&reading.certificates, |saml| &saml.signing);
    for it in certificates {
        let text = format!(
            "sha256={} notAfter={} {} {}",
            it.sha256,
            rfc3339(it.not_after),
            it.key,
            it.signature_hash
        );
        parts.push(text);
    }
    if let Some(oidc) = &reading.oidc {
        parts.push(format!("issuer=`{}` | authorize=`{}`", oidc.issuer, oidc.authorization_endpoint));
        parts.push(format!("token=`{}` | jwks=`{}`", oidc.token_endpoint, oidc.jwks_uri));
    }
    let mut notes: Vec<_> = reading.notes.iter().map(Note::code).collect();
    notes.sort();
    if !notes.is_empty() {
        parts.push(format!("notes={}", notes.join(",")));
    }
    if !reading.time.is_empty() {
        let codes: Vec<_> = reading.time.iter().map(|note| note.code()).collect();
        parts.push(format!("time={}", codes.join(",")));
    }
    parts
}

#[test]
fn no_file_takes_long() {
    let Some(fixtures) = fixtures() else { return };
    for (path, expected) in &fixtures.files {
        let start = Instant::now();
        let ctx = Context::at(fixtures.now);
        let _ = fixtures.read(path, expected).into_inspection(&ctx);
        let took = start.elapsed();
        if took > Duration::from_millis(300) {
            println!("slow: {path}: {took:?}");
        }
        assert!(took < Duration::from_secs(5), "{path}: {took:?}");
    }
}

#[test]
fn the_inspection_has_the_verdict_of_the_reading() {
    let Some(fixtures) = fixtures() else { return };
    let ctx = Context::at(fixtures.now);
    for (path, expected) in &fixtures.files {
        let reading = fixtures.read(path, expected);
        let found = verdict(reading.verdict());
        let reason = reading.rejection.as_ref().map(|rejection| rejection.reason.code());
        let inspection = reading.into_inspection(&ctx);
        assert_eq!(verdict(inspection.verdict), found, "{path}: {:#?}", inspection.findings);
        if let Some(reason) = reason {
            assert_eq!(inspection.findings[0].code, reason, "{path}");
        }
        for finding in &inspection.findings {
            assert!(!finding.title.is_empty() && !finding.title.ends_with('.'), "{path}: {finding:?}");
            let spoken = format!("{} {} {}", finding.title, finding.detail, finding.fix).to_lowercase();
            assert!(!spoken.contains("please") && !spoken.contains("oops"), "{path}: {finding:?}");
            assert!(
                !finding.detail.is_empty() || finding.severity == api::Severity::Ok,
                "{path}: {finding:?}"
            );
        }
    }
}

#[test]
fn private_keys_leave_no_trace() {
    let Some(fixtures) = fixtures() else { return };
    let ctx = Context::at(fixtures.now);
    let keys: Vec<_> = fixtures.files.iter().filter(|(_, it)| it["reason"] == "private_key_pasted").collect();
    assert!(keys.len() >= 8, "{}", keys.len());
    for (path, expected) in keys {
        let reading = fixtures.read(path, expected);
        let everything = format!("{reading:?} {:?}", reading.clone().into_inspection(&ctx));
        let bytes = fixtures.bytes(path);
        let text = String::from_utf8_lossy(&bytes);
        let secrets = text.split_whitespace().map(|word| word.chars().take(40).collect::<String>());
        for secret in secrets.filter(|word| word.len() >= 40 && !word.contains('<')) {
            assert!(!everything.contains(&secret), "{path}");
        }
        let pasted = read_metadata_text(&text, &ctx);
        assert!(pasted.rejection.is_some(), "{path}");
    }
}
