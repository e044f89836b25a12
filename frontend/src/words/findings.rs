//! Around the findings of the linter.

use crate::format::counted;

pub(crate) const CHECKS: &str = "Checks";
pub(crate) const SEEN_AT: &str = "Seen at";

pub(crate) fn problems(count: u64) -> String {
    counted(count, "problem", "problems")
}

pub(crate) fn notices(count: u64) -> String {
    counted(count, "notice", "notices")
}

pub(crate) fn passed(count: u64) -> String {
    format!("{} passed", crate::format::number(count))
}

pub(crate) fn checks_passed(count: u64) -> String {
    format!("{} passed", counted(count, "check", "checks"))
}

pub(crate) fn heading(problem_count: u64, notice_count: u64, choose: bool) -> String {
    match (problem_count, notice_count) {
        (0, _) if choose => "Choose one to go on".into(),
        (0, 0) => "Nothing to fix".into(),
        (0, _) => format!("Good to go, with {}", notices(notice_count)),
        _ => format!("{} to fix before you go on", problems(problem_count)),
    }
}

pub(crate) fn fix_first(problem_count: u64) -> String {
    format!("Fix {} first.", problems(problem_count))
}
