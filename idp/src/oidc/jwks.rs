//! Key sets.

use api::{Finding, Severity};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::ALGORITHMS;
use crate::findings::{Words as _, finding};

const LIMIT: usize = 128 * 1024;

/// What there is to say of a provider's key set.
#[must_use]
pub fn lint_jwks(bytes: &[u8]) -> Vec<Finding> {
    let document: Option<Value> =
        (bytes.len() <= LIMIT).then(|| serde_json::from_slice(bytes).ok()).flatten();
    let Some(keys) = document.as_ref().and_then(|document| document.get("keys")).and_then(Value::as_array)
    else {
        return vec![unreadable()];
    };
    let mut findings = Vec::new();
    if keys.iter().any(|key| key.get("d").is_some() || key.get("k").is_some()) {
        findings.push(private());
    }
    let usable: Vec<&Value> = keys.iter().filter(|key| can_sign(key)).collect();
    if keys.is_empty() {
        findings.push(empty());
    } else if usable.is_empty() {
        findings.push(no_signing_key(keys.len()));
    } else {
        findings.extend(key_ids(&usable));
        let weak = usable.iter().filter_map(|key| rsa_bits(key)).filter(|bits| *bits < 2048).min();
        findings.push(weak.map_or_else(|| fine(usable.len()), weak_key));
    }
    findings
}

fn can_sign(key: &Value) -> bool {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let kind = matches!(text("kty"), Some("RSA" | "EC"));
    kind && text("use").is_none_or(|usage| usage == "sig")
        && text("alg").is_none_or(|name| ALGORITHMS.contains(&name))
}

/// Several keys can be told apart only by their ids.
fn key_ids(keys: &[&Value]) -> Option<Finding> {
    let mut seen = std::collections::HashSet::new();
    let ids = || keys.iter().map(|key| key.get("kid").and_then(Value::as_str));
    if keys.len() > 1 && ids().any(|id| id.is_none()) {
        let found = finding(Severity::Warning, "jwks_missing_kid", "A key in the key set has no id");
        return Some(
            found
                .detail("There are several keys, and a token says by the id which one signed it.")
                .fix("Give every key a kid in your identity provider.")
                .at("jwks_uri"),
        );
    }
    let twice = ids().flatten().find(|id| !seen.insert(*id))?;
    let shown: String = twice.chars().filter(|character| !character.is_control()).take(60).collect();
    Some(
        finding(Severity::Warning, "jwks_duplicate_kid", "Two keys in the key set have the same id")
            .detail(format!("A token that says {shown} could mean either, and the wrong one refuses it."))
            .fix("Give every key an id of its own in your identity provider.")
            .at("jwks_uri"),
    )
}

fn rsa_bits(key: &Value) -> Option<usize> {
    let modulus = URL_SAFE_NO_PAD.decode(key.get("n")?.as_str()?.trim_end_matches('=')).ok()?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    Some((modulus.len() - zeros) * 8)
}

fn unreadable() -> Finding {
    finding(Severity::Error, "jwks_unreadable", "The key set cannot be read")
        .detail("Auth0 checks every sign-in with these keys. Without them every sign-in fails.")
        .fix("Open the jwks_uri of your identity provider in a browser.\nIt must answer with JSON that has a \"keys\" list, without a sign-in.")
        .at("jwks_uri")
}

fn empty() -> Finding {
    finding(Severity::Error, "jwks_empty", "The key set is empty")
        .detail("Auth0 checks every sign-in with these keys. Without one every sign-in fails.")
        .fix("Create a signing key in your identity provider, or activate one.\nCheck again.")
        .at("jwks_uri")
}

fn no_signing_key(total: usize) -> Finding {
    finding(Severity::Error, "jwks_no_signing_key", "The key set has no key that Auth0 can use")
        .detail(format!(
            "It holds {total} {}, none of them an RSA or EC signing key for {}.",
            if total == 1 { "key" } else { "keys" },
            ALGORITHMS.join(", ")
        ))
        .fix("Choose RS256 as the signing algorithm in your identity provider.\nCheck again.")
        .at("jwks_uri")
}

fn private() -> Finding {
    finding(Severity::Error, "jwks_private_key", "The key set publishes private keys")
        .detail("Anyone who reads it can sign in as anybody. It was not stored.")
        .fix("Replace the keys in your identity provider today.\nPublish only their public part.")
        .at("jwks_uri")
}

fn weak_key(bits: usize) -> Finding {
    finding(Severity::Warning, "jwks_weak_key", format!("The key set has an RSA key of {bits} bits"))
        .detail("Keys under 2048 bits can be broken, and Auth0 can refuse them.")
        .fix("Create a key of 2048 bits or more in your identity provider.")
        .at("jwks_uri")
}

fn fine(count: usize) -> Finding {
    let keys = if count == 1 { "1 signing key".to_owned() } else { format!("{count} signing keys") };
    finding(Severity::Ok, "jwks", format!("Key set with {keys}")).at("jwks_uri")
}

#[cfg(test)]
mod tests {
    use super::lint_jwks;

    fn codes(text: &str) -> Vec<String> {
        lint_jwks(text.as_bytes()).into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_key_set_must_have_a_key_to_check_with() {
        assert_eq!(codes("<html>"), ["jwks_unreadable"]);
        assert_eq!(codes(r#"{"keys":[]}"#), ["jwks_empty"]);
        assert_eq!(codes(r#"{"keys":[{"kty":"RSA","use":"enc","n":"AQ"}]}"#), ["jwks_no_signing_key"]);
        assert_eq!(codes(r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQ"}]}"#), ["jwks_no_signing_key"]);
        assert_eq!(codes(r#"{"keys":[{"kty":"RSA","n":"AQAB"}]}"#), ["jwks_weak_key"]);
        assert_eq!(codes(r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]}"#), ["jwks"]);
        assert_eq!(codes(r#"{"keys":[{"kty":"EC","d":"AQ"}]}"#), ["jwks_private_key", "jwks"]);
    }
}
