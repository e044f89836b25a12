//! What the linter says: problems first, then notices, then what passed, folded.

use api::{Finding, Severity};
use leptos::prelude::*;

use crate::{
    components::{Tone, pill, quoted},
    icons::{Glyph, icon, icon_with},
    words,
};

/// How many findings there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) problems: u64,
    pub(crate) notices: u64,
    pub(crate) passed: u64,
}

impl Counts {
    /// Counts findings; plain information counts as nothing.
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.problems += 1,
                Severity::Warning => counts.notices += 1,
                Severity::Ok => counts.passed += 1,
                Severity::Info => {}
            }
        }
        counts
    }
}

/// Findings with a counted heading; `choose` when one of several has to be chosen first. Draw it inside a polite live region, so that a change of the count is told.
pub(crate) fn findings_sheet(all: &[Finding], choose: bool) -> AnyView {
    let counts = Counts::of(all);
    let heading = words::findings::heading(counts.problems, counts.notices, choose);
    let pills = [
        (counts.problems, pill("bad", Glyph::Bad, words::findings::problems(counts.problems))),
        (counts.notices, pill("warn", Glyph::Warning, words::findings::notices(counts.notices))),
        (counts.passed, pill("ok", Glyph::Ok, words::findings::passed(counts.passed))),
    ];
    let pills: Vec<_> = pills
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, pill)| view! { <li>{pill}</li> })
        .collect();
    view! {
        <section class="sheet" aria-labelledby="findings">
            <div class="verdict">
                <h2 id="findings" tabindex="-1">{heading}</h2>
                <ul role="list">{pills}</ul>
            </div>
            <div class="rows ruled">{finding_rows(all)}</div>
        </section>
    }
    .into_any()
}

/// Findings without a heading.
pub(crate) fn finding_rows(all: &[Finding]) -> AnyView {
    let of = |severity| all.iter().filter(move |finding| finding.severity == severity);
    let rows: Vec<_> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .flat_map(|severity| of(severity).map(row))
        .collect();
    let passed: Vec<_> = of(Severity::Ok)
        .map(|finding| {
            view! { <li>{icon_with(Glyph::Check, 14, "tok")}<span>{finding.title.clone()}</span></li> }
        })
        .collect();
    let count = u64::try_from(passed.len()).unwrap_or_default();
    let passed = (count > 0).then(|| {
        view! {
            <details class="okrow" open=rows.is_empty()>
                <summary>
                    {icon_with(Glyph::Ok, 20, "tok")}
                    <span>{words::findings::checks_passed(count)}</span>
                    {icon(Glyph::Down, 15)}
                </summary>
                <ul role="list">{passed}</ul>
            </details>
        }
    });
    view! { {rows} {passed} }.into_any()
}

fn row(finding: &Finding) -> AnyView {
    let (class, mark) = match finding.severity {
        Severity::Error => ("finding bad", icon(Glyph::Bad, 20)),
        Severity::Warning => ("finding flat", icon_with(Glyph::Warning, 20, "twarn")),
        Severity::Info | Severity::Ok => ("finding flat", icon_with(Glyph::Info, 20, "tinfo")),
    };
    // A path leads somewhere; the name of the only field says nothing.
    let place = finding.location.contains('/').then(|| {
        view! { <p class="place">{words::findings::SEEN_AT} " " <code>{finding.location.clone()}</code></p> }
    });
    view! {
        <div class=class data-code=finding.code.clone()>
            {mark}
            <div class="body">
                <h3>{finding.title.clone()}</h3>
                <p>{quoted(&finding.detail)}</p>
                {fix_steps(finding.fix.lines())}
                {place}
            </div>
        </div>
    }
    .into_any()
}

/// One finding in a box of its own, with more between what it means and what to do.
pub(crate) fn finding_box(finding: &Finding, more: AnyView) -> AnyView {
    let tone = match finding.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Info,
        Severity::Ok => Tone::Ok,
    };
    let detail = (!finding.detail.is_empty()).then(|| view! { <p>{quoted(&finding.detail)}</p> });
    view! {
        <div class=format!("finding tint {}", tone.class()) data-code=finding.code.clone()>
            {icon(tone.glyph(), 20)}
            <div class="body">
                <h4>{finding.title.clone()}</h4>
                {detail}
                {more}
                {fix_steps(finding.fix.lines())}
            </div>
        </div>
    }
    .into_any()
}

/// What to do, one step a line.
pub(crate) fn fix_steps<'a>(lines: impl Iterator<Item = &'a str>) -> Option<AnyView> {
    let lines: Vec<String> =
        lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    match lines.as_slice() {
        [] => None,
        [only] => Some(view! { <p class="fix">{quoted(only)}</p> }.into_any()),
        _ => {
            let steps: Vec<_> = lines.iter().map(|line| view! { <li>{quoted(line)}</li> }).collect();
            Some(view! { <ol class="steps2">{steps}</ol> }.into_any())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_counted_by_what_they_ask_of_people() {
        let finding = |severity| Finding::new(severity, "code", "A title");
        let all =
            [Severity::Error, Severity::Ok, Severity::Info, Severity::Warning, Severity::Ok].map(finding);
        assert_eq!(Counts::of(&all), Counts { problems: 1, notices: 1, passed: 2 });
    }
}
