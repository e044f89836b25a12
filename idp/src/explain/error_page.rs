//! The address of an error page: most providers write into it what went wrong.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

const MAX_ADDRESS: usize = 32 * 1024;

/// What the address of an error page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// What it says went wrong: codes, descriptions and the path. Codes and tokens that let somebody in are not in it.
    pub text: String,
    /// Whose page it is, as a family of catalogue ids such as `entra`.
    pub provider: Option<&'static str>,
    /// A SAML response that travels in it.
    pub saml_response: Option<String>,
}

/// Members that explain, as providers call them.
const EXPLAINING: [&str; 12] = [
    "error",
    "error_description",
    "error_subcode",
    "error_code",
    "error_reason",
    "error_uri",
    "errorcode",
    "message",
    "msg",
    "reason",
    "status",
    "description",
];

/// Reads an address. None where it is none.
#[must_use]
pub fn read_error_page(address: &str) -> Option<ErrorPage> {
    let address = address.trim();
    if address.len() > MAX_ADDRESS {
        return None;
    }
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut said = Vec::new();
    let mut saml_response = None;
    let fragment = url.fragment().unwrap_or_default();
    let fragment = fragment.split_once('?').map_or(fragment, |(_, query)| query);
    let members = url.query_pairs().chain(url::form_urlencoded::parse(fragment.as_bytes()));
    for (name, value) in members {
        let lower = name.to_ascii_lowercase();
        if EXPLAINING.contains(&lower.as_str()) {
            said.push(value.into_owned());
        } else if lower == "samlresponse" {
            saml_response = Some(value.into_owned());
        } else if lower == "autherror" {
            said.extend(inside_base64(&value));
        }
    }
    said.push(url.path().to_owned());
    Some(ErrorPage { text: said.join(" "), provider: owner(&url), saml_response })
}

/// Google packs its error into base64 of a binary form: the readable parts are enough.
fn inside_base64(value: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(value.trim_end_matches('=')).ok()?;
    let readable = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { ' ' };
    Some(bytes.iter().map(readable).collect())
}

fn owner(url: &Url) -> Option<&'static str> {
    const HOSTS: [(&str, &str); 11] = [
        ("login.microsoftonline.com", "entra"),
        ("login.microsoftonline.us", "entra"),
        ("login.windows.net", "entra"),
        ("myapps.microsoft.com", "entra"),
        ("okta.com", "okta"),
        ("oktapreview.com", "okta"),
        ("okta-emea.com", "okta"),
        ("accounts.google.com", "google"),
        ("onelogin.com", "onelogin"),
        ("jumpcloud.com", "jumpcloud"),
        ("pingone.com", "pingone"),
    ];
    let host = url.host_str()?;
    let below =
        |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let by_host = HOSTS.iter().find(|(domain, _)| below(domain)).map(|(_, family)| *family);
    by_host.or_else(|| url.path().to_ascii_lowercase().starts_with("/adfs/").then_some("adfs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_and_description_are_read_from_query_and_fragment() {
        for address in [
            "https://app.example/cb?error=access_denied&error_description=AADSTS50105%3A+Not+assigned&code=secretcode",
            "https://app.example/cb#error=access_denied&error_description=AADSTS50105%3A+Not+assigned&id_token=secret",
        ] {
            let page = read_error_page(address).unwrap();
            assert_eq!(page.text, "access_denied AADSTS50105: Not assigned /cb");
        }
    }

    #[test]
    fn the_owner_of_a_page_is_its_host_and_not_a_look_alike() {
        let owner = |address: &str| read_error_page(address).unwrap().provider;
        assert_eq!(owner("https://acme.okta.com/error/400_SAML?stateToken=x"), Some("okta"));
        assert_eq!(owner("https://sts.acme.example/adfs/ls/?x=1"), Some("adfs"));
        assert_eq!(owner("https://okta.com.evil.example/"), None);
        assert_eq!(owner("https://evilokta.com/"), None);
    }

    #[test]
    fn google_packs_its_error() {
        let packed = URL_SAFE_NO_PAD.encode(b"\x0a\x15redirect_uri_mismatch\x12\x04more");
        let page =
            read_error_page(&format!("https://accounts.google.com/signin/oauth/error?authError={packed}"));
        assert!(page.unwrap().text.contains("redirect_uri_mismatch"));
    }

    #[test]
    fn what_is_no_address_is_not_read() {
        for text in ["", "AADSTS50011: no", "javascript:alert(1)", "https://"] {
            assert_eq!(read_error_page(text), None, "{text}");
        }
    }
}
