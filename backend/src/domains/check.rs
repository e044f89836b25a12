//! What name servers' answers mean for a record: pure.

use api::{DomainCheck, Finding, ResolverAnswer, ResolverOutcome, Severity};
use chrono::{DateTime, Utc};

use super::{
    domain::Record,
    name,
    names::{Answer, Asked},
};

/// Other texts that are shown, and how much of each.
const SHOWN: usize = 5;
const SHOWN_CHARACTERS: usize = 80;

/// Whether the record was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// By most of those that were asked.
    Proved,
    /// Most of those that were asked say that it is not there.
    Missing,
    /// Too few have answered.
    Unknown,
}

/// What was seen, at the record's name and where people put it by mistake.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) asked: Vec<Asked>,
    /// Names other than the record's, with the texts there.
    pub(super) elsewhere: Vec<(String, Vec<String>)>,
}

/// Where a record stands when it was typed wrong: the zone twice, the domain itself, the name without its underscores.
pub(super) fn wrong_names(host: &str, domain: &str, zone: &str) -> Vec<String> {
    let mut names = vec![format!("{host}.{zone}")];
    if zone != domain {
        names.push(format!("{host}.{domain}"));
    }
    names.push(domain.to_owned());
    let bare = host.replace('_', "");
    // Without the underscore in front only, and without any.
    names.extend(host.strip_prefix('_').map(str::to_owned));
    if bare != host {
        names.push(bare);
    }
    names
}

/// What the answers prove.
pub(super) fn verdict(record: &Record, asked: &[Asked]) -> Verdict {
    let most = |count: usize| count * 2 > asked.len();
    let outcomes: Vec<_> = asked.iter().map(|one| outcome(record, &one.answer)).collect();
    let count = |which: &[ResolverOutcome]| outcomes.iter().filter(|outcome| which.contains(outcome)).count();
    if most(count(&[ResolverOutcome::Found])) {
        Verdict::Proved
    } else if most(count(&[ResolverOutcome::Nothing, ResolverOutcome::OtherValues])) {
        Verdict::Missing
    } else {
        Verdict::Unknown
    }
}

/// The check as people see it.
pub(super) fn told(record: &Record, zone: &str, seen: &Seen, now: DateTime<Utc>) -> DomainCheck {
    let verdict = verdict(record, &seen.asked);
    let at = seen.elsewhere.iter().find(|(_, texts)| texts.iter().any(|text| is_value(record, text)));
    let found_at = at.map(|(name, _)| name.clone()).filter(|_| verdict != Verdict::Proved);
    DomainCheck {
        checked_at: now,
        found: verdict == Verdict::Proved,
        finding: finding(record, zone, (seen, verdict), found_at.as_deref()),
        answers: seen.asked.iter().map(|asked| answer(record, asked)).collect(),
        found_at,
        dns_host: None,
    }
}

fn outcome(record: &Record, answer: &Answer) -> ResolverOutcome {
    match answer {
        Answer::Texts(texts) if texts.iter().any(|text| is_value(record, text)) => ResolverOutcome::Found,
        Answer::Texts(_) => ResolverOutcome::OtherValues,
        Answer::Nothing { .. } => ResolverOutcome::Nothing,
        Answer::Broken => ResolverOutcome::Broken,
        Answer::Silent => ResolverOutcome::Silent,
    }
}

/// Consoles add quotes and blanks; the value itself has neither.
fn is_value(record: &Record, text: &str) -> bool {
    let bare = |character: char| character.is_whitespace() || character == '"';
    text.trim_matches(bare) == record.value.trim_matches(bare)
}

fn answer(record: &Record, asked: &Asked) -> ResolverAnswer {
    let values = match &asked.answer {
        Answer::Texts(texts) => {
            texts.iter().filter(|text| !is_value(record, text)).take(SHOWN).map(|text| cut(text)).collect()
        }
        _ => Vec::new(),
    };
    ResolverAnswer {
        resolver: asked.resolver.clone(),
        address: asked.address.clone(),
        outcome: outcome(record, &asked.answer),
        values,
    }
}

fn cut(text: &str) -> String {
    let shown: String =
        text.chars().filter(|character| !character.is_control()).take(SHOWN_CHARACTERS).collect();
    if text.chars().count() > SHOWN_CHARACTERS { shown + "…" } else { shown }
}

type Words<'a> = ((Severity, &'a str), &'a str, String, String);

fn finding(
    record: &Record,
    zone: &str,
    (seen, verdict): (&Seen, Verdict),
    found_at: Option<&str>,
) -> Finding {
    let relative = name::relative(&record.host, zone);
    let is = |which: ResolverOutcome| seen.asked.iter().any(|asked| outcome(record, &asked.answer) == which);
    let words = if verdict == Verdict::Proved {
        ((Severity::Ok, "record_found"), "The record is in place", String::new(), String::new())
    } else if let Some(found_at) = found_at {
        wrong_place(record, zone, found_at)
    } else if is(ResolverOutcome::Found) {
        not_everywhere()
    } else if let Some(alias) = alias(seen) {
        is_alias(&alias, relative)
    } else if is(ResolverOutcome::OtherValues) {
        other_values(record)
    } else if is(ResolverOutcome::Broken) && verdict == Verdict::Unknown {
        broken(zone)
    } else if verdict == Verdict::Unknown {
        silent()
    } else {
        not_there(relative)
    };
    let ((severity, code), title, detail, fix) = words;
    let docs_url = String::new();
    Finding { detail, fix, location: "dns".to_owned(), docs_url, ..Finding::new(severity, code, title) }
}

fn alias(seen: &Seen) -> Option<String> {
    seen.asked.iter().find_map(|asked| match &asked.answer {
        Answer::Nothing { alias } => alias.clone(),
        _ => None,
    })
}

fn wrong_place(record: &Record, zone: &str, found_at: &str) -> Words<'static> {
    let relative = name::relative(&record.host, zone);
    let surplus = found_at.len() > record.host.len() && found_at.starts_with(&record.host);
    let detail = if surplus {
        "The DNS console has added the domain by itself, so that it stands there twice.".to_owned()
    } else {
        format!("It stands at {found_at}.")
    };
    let fix = format!("Edit the record and enter only {relative} as its name.");
    ((Severity::Error, "record_at_wrong_name"), "The record is there, under the wrong name", detail, fix)
}

fn not_everywhere() -> Words<'static> {
    let detail = "Some name servers see the record already, the others still remember that there was none.";
    let fix = "Nothing has to be done. It usually takes minutes, at most an hour.";
    ((Severity::Info, "record_not_everywhere"), "The record is on its way", detail.to_owned(), fix.to_owned())
}

fn is_alias(alias: &str, relative: &str) -> Words<'static> {
    let detail = format!("The name is an alias (CNAME) of {}, and no text stands there.", cut(alias));
    let fix = format!(
        "Change the record's type to TXT. Where a wildcard answers, add a TXT record at exactly {relative}."
    );
    ((Severity::Error, "record_is_alias"), "The record has the wrong type", detail, fix)
}

fn other_values(record: &Record) -> Words<'static> {
    let detail =
        "There is a text at that name, and it is another one: of an earlier try, or cut off.".to_owned();
    let fix = format!("Replace it by {} with the copy button.", record.value);
    ((Severity::Error, "record_has_other_value"), "The record says something else", detail, fix)
}

fn broken(zone: &str) -> Words<'static> {
    let detail = format!(
        "Name servers report an error for {zone}, such as broken DNSSEC, so nobody can read the record."
    );
    let fix = "Ask whoever runs your DNS to look at the zone's DNSSEC and name servers.";
    ((Severity::Error, "dns_broken"), "DNS of the domain does not work", detail, fix.to_owned())
}

fn silent() -> Words<'static> {
    let detail = "Too few name servers have answered to say anything.".to_owned();
    (
        (Severity::Info, "dns_silent"),
        "No answer yet",
        detail,
        "Nothing has to be done. We ask again.".to_owned(),
    )
}

fn not_there(relative: &str) -> Words<'static> {
    let detail = "Public name servers have no text at this name. A new record can take minutes to be seen; one that only your company's own name servers know does not count.".to_owned();
    let fix =
        format!("Add the TXT record {relative} where your public DNS is managed, then wait or check again.");
    ((Severity::Info, "record_not_there"), "The record is not there yet", detail, fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record { host: "_ss-verification.org_A.globex.com".to_owned(), value: "0123abcd".to_owned() }
    }

    fn asked(answers: Vec<Answer>) -> Vec<Asked> {
        let one = |answer| Asked { resolver: "r".to_owned(), address: "192.0.2.1".to_owned(), answer };
        answers.into_iter().map(one).collect()
    }

    fn texts(texts: &[&str]) -> Answer {
        Answer::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    fn nothing() -> Answer {
        Answer::Nothing { alias: None }
    }

    fn code(answers: Vec<Answer>, elsewhere: &[(&str, &str)]) -> (String, Verdict) {
        let elsewhere = elsewhere.iter().map(|(name, text)| ((*name).to_owned(), vec![(*text).to_owned()]));
        let seen = Seen { asked: asked(answers), elsewhere: elsewhere.collect() };
        let check = told(&record(), "globex.com", &seen, DateTime::UNIX_EPOCH);
        (check.finding.code, verdict(&record(), &seen.asked))
    }

    #[test]
    fn most_name_servers_have_to_see_the_record() {
        let found = || texts(&["v=spf1 -all", " \"0123abcd\" "]);
        let proved = code(vec![found(), found(), nothing()], &[]);
        assert_eq!(proved, ("record_found".to_owned(), Verdict::Proved));
        let one = code(vec![found(), nothing(), nothing()], &[]);
        assert_eq!(one, ("record_not_everywhere".to_owned(), Verdict::Missing));
        assert_eq!(code(vec![found(), Answer::Silent, Answer::Broken], &[]).1, Verdict::Unknown);
        assert_eq!(
            code(vec![texts(&["0123ABCD"])], &[]).1,
            Verdict::Missing,
            "the value is taken to the letter"
        );
        assert_eq!(verdict(&record(), &[]), Verdict::Unknown, "nobody was asked");
    }

    #[test]
    fn usual_mistakes_are_recognised() {
        let doubled = "_ss-verification.org_A.globex.com.globex.com";
        for (answers, elsewhere, expected) in [
            (vec![nothing()], vec![(doubled, "0123abcd")], "record_at_wrong_name"),
            (vec![nothing()], vec![("globex.com", "0123abcd")], "record_at_wrong_name"),
            (vec![nothing()], vec![("globex.com", "v=spf1")], "record_not_there"),
            (vec![Answer::Nothing { alias: Some("x.example".to_owned()) }], vec![], "record_is_alias"),
            (vec![texts(&["0123abc"])], vec![], "record_has_other_value"),
            (vec![Answer::Broken], vec![], "dns_broken"),
            (vec![Answer::Silent], vec![], "dns_silent"),
        ] {
            assert_eq!(code(answers, &elsewhere).0, expected);
        }
    }

    #[test]
    fn a_wrong_name_is_told_with_what_to_type_instead() {
        let elsewhere =
            vec![("_ss-verification.org_A.globex.com.globex.com".to_owned(), vec!["0123abcd".to_owned()])];
        let seen = Seen { asked: asked(vec![nothing()]), elsewhere };
        let check = told(&record(), "globex.com", &seen, DateTime::UNIX_EPOCH);
        assert_eq!(check.found_at.as_deref(), Some("_ss-verification.org_A.globex.com.globex.com"));
        assert!(check.finding.fix.contains("only _ss-verification.org_A as"), "{}", check.finding.fix);
    }

    #[test]
    fn hostile_texts_are_cut_and_counted() {
        let long = "x".repeat(4000);
        let many: Vec<&str> = std::iter::repeat_n(long.as_str(), 40).collect();
        let seen = Seen { asked: asked(vec![texts(&many)]), elsewhere: Vec::new() };
        let check = told(&record(), "globex.com", &seen, DateTime::UNIX_EPOCH);
        assert_eq!(check.answers[0].values.len(), 5);
        assert!(check.answers[0].values.iter().all(|value| value.chars().count() == 81));
        assert_eq!(cut("a\u{1b}[31m\nb"), "a[31mb");
    }
}
