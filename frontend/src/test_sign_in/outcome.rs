//! How a test sign-in went: where it passed through, what was received, and why it failed.

use api::{
    Evidence, Explanation, FactVerdict, HopPlace, HopState, TestClaim, TestFact, TestHop, TestRun,
    TestRunState,
};
use leptos::prelude::*;

use super::screen;
use crate::{
    browser,
    components::{fix_steps, link_button, pill, quoted, sheet, sheet_with},
    format,
    icons::{Glyph, icon, icon_with},
    words::{findings, test as words},
};

/// Draws a run that has ended; `again` is the button beside its heading, `ask` asks what the person's screen says, and
/// `mapping` is where attributes are mapped.
pub(super) fn draw(
    run: &TestRun,
    (provider, mapping): (&str, String),
    again: AnyView,
    ask: Option<AnyView>,
) -> AnyView {
    let why = match &run.explanation {
        Some(why) if !screen::is_open(run) => Some(explanation(why, provider)),
        _ if run.state == TestRunState::TimedOut => Some(timed_out(provider)),
        _ => None,
    };
    let claims = (!run.claims.is_empty()).then(|| claims(&run.claims, mapping));
    let facts = (!run.facts.is_empty()).then(|| facts(run));
    view! {
        <section class="sheet" aria-labelledby="test-ended">
            {verdict(run, provider, again)}
            {hops(run, provider)}
        </section>
        {why}
        {ask}
        {claims}
        {facts}
    }
    .into_any()
}

fn verdict(run: &TestRun, provider: &str, again: AnyView) -> AnyView {
    let (mark, title) = match run.state {
        TestRunState::Succeeded => {
            (icon_with(Glyph::Ok, 28, "tok big"), words::signed_in(run.subject.as_deref(), provider))
        }
        TestRunState::TimedOut => (icon_with(Glyph::Wait, 28, "twarn big"), words::TIMED_OUT.into()),
        _ => (icon_with(Glyph::Bad, 28, "tbad big"), words::stopped(stop(run), provider)),
    };
    let ended = run.finished_at.unwrap_or(run.created_at);
    let took = run.finished_at.map(|end| (end - run.created_at).num_seconds()).filter(|seconds| *seconds > 1);
    let when = words::when(&browser::date_time(ended), &format::relative(browser::now(), ended), took);
    view! {
        <div class="passed">
            {mark}
            <h2 id="test-ended">{title}</h2>
            <p>{when}</p>
            <div class="act">{again}</div>
        </div>
    }
    .into_any()
}

/// Where a run stopped, when that is known.
fn stop(run: &TestRun) -> Option<HopPlace> {
    run.hops.iter().find(|hop| hop.state == HopState::Failed).map(|hop| hop.place)
}

/// The places a run passes through.
pub(super) fn hops(run: &TestRun, provider: &str) -> AnyView {
    if run.hops.is_empty() {
        return ().into_any();
    }
    let hops: Vec<_> = run.hops.iter().map(|one| hop(one, provider)).collect();
    view! { <ol class="hops ruled" role="list">{hops}</ol> }.into_any()
}

fn hop(hop: &TestHop, provider: &str) -> AnyView {
    let (class, mark) = match hop.state {
        HopState::Passed => ("passedhop", icon(Glyph::Ok, 20)),
        HopState::Failed => ("failedhop", icon(Glyph::Bad, 20)),
        HopState::Waiting => ("", icon(Glyph::Todo, 20)),
        HopState::Unknown => ("", icon(Glyph::Off, 20)),
    };
    let reached = matches!(hop.state, HopState::Passed | HopState::Failed);
    let at = hop.at.filter(|_| reached).map(browser::time);
    view! {
        <li class=class>
            {mark}
            <span>{words::hop(hop.place, provider)}<span class="sr">{words::hop_state(hop.state)}</span></span>
            <span class="t">{at}</span>
        </li>
    }
    .into_any()
}

fn explanation(why: &Explanation, provider: &str) -> AnyView {
    let evidence = (!why.evidence.is_empty()).then(|| evidence(&why.evidence));
    let raw = why.raw.clone().map(|raw| {
        view! {
            <details class="disc">
                <summary>{icon(Glyph::Right, 14)}{words::TECHNICAL}</summary>
                <p class="small soft">{words::CODE} " " <code>{why.code.clone()}</code></p>
                <div class="code wrapped" tabindex="0" role="group" aria-label=words::TECHNICAL>{raw}</div>
            </details>
        }
    });
    let side = pill("", Glyph::Info, words::side(why.side, provider));
    let content = view! {
        <div class="pad stack">
            <p>{quoted(&why.detail)}</p>
            {evidence}
            <div class="howfix">
                <h3>{words::HOW_TO_FIX}</h3>
                {fix_steps(why.fix.iter().map(String::as_str))}
            </div>
            {raw}
        </div>
    };
    sheet_with("why", why.title.clone(), side, content.into_any())
}

/// Expected against received.
fn evidence(all: &[Evidence]) -> AnyView {
    let rows: Vec<_> = all
        .iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.name.clone()}</th>
                    <td><span class="sr">{words::EXPECTED} ": "</span><code class="small">{one.expected.clone()}</code></td>
                    <td><span class="sr">{words::RECEIVED} ": "</span><code class="small">{one.received.clone()}</code></td>
                </tr>
            }
        })
        .collect();
    compared("tablewrap boxed", words::EVIDENCE, rows.into_any())
}

/// A table of what was expected against what was received.
fn compared(class: &'static str, label: &'static str, rows: AnyView) -> AnyView {
    view! {
        <div class=class tabindex="0" role="group" aria-label=label>
            <table class="table evidence">
                <thead>
                    <tr>
                        <th scope="col"><span class="sr">{words::COMPARED}</span></th>
                        <th scope="col">{words::EXPECTED}</th>
                        <th scope="col">{words::RECEIVED}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn timed_out(provider: &str) -> AnyView {
    let reasons: Vec<_> =
        words::reasons(provider).into_iter().map(|reason| view! { <li>{reason}</li> }).collect();
    let content = view! { <ul class="pad reasons">{reasons}</ul> };
    sheet("why", words::USUAL_REASONS, content.into_any())
}

/// The claims received against the claims required.
fn claims(all: &[TestClaim], mapping: String) -> AnyView {
    let missing = all.iter().filter(|claim| claim.received.is_none() && claim.required).count();
    let missing = u64::try_from(missing).unwrap_or_default();
    let note = (missing > 0).then(|| pill("bad", Glyph::Bad, findings::problems(missing)));
    // What looks like a missing one is taken over there with one press.
    let mendable = all.iter().any(|claim| claim.suggestion.is_some() || (missing > 0 && claim.required));
    let map = mendable.then(|| link_button(mapping, words::MAP, "s sm", None));
    let note = view! { {note} {map} };
    let rows: Vec<_> = all.iter().map(claim).collect();
    let table = view! {
        <div class="tablewrap" tabindex="0" role="group" aria-label=words::CLAIMS>
            <table class="table claims">
                <thead>
                    <tr>
                        <th scope="col">{words::CLAIM}</th>
                        <th scope="col">{words::RECEIVED_VALUE}</th>
                        <th scope="col">{words::CHECK}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    sheet_with("claims", words::CLAIMS, note.into_any(), table.into_any())
}

fn claim(claim: &TestClaim) -> AnyView {
    let received = match &claim.received {
        Some(value) => view! { <bdi>{value.clone()}</bdi> }.into_any(),
        None => view! { <span class="muted">{words::NOTHING}</span> }.into_any(),
    };
    let (mark, text) = match (&claim.received, claim.required) {
        (Some(_), true) => (icon_with(Glyph::Ok, 16, "tok"), words::CLAIM_REQUIRED_RECEIVED.to_owned()),
        (Some(_), false) => (icon_with(Glyph::Ok, 16, "tok"), words::CLAIM_RECEIVED.to_owned()),
        (None, true) => {
            (icon_with(Glyph::Bad, 16, "tbad"), words::claim_missing(claim.suggestion.as_deref()))
        }
        (None, false) => {
            (icon_with(Glyph::Warning, 16, "twarn"), words::claim_absent(claim.suggestion.as_deref()))
        }
    };
    view! {
        <tr>
            <th scope="row"><code>{claim.name.clone()}</code></th>
            <td class="v">{received}</td>
            <td><div class="st">{mark}<span>{text}</span></div></td>
        </tr>
    }
    .into_any()
}

/// What else was found out, and how long it took.
fn facts(run: &TestRun) -> AnyView {
    let rows: Vec<_> = run.facts.iter().map(fact).collect();
    let took = run.timings.map(|took| {
        view! { <p class="note pad ruled">{words::took(took.sign_in_ms, took.result_ms)}</p> }
    });
    let table = view! { {compared("tablewrap", words::FACTS, rows.into_any())} {took} };
    sheet("facts", words::FACTS, table.into_any())
}

fn fact(fact: &TestFact) -> AnyView {
    let mark = match fact.verdict {
        FactVerdict::Agrees => icon_with(Glyph::Ok, 16, "tok"),
        FactVerdict::Differs => icon_with(Glyph::Warning, 16, "twarn"),
        FactVerdict::Told => icon_with(Glyph::Info, 16, "tinfo"),
    };
    let value = |value: &Option<String>| match value {
        Some(value) => view! { <code class="small">{words::fact_value(fact.kind, value)}</code> }.into_any(),
        None => view! { <span class="muted">{words::NOTHING_TOLD}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <div class="st">{mark}<span>{words::fact(fact.kind)}<span class="sr">{words::verdict(fact.verdict)}</span></span></div>
            </th>
            <td><span class="sr">{words::EXPECTED} ": "</span>{value(&fact.expected)}</td>
            <td><span class="sr">{words::RECEIVED} ": "</span>{value(&fact.received)}</td>
        </tr>
    }
    .into_any()
}
