//! Texts from outside: as they are looked into, and as they may be shown and kept.

/// As much as an error page or a log line holds.
const MAX_READ: usize = 20_000;
const MAX_SHOWN: usize = 500;
const REMOVED: &str = "[removed]";

/// Parameters whose values let somebody in.
const SECRETS: [&str; 11] = [
    "access_token",
    "id_token",
    "refresh_token",
    "client_secret",
    "client_assertion",
    "password",
    "code",
    "state",
    "samlresponse",
    "samlrequest",
    "token",
];

/// One line, with plain quotes and blanks, of bounded length.
pub(super) fn cleaned(raw: &str) -> String {
    let mut line = String::new();
    for character in raw.chars().take(MAX_READ) {
        match character {
            '\u{2018}' | '\u{2019}' => line.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => line.push('"'),
            character if character.is_whitespace() || character.is_control() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            character => line.push(character),
        }
    }
    let line = line.trim();
    if line.contains('&') { unescaped(line) } else { line.to_owned() }
}

fn unescaped(line: &str) -> String {
    let pairs =
        [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    pairs.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to))
}

/// What may be shown to the person who brought it: without tokens, not longer than a page bears.
pub(super) fn shown(raw: &str) -> String {
    without_secrets(&cleaned(raw)).chars().take(MAX_SHOWN).collect::<String>().trim().to_owned()
}

/// What may be kept for people who look through unknown texts: also without the names in e-mail addresses.
#[must_use]
pub fn scrubbed(raw: &str) -> String {
    let shown = shown(raw);
    let words = shown.split(' ').map(|word| match word.split_once('@') {
        Some((name, domain)) if !name.is_empty() && domain.contains('.') => {
            let start = name.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(0);
            format!("{}…@{domain}", &name[..start])
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn without_secrets(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut name = String::new();
    let token = |character: char| character.is_ascii_alphanumeric() || "_-+/.~%".contains(character);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let length = rest.find(|character| !token(character)).unwrap_or(rest.len());
        if length == 0 {
            out.push(character);
            rest = &rest[character.len_utf8()..];
            // Between a name and its value stand only these.
            if !"=:\"' ".contains(character) {
                name.clear();
            }
            continue;
        }
        let (word, after) = rest.split_at(length);
        let secret = is_token(word) || (word.len() >= 8 && is_value_of_secret(&out, &name));
        out.push_str(if secret { REMOVED } else { word });
        name = word.to_ascii_lowercase();
        rest = after;
    }
    out
}

/// Whether what comes next belongs to a secret's name: `name=`, `"name":"`, `"name": "`.
fn is_value_of_secret(before: &str, name: &str) -> bool {
    let end = before.trim_end_matches(' ');
    let assigned = before.ends_with('=') || end.ends_with("\":\"") || before.ends_with("\": \"");
    assigned && SECRETS.contains(&name.trim_start_matches(['?', '&', '#']))
}

/// A JSON web token, or base64 that is longer than any name.
fn is_token(word: &str) -> bool {
    let jwt = word.starts_with("eyJ") && word.contains('.') && word.len() >= 32;
    let base64 = word.len() >= 80
        && !word.contains(['.', '-', '~'])
        && word.contains(|c: char| c.is_ascii_uppercase())
        && word.contains(|c: char| c.is_ascii_lowercase())
        && !word.bytes().all(|byte| byte.is_ascii_hexdigit());
    jwt || base64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_somebody_in_is_removed() {
        let jwt = format!("eyJ{}.eyJ{}.sig", "a".repeat(30), "b".repeat(30));
        for (raw, expected) in [
            (format!("token {jwt} expired"), "token [removed] expired".to_owned()),
            (
                "https://a.example/cb?code=abcdefgh12&error=x".into(),
                "https://a.example/cb?code=[removed]&error=x".into(),
            ),
            (r#"{"client_secret": "q8~abcdefgh"}"#.into(), r#"{"client_secret": "[removed]"}"#.into()),
            (format!("SAMLResponse={}", "PHNhbWxw".repeat(20)), "SAMLResponse=[removed]".into()),
        ] {
            assert_eq!(shown(&raw), expected);
        }
    }

    #[test]
    fn what_explains_stays() {
        let thumbprints = format!("configured: {}. calculated: {}", "A1".repeat(32), "0B".repeat(20));
        for raw in [
            thumbprints.as_str(),
            "error code: 12345678, status",
            "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-0123456789ab/oauth2/v2.0/authorize",
        ] {
            assert_eq!(shown(raw), raw);
        }
    }

    #[test]
    fn kept_texts_name_nobody() {
        assert_eq!(
            scrubbed("User 'jane.doe@globex.example' from x does not exist"),
            "User '…@globex.example' from x does not exist"
        );
    }

    #[test]
    fn a_copied_page_becomes_one_line() {
        assert_eq!(
            cleaned(" AADSTS50011:\r\n\u{a0}The \u{201c}reply&#39;s\u{201d}\tURL "),
            "AADSTS50011: The \"reply's\" URL"
        );
    }
}
