use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    arbitrary::members,
    strategies::{Oidc, PingFederate, Samlp, Strategy as _},
};

fn map(value: Value) -> Map<String, Value> {
    crate::Members::from(value).0
}

/// What an administrator edits in a form.
fn edit() -> Map<String, Value> {
    map(json!({
        "signInEndpoint": "https://idp.example/sso",
        "signingCert": "cGVt",
        "fieldsMap": { "email": "mail" },
    }))
}

proptest! {
    #[test]
    fn every_field_that_is_not_ours_comes_out_identical(current in members(Samlp::FIELDS)) {
        let wish = Wish::of_admin(&edit());
        let merged = merge("samlp", &current, &wish);
        for (name, value) in &current {
            let derived = rules::DERIVED.iter().any(|(derived, _)| derived == name);
            let broken_null = value.is_null() && rules::breaks_as_null("samlp", name);
            if !edit().contains_key(name) && !derived && !broken_null {
                prop_assert_eq!(merged.options.get(name), Some(value), "{}", name);
            }
        }
        for (name, value) in edit() {
            prop_assert_eq!(merged.options.get(&name), Some(&value));
        }
        prop_assert_eq!(drift(&current, &wish, &merged.options), vec![]);
        let again = merge("samlp", &merged.options, &wish);
        prop_assert_eq!(again, merged);
    }

    #[test]
    fn a_wish_inside_a_member_leaves_its_neighbours_alone(inner in members(Oidc::FIELDS)) {
        let current = map(json!({ "connection_settings": inner.clone() }));
        let wish = Wish::default().at(Owner::Policy, &["connection_settings", "pkce"], Some(json!("S256")));
        let merged = merge("oidc", &current, &wish).options;
        let written = merged["connection_settings"].as_object().unwrap();
        prop_assert_eq!(&written["pkce"], "S256");
        for (name, value) in inner.iter().filter(|(name, _)| *name != "pkce") {
            prop_assert_eq!(written.get(name), Some(value));
        }
    }
}

#[test]
fn policy_goes_before_the_administrator_whatever_the_order() {
    let admin = map(json!({ "signSAMLRequest": false, "debug": true }));
    let policy = map(json!({ "signSAMLRequest": true }));
    for wish in [
        Wish::of_admin(&admin).with(Owner::Policy, &policy),
        Wish::default().with(Owner::Policy, &policy).with(Owner::Admin, &admin),
    ] {
        let merged = merge("samlp", &Map::new(), &wish).options;
        assert_eq!(Value::Object(merged.clone()), json!({ "signSAMLRequest": true, "debug": true }));
        assert_eq!(drift(&Map::new(), &wish, &merged), []);
    }
}

#[test]
fn what_is_derived_goes_only_when_its_source_changes() {
    let current = map(json!({ "signingCert": "a", "thumbprints": ["aa"], "note": 1 }));
    let same = Wish::of_admin(&map(json!({ "signingCert": "a" })));
    assert_eq!(merge("samlp", &current, &same).options, current);
    let other = Wish::of_admin(&map(json!({ "signingCert": "b" })));
    let merged = merge("samlp", &current, &other).options;
    assert_eq!(Value::Object(merged), json!({ "signingCert": "b", "note": 1 }));
    let unrelated = Wish::of_admin(&map(json!({ "debug": true })));
    assert_eq!(merge("samlp", &current, &unrelated).options["thumbprints"], json!(["aa"]));
}

#[test]
fn nulls_that_break_are_not_sent_and_others_are() {
    let current = map(json!({ "ips": null, "upstream_params": null, "newer_than_us": null }));
    let merged = merge("ad", &current, &Wish::default()).options;
    assert_eq!(Value::Object(merged), json!({ "upstream_params": null, "newer_than_us": null }));
}

#[test]
fn a_mask_is_never_written() {
    let current = map(json!({ "client_secret": "••••••••", "client_id": "a" }));
    let merged = merge("oidc", &current, &Wish::default());
    assert_eq!(
        (merged.options.get("client_secret"), merged.withheld),
        (None, vec!["client_secret".to_owned()])
    );
    let given = Wish::of_admin(&map(json!({ "client_secret": "new" })));
    assert_eq!(merge("oidc", &current, &given).options["client_secret"], "new");
    // A form that sends back the mask it was shown means: as it is.
    let echoed = Wish::of_admin(&map(json!({ "client_secret": "********" })));
    let kept = map(json!({ "client_secret": "real" }));
    assert_eq!(merge("oidc", &kept, &echoed).options["client_secret"], "real");
}

#[test]
fn words_and_stars_are_masks_and_secrets_are_not() {
    for mask in ["********", "•••", "[REDACTED]", "<hidden>"] {
        assert!(is_mask(mask), "{mask}");
    }
    for secret in ["", "**", "redacted", "s3cr*t", "123456", "[REDACTED] really"] {
        assert!(!is_mask(secret), "{secret}");
    }
}

#[test]
fn a_certificate_that_auth0_shows_under_another_name_is_sent_again() {
    assert!(PingFederate::FIELDS.iter().any(|known| known.name == "cert"));
    let current = map(json!({ "cert": "pem", "pingFederateBaseUrl": "https://ping.example" }));
    let wish = Wish::of_admin(&map(json!({ "signSAMLRequest": true })));
    assert_eq!(merge("pingfederate", &current, &wish).options["signingCert"], "pem");
}

#[test]
fn a_certificate_that_is_as_wished_is_no_change_however_it_is_shown() {
    let pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pem);
    let wish = Wish::of_admin(&map(json!({ "signingCert": encoded })));
    let same = map(json!({ "cert": pem.replace('\n', "\r\n") }));
    let there = present("pingfederate", &same, &wish);
    assert_eq!(merge("pingfederate", &same, &wish).options, there);
    assert_eq!(drift(&same, &wish, &there), []);
    let other = present("pingfederate", &map(json!({ "cert": pem.replace("MIIB", "MIIC") })), &wish);
    assert_eq!(drift(&same, &wish, &other).len(), 1);
}

#[test]
fn drift_names_the_field_and_its_owner_and_what_was_lost() {
    let before = map(json!({ "note": 1, "thumbprints": ["aa"], "client_secret": "x" }));
    let wish = Wish::of_admin(&map(json!({ "client_id": "a", "client_secret": "hush" })))
        .at(Owner::Policy, &["connection_settings", "pkce"], Some(json!("S256")))
        .at(Owner::Policy, &["debug"], None);
    let actual =
        map(json!({ "client_id": "b", "connection_settings": { "pkce": "disabled" }, "debug": true }));
    let found: Vec<_> =
        drift(&before, &wish, &actual).into_iter().map(|drift| (drift.field, drift.owner)).collect();
    assert_eq!(
        found,
        [
            ("options.client_id".to_owned(), Some(Owner::Admin)),
            ("options.debug".to_owned(), Some(Owner::Policy)),
            ("options.connection_settings.pkce".to_owned(), Some(Owner::Policy)),
            ("options.note".to_owned(), None),
        ]
    );
}

#[test]
fn a_mask_that_is_withheld_is_no_reason_to_write() {
    let there = map(json!({ "client_id": "a", "client_secret": "********" }));
    let wish = Wish::of_admin(&map(json!({ "client_id": "a" })));
    let merged = merge("oidc", &there, &wish);
    assert_eq!(merged.withheld, ["client_secret"]);
    assert!(merged.agrees_with(&there));
    assert!(!merged.agrees_with(&map(json!({ "client_id": "b", "client_secret": "********" }))));
}

#[test]
fn what_is_wished_as_null_is_taken_away() {
    let there = map(json!({ "icon_url": "https://a.example/b.png", "note": 1 }));
    let wish = Wish::of_admin(&map(json!({ "icon_url": null })));
    let merged = merge("samlp", &there, &wish).options;
    assert_eq!(Value::Object(merged.clone()), json!({ "note": 1 }));
    assert!(drift(&there, &wish, &merged).is_empty());
    assert_eq!(drift(&there, &wish, &there)[0].field, "options.icon_url");
}

#[test]
fn the_canonical_text_does_not_depend_on_the_order_and_holds_no_secret() {
    let one: Map<String, Value> =
        serde_json::from_str(r#"{"a":{"x":1,"y":2},"client_secret":"hush"}"#).unwrap();
    let two: Map<String, Value> =
        serde_json::from_str(r#"{"client_secret":"other","a":{"y":2,"x":1}}"#).unwrap();
    assert_eq!(canonical(&one), canonical(&two));
    assert!(!canonical(&one).contains("hush"));
}
