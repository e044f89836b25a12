use proptest::prelude::*;
use serde_json::json;

use super::{Strategy as _, *};
use crate::arbitrary::members;

proptest! {
    #[test]
    fn what_goes_in_comes_out_whatever_it_was(given in members(Samlp::FIELDS)) {
        let options: Options<Samlp> = serde_json::from_value(Value::Object(given.clone())).unwrap();
        // Reading refuses nothing and changes nothing.
        options.unexpected();
        options.get(Samlp::SIGNING_CERT).map(|certificate| certificate.pem());
        let out = serde_json::to_value(&options).unwrap();
        prop_assert_eq!(out, Value::Object(given));
    }

    #[test]
    fn setting_one_member_leaves_the_others_alone(given in members(Oidc::FIELDS)) {
        let options = Options::<Oidc>::from(given.clone()).with(Oidc::ISSUER, "https://idp.example");
        for (name, value) in &given {
            if name != "issuer" {
                prop_assert_eq!(options.members().get(name), Some(value));
            }
        }
        prop_assert_eq!(options.get(Oidc::ISSUER), Some("https://idp.example"));
    }
}

fn samlp(value: Value) -> Options<Samlp> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_domain_is_read_as_a_text_and_as_a_list() {
    let one = samlp(json!({ "tenant_domain": "a.example" }));
    let many = samlp(json!({ "tenant_domain": ["a.example", "b.example"] }));
    assert_eq!(one.get(Samlp::TENANT_DOMAIN).unwrap().all(), ["a.example"]);
    assert_eq!(many.get(Samlp::TENANT_DOMAIN).unwrap().all(), ["a.example", "b.example"]);
}

#[test]
fn a_certificate_is_read_as_pem_and_as_its_base64() {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pem);
    for text in [pem, &encoded] {
        let options = samlp(json!({ "signingCert": text }));
        assert_eq!(options.get(Samlp::SIGNING_CERT).unwrap().pem().as_deref(), Some(pem));
    }
    assert_eq!(CertificateText("nonsense").pem(), None);
}

#[test]
fn a_key_is_read_as_pem_and_as_a_pair() {
    let bare = samlp(json!({ "decryptionKey": "pem" }));
    assert!(bare.get(Samlp::DECRYPTION_KEY) == Some(KeyMaterial::Pem("pem")));
    let pair = samlp(json!({ "decryptionKey": { "key": "k", "cert": "c" } }));
    assert!(pair.get(Samlp::DECRYPTION_KEY) == Some(KeyMaterial::Pair { key: "k", cert: Some("c") }));
}

#[test]
fn a_value_of_another_kind_is_named_and_kept() {
    let options = samlp(json!({ "debug": "yes", "deflate": null, "signInEndpoint": "https://a.example" }));
    assert_eq!(options.unexpected(), ["debug"]);
    assert_eq!(options.get(Samlp::DEBUG), None);
    assert_eq!(options.into_members()["debug"], "yes");
}

#[test]
fn what_is_shown_of_options_are_names() {
    let options = samlp(json!({ "signing_key": { "key": "hush" } }));
    let shown = format!("{options:?}");
    assert!(shown.contains("signing_key") && !shown.contains("hush"));
}
