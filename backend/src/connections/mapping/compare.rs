//! A mapping against what came in a test.

use std::collections::BTreeMap;

use api::{Finding, MappedAttribute, Severity, Strategy, TestClaim};

use super::super::reading::note;

/// The claims that applications ask for, and whether sign-in needs them.
pub(super) const TARGETS: [(&str, bool); 5] =
    [("email", true), ("given_name", false), ("family_name", false), ("name", false), ("groups", false)];

/// Where Auth0 looks by itself for SAML: the claim types of WS-Federation, then the short name.
const CLAIM_TYPES: [(&str, &str); 5] = [
    ("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"),
    ("given_name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"),
    ("family_name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"),
    ("name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"),
    ("groups", "http://schemas.xmlsoap.org/claims/Group"),
];

/// Whether the strategy lets attributes be mapped (auth0-facts sections 3.1 to 3.8).
pub(super) const fn is_editable(strategy: Strategy) -> bool {
    matches!(strategy, Strategy::Samlp | Strategy::Pingfederate | Strategy::Oidc | Strategy::Okta)
}

/// What came in a test, and the mapping that Auth0 had then.
pub(super) struct Tested<'a> {
    pub(super) claims: &'a [TestClaim],
    pub(super) mapping: &'a BTreeMap<String, Vec<String>>,
}

/// Each claim with the names it is taken from, and what came of them.
pub(super) fn attributes(
    strategy: Strategy,
    mapping: &BTreeMap<String, Vec<String>>,
    tested: &Tested<'_>,
) -> Vec<MappedAttribute> {
    let known = TARGETS.iter().map(|(target, required)| ((*target).to_owned(), *required));
    let more = mapping.keys().filter(|name| TARGETS.iter().all(|(target, _)| target != name));
    let targets = known.chain(more.map(|name| (name.clone(), false)));
    targets.map(|(target, required)| attribute(strategy, mapping, tested, (target, required))).collect()
}

fn attribute(
    strategy: Strategy,
    mapping: &BTreeMap<String, Vec<String>>,
    tested: &Tested<'_>,
    (target, required): (String, bool),
) -> MappedAttribute {
    let set = mapping.get(&target);
    let sources = set.cloned().unwrap_or_else(|| defaults(strategy, &target));
    let then = tested.mapping.get(&target).cloned().unwrap_or_else(|| defaults(strategy, &target));
    // Auth0 hands a claim on under the claim's own name, and the attribute itself only where it is not mapped. So the
    // claim speaks for these names only when the test took it from one of them.
    let speaks = sources.iter().any(|name| then.contains(name));
    let named = |name: &String| tested.claims.iter().find(|claim| claim.came && claim.name == *name);
    let raw = sources.iter().filter(|name| **name != target).find_map(named);
    let came = raw.or_else(|| Some(&target).filter(|_| speaks).and_then(named));
    let others: Vec<String> = tested
        .claims
        .iter()
        .filter(|claim| claim.came && claim.name != target)
        .map(|claim| claim.name.clone())
        .collect();
    let suggestion = match came {
        Some(_) => None,
        None => idp::nearest_claim(&target, &others).map(str::to_owned),
    };
    MappedAttribute {
        is_default: set.is_none(),
        received_from: came.map(|claim| claim.name.clone()),
        received: came.and_then(|claim| claim.received.clone()),
        sources,
        target,
        required,
        suggestion,
    }
}

fn defaults(strategy: Strategy, target: &str) -> Vec<String> {
    let typed = CLAIM_TYPES.iter().find(|(name, _)| *name == target).map(|(_, claim)| (*claim).to_owned());
    match strategy {
        Strategy::Samlp | Strategy::Pingfederate | Strategy::Adfs => {
            typed.into_iter().chain([target.to_owned()]).collect()
        }
        _ => vec![target.to_owned()],
    }
}

/// What the comparison finds: nothing where nothing has been compared.
pub(super) fn findings(attributes: &[MappedAttribute], compared: bool) -> Vec<Finding> {
    let missing = attributes.iter().filter(|one| compared && one.received_from.is_none() && one.required);
    missing
        .map(|one| {
            let fix = match &one.suggestion {
                Some(near) => format!("Take {} from {near}, which came.", one.target),
                None => format!("Let the identity provider send it as {}.", one.sources.join(" or ")),
            };
            note(
                (Severity::Error, "required_attribute_missing", &one.target),
                "A claim that sign-in needs did not come",
                format!("No attribute of the last test gives {}.", one.target),
                &fix,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(name: &str, value: &str) -> TestClaim {
        TestClaim {
            name: name.to_owned(),
            received: Some(value.to_owned()),
            came: true,
            required: false,
            suggestion: None,
        }
    }

    fn email(mapping: &BTreeMap<String, Vec<String>>, claims: &[TestClaim]) -> MappedAttribute {
        let tested = Tested { claims, mapping: &BTreeMap::new() };
        attributes(Strategy::Samlp, mapping, &tested).into_iter().find(|one| one.target == "email").unwrap()
    }

    #[test]
    fn a_claim_speaks_only_for_the_names_it_was_taken_from() {
        let came = [claim("email", "jane@globex.example")];
        let set = |name: &str| BTreeMap::from([("email".to_owned(), vec![name.to_owned()])]);
        let usual = email(&set("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"), &came);
        assert_eq!(usual.received.as_deref(), Some("jane@globex.example"));
        assert_eq!(email(&set("nosuch"), &came).received_from, None);
    }

    #[test]
    fn a_near_miss_is_suggested_and_taking_it_over_mends_it() {
        let came = [claim("mail", "jane@globex.example"), claim("groups", "a")];
        let before = email(&BTreeMap::new(), &came);
        assert_eq!((before.received_from.as_deref(), before.suggestion.as_deref()), (None, Some("mail")));
        assert_eq!(findings(&[before], true)[0].code, "required_attribute_missing");
        let after = email(&BTreeMap::from([("email".to_owned(), vec!["mail".to_owned()])]), &came);
        assert_eq!((after.received.as_deref(), after.is_default), (Some("jane@globex.example"), false));
        assert!(findings(&[after], true).is_empty());
    }

    #[test]
    fn the_first_name_that_came_counts() {
        let came = [claim("upn", "second"), claim("mail", "first")];
        let mapping = BTreeMap::from([("email".to_owned(), vec!["mail".to_owned(), "upn".to_owned()])]);
        assert_eq!(email(&mapping, &came).received.as_deref(), Some("first"));
    }

    #[test]
    fn without_a_test_nothing_is_missing() {
        assert!(findings(&[email(&BTreeMap::new(), &[])], false).is_empty());
    }
}
