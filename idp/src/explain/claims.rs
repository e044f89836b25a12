//! Claims that did not come.

use api::{Certainty, Evidence, Explanation, Side};

/// How claims are called elsewhere.
const SYNONYMS: [(&str, &[&str]); 4] = [
    (
        "email",
        &[
            "emailaddress",
            "mail",
            "e-mail",
            "upn",
            "userprincipalname",
            "preferred_username",
            "username",
            "nameid",
        ],
    ),
    ("given_name", &["givenname", "firstname", "first_name", "first name", "fname"]),
    ("family_name", &["familyname", "lastname", "last_name", "surname", "sn", "lname"]),
    ("name", &["displayname", "display_name", "fullname", "full_name", "cn", "commonname"]),
];

/// The last part of a claim's name in lower case: `http://schemas.../emailaddress` is `emailaddress`.
fn short(name: &str) -> String {
    let last = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
    last.to_ascii_lowercase().replace(['-', '.'], "_")
}

/// The received claim that most resembles the missing one; none where none does.
#[must_use]
pub fn nearest_claim<'a>(missing: &str, received: &'a [String]) -> Option<&'a str> {
    let wanted = short(missing);
    let synonyms =
        SYNONYMS.iter().find(|(name, _)| *name == wanted).map(|(_, synonyms)| *synonyms).unwrap_or_default();
    let rank = |name: &str| {
        let name = short(name);
        let synonym = synonyms.iter().position(|synonym| synonym.replace(['-', '.'], "_") == name);
        if name == wanted { Some(0) } else { synonym.map(|place| place + 1) }
    };
    let ranked = received.iter().filter_map(|name| Some((rank(name)?, name.as_str())));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

/// What people call a claim.
fn spoken(claim: &str) -> &str {
    match claim {
        "email" => "the e-mail address",
        "given_name" => "the first name",
        "family_name" => "the last name",
        "name" => "the name",
        other => other,
    }
}

/// Explains that a claim did not come: what came instead, and what to send under which name.
#[must_use]
pub fn explain_missing_claim(claim: &str, received: &[String], provider: Option<&str>) -> Explanation {
    let provider = provider.and_then(crate::provider);
    let guide = provider.and_then(|provider| provider.claims.iter().find(|guide| guide.target == claim));
    let place = provider.map_or("your identity provider", |provider| match provider.id.as_str() {
        "custom-saml" | "custom-oidc" => "your identity provider",
        _ => provider.name.as_str(),
    });
    let mut fix = vec![match guide {
        Some(guide) => format!("In {place} send {} as attribute {}.", guide.source, guide.name),
        None => format!("Send {} as claim {claim}.", spoken(claim)),
    }];
    if let Some(near) = nearest_claim(claim, received) {
        fix.push(format!("It sends {near} already: give that attribute the name above."));
    }
    fix.push("See that the person who tests has a value for it there.".to_owned());
    fix.push("Run the test again.".to_owned());
    let came = if received.is_empty() { "no attribute".to_owned() } else { received.join(", ") };
    Explanation {
        code: format!("missing_{claim}"),
        title: format!("Sign-in worked, but {} did not come", spoken(claim)),
        detail: "Applications need it to know who signs in. Nobody is let in without it.".to_owned(),
        side: Side::Idp,
        certainty: Certainty::Certain,
        fix,
        // Made of the names that came: there is no one text to translate.
        fix_key: String::new(),
        fixed_when: "The test shows it among what was received.".to_owned(),
        evidence: vec![Evidence {
            name: "attributes".to_owned(),
            expected: claim.to_owned(),
            received: came,
        }],
        raw: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_nearest_claim_is_found_by_what_it_is_called_elsewhere() {
        let received = names(&["groups", "urn:x:UPN", "http://schemas.example/claims/EmailAddress"]);
        assert_eq!(nearest_claim("email", &received), Some("http://schemas.example/claims/EmailAddress"));
        assert_eq!(nearest_claim("given_name", &names(&["groups", "firstName"])), Some("firstName"));
        assert_eq!(nearest_claim("email", &names(&["groups"])), None);
    }

    #[test]
    fn the_repair_names_the_attribute_and_the_near_miss() {
        let explanation = explain_missing_claim("email", &names(&["mail"]), Some("okta-saml"));
        assert_eq!((explanation.code.as_str(), explanation.side), ("missing_email", Side::Idp));
        let all = explanation.fix.join(" ");
        assert!(
            all.contains("Okta") && all.contains("emailaddress") && all.contains("mail already"),
            "{all}"
        );
    }
}
