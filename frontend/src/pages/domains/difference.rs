//! Where a record stands and where it should stand, with the part that differs.

/// A name in three parts; the middle one is where it differs from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parted {
    pub(super) before: String,
    pub(super) differs: String,
    pub(super) after: String,
}

/// Parts two names so that what comes before and after is the same, label by label.
pub(super) fn difference(found: &str, needed: &str) -> (Parted, Parted) {
    let labels = |name| str::trim_end_matches(name, '.').split('.').collect::<Vec<_>>();
    let (found, needed): (Vec<&str>, Vec<&str>) = (labels(found), labels(needed));
    let same = |(one, other): &(&&str, &&str)| one.eq_ignore_ascii_case(other);
    let start = found.iter().zip(&needed).take_while(same).count();
    let rest = found.len().min(needed.len()) - start;
    let end = found.iter().rev().zip(needed.iter().rev()).take(rest).take_while(same).count();
    (parted(&found, start, end), parted(&needed, start, end))
}

fn parted(labels: &[&str], start: usize, end: usize) -> Parted {
    let behind = labels.len() - end;
    // Each part has the dot before it.
    let part = |from: usize, to: usize| {
        let text = labels[from..to].join(".");
        if from > 0 && from < to { format!(".{text}") } else { text }
    };
    Parted { before: part(0, start), differs: part(start, behind), after: part(behind, labels.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDED: &str = "_auth0-challenge.globex.example";

    fn parts(name: &str) -> [(String, String, String); 2] {
        let (found, needed) = difference(name, NEEDED);
        [found, needed].map(|one| (one.before, one.differs, one.after))
    }

    fn told(before: &str, differs: &str, after: &str) -> (String, String, String) {
        (before.into(), differs.into(), after.into())
    }

    #[test]
    fn a_domain_that_was_added_twice_is_surplus() {
        let [found, needed] = parts("_auth0-challenge.globex.example.globex.example");
        assert_eq!(found, told(NEEDED, ".globex.example", ""));
        assert_eq!(needed, told(NEEDED, "", ""));
    }

    #[test]
    fn a_label_in_between_is_surplus() {
        let [found, _] = parts("_auth0-challenge.www.globex.example");
        assert_eq!(found, told("_auth0-challenge", ".www", ".globex.example"));
    }

    #[test]
    fn a_label_that_is_missing_is_marked_where_it_is_needed() {
        let [found, needed] = parts("globex.example");
        assert_eq!(found, told("", "", "globex.example"));
        assert_eq!(needed, told("", "_auth0-challenge", ".globex.example"));
    }

    #[test]
    fn names_are_compared_as_dns_does() {
        let [found, needed] = parts("_AUTH0-challenge.globex.example.");
        assert_eq!((found.1.as_str(), needed.1.as_str()), ("", ""));
    }
}
