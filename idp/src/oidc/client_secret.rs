//! Client secrets: what is wrong with one can be said without repeating it.

use api::{Finding, Severity};
use chrono::{DateTime, TimeDelta, Utc};

use crate::Context;
use crate::findings::{Words as _, finding, on_date, provider_or_yours};
use crate::input::holds_private_key;

const SOON: TimeDelta = TimeDelta::days(30);

/// What there is to say of a client secret, without ever repeating it.
#[must_use]
pub fn lint_client_secret(
    secret: &str,
    expires_at: Option<DateTime<Utc>>,
    ctx: &Context<'_>,
) -> Vec<Finding> {
    let value = secret.trim();
    let mut findings = Vec::new();
    if value.is_empty() {
        findings.push(missing());
        return findings;
    }
    if holds_private_key(value) {
        findings.push(private_key());
    } else if is_guid(value) {
        findings.push(guid(ctx));
    } else if is_sample(value) {
        findings.push(sample());
    }
    if value.len() != secret.len() {
        findings.push(blanks());
    }
    findings.push(expiry(expires_at, ctx));
    findings
}

pub(super) fn is_guid(value: &str) -> bool {
    let value = value.trim_matches(['{', '}']);
    let parts: Vec<&str> = value.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_sample(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let masked = value.chars().all(|c| matches!(c, '*' | '•' | '●' | '.' | 'x' | 'X'));
    let words =
        ["client_secret", "client-secret", "your-secret", "your_secret", "changeme", "secret", "<secret>"];
    masked || words.contains(&lower.as_str()) || lower.starts_with("http://") || lower.starts_with("https://")
}

fn missing() -> Finding {
    finding(Severity::Error, "client_secret_missing", "The client secret is missing")
        .detail("Auth0 needs it to exchange a sign-in for a token.")
        .fix("Copy the client secret from your identity provider.\nPaste it here.")
        .at("client_secret")
}

fn private_key() -> Finding {
    finding(Severity::Error, "private_key_pasted", "This is a private key, not a client secret")
        .detail("It was not stored, and it never leaves this page.")
        .fix("Clear the field and the clipboard.\nCopy the client secret instead.\nIf the key went through a mail or a chat, replace it.")
        .at("client_secret")
}

fn guid(ctx: &Context<'_>) -> Finding {
    let entra = ctx.provider.is_some_and(|id| id.starts_with("entra"));
    let severity = if entra { Severity::Error } else { Severity::Warning };
    let fix = if entra {
        "In Entra, open \"Certificates & secrets\".\nChoose \"New client secret\".\nCopy the column \"Value\", not \"Secret ID\"."
    } else {
        "Compare it with the client secret that your identity provider shows.\nCopy the value, not its id."
    };
    finding(severity, "client_secret_is_guid", "The client secret looks like an id")
        .detail(
            "Secrets are rarely GUIDs; ids are. With the wrong value every sign-in fails at its last step.",
        )
        .fix(fix)
        .at("client_secret")
}

fn sample() -> Finding {
    finding(Severity::Error, "placeholder_value", "The client secret is a sample or a masked value")
        .detail("With it every sign-in fails at its last step.")
        .fix("Copy the real client secret from your identity provider.\nIf it is shown only once, create a new one.")
        .at("client_secret")
}

fn blanks() -> Finding {
    finding(Severity::Warning, "client_secret_has_outer_whitespace", "The client secret has blanks around it")
        .detail("They probably came along with the copy. They are removed when it is saved.")
        .at("client_secret")
}

fn expiry(expires_at: Option<DateTime<Utc>>, ctx: &Context<'_>) -> Finding {
    let name = provider_or_yours(ctx.provider);
    let Some(end) = expires_at else {
        return finding(
            Severity::Info,
            "client_secret_expiry_unknown",
            "It is not known when the client secret ends",
        )
        .detail("Nobody can be warned before it stops working.")
        .fix(format!("Look up the end date in {name}.\nEnter it here."))
        .at("client_secret");
    };
    let renew = format!("Create a new client secret in {name}.\nPaste it here, with its end date.");
    if end <= ctx.now {
        finding(
            Severity::Error,
            "client_secret_expired",
            format!("The client secret expired {}", on_date(end, ctx.now)),
        )
        .detail("Every sign-in fails at its last step.")
        .fix(renew)
        .at("client_secret")
    } else if end - ctx.now < SOON {
        finding(
            Severity::Warning,
            "client_secret_expires_soon",
            format!("The client secret expires {}", on_date(end, ctx.now)),
        )
        .detail("From that moment every sign-in fails. Nobody is affected today.")
        .fix(renew)
        .at("client_secret")
    } else {
        finding(
            Severity::Ok,
            "client_secret_expiry",
            format!("Client secret valid until {}", crate::findings::date(end)),
        )
        .at("client_secret")
    }
}

#[cfg(test)]
mod tests {
    use api::Severity;
    use chrono::{DateTime, TimeDelta, Utc};

    use super::lint_client_secret;
    use crate::Context;

    fn now() -> DateTime<Utc> {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_guid_is_an_error_with_entra_and_a_warning_elsewhere() {
        let secret = "11111111-2222-4333-8444-555555555555";
        let ctx = Context::at(now());
        assert_eq!(lint_client_secret(secret, None, &ctx)[0].severity, Severity::Warning);
        let entra = Context { provider: Some("entra-oidc"), ..ctx };
        let findings = lint_client_secret(secret, None, &entra);
        assert_eq!(findings[0].severity, Severity::Error);
        assert!(findings.iter().all(|finding| !format!("{finding:?}").contains(secret)));
    }

    #[test]
    fn the_end_of_a_secret_is_told_before_it_comes() {
        let ctx = Context::at(now());
        let code =
            |days| lint_client_secret("q8~x.Kd93", Some(now() + TimeDelta::days(days)), &ctx)[0].code.clone();
        assert_eq!(code(-1), "client_secret_expired");
        assert_eq!(code(0), "client_secret_expired");
        assert_eq!(code(12), "client_secret_expires_soon");
        assert_eq!(code(90), "client_secret_expiry");
    }
}
