//! The proof of a domain: the record to add, how that is done at whoever runs DNS, and what name servers see.

use api::{DnsHost, Domain, DomainCheck, DomainRecord, DomainState, ResolverAnswer, ResolverOutcome};
use chrono::TimeDelta;
use leptos::prelude::*;

use super::{
    difference::{Parted, difference},
    needs_somebody,
    row::Row,
};
use crate::{
    browser,
    components::{Button, CopyButton, CopyField, FailureNotice, finding_box, quoted},
    dynamic::dynamic,
    format,
    icons::{Glyph, icon_with},
    session::account,
    words::domains as words,
};

/// Both halves.
pub(super) fn panel(row: Row) -> AnyView {
    view! { <div class="panel"><div>{to_add(row)}</div><div class="live">{live_check(row)}</div></div> }
        .into_any()
}

/// The record, and how it is added.
fn to_add(row: Row) -> AnyView {
    let record = row.part(|one| one.record.clone());
    let missing = row.part(|one| needs_somebody(one.state));
    let name = row.part(|one| one.display_name.clone());
    let host = row.part(|one| one.last_check.as_ref().and_then(|check| check.dns_host.clone()));
    let title = move || if missing.get() == Some(true) { words::RECORD } else { words::RECORD_THERE };
    let steps = dynamic(move || {
        let needed = missing.get() == Some(true) && record.with(|record| matches!(record, Some(Some(_))));
        needed.then(|| how(host.get().flatten().as_ref(), &name.get().unwrap_or_default()))
    });
    view! {
        <h3>{title}</h3>
        {dynamic(move || match record.get().flatten() {
            Some(record) => lines(&record),
            None => view! { <p class="note recs">{words::RECORD_LATE}</p> }.into_any(),
        })}
        {steps}
    }
    .into_any()
}

fn lines(record: &DomainRecord) -> AnyView {
    let line = |label: &'static str, value: &String| {
        view! {
            <div class="rec"><span class="rl">{label}</span><CopyField value=value.clone() name=label /></div>
        }
    };
    view! {
        <div class="recs">
            <div class="rec">
                <span class="rl">{words::TYPE}</span>
                <span class="plain"><b class="ltr">{record.kind.clone()}</b><span>{words::TTL}</span></span>
            </div>
            {line(words::RECORD_NAME, &record.relative_host)}
            {line(words::FULL_NAME, &record.host)}
            {line(words::VALUE, &record.value)}
        </div>
    }
    .into_any()
}

/// Step by step, in the words of whoever runs DNS where that is known.
fn how(host: Option<&DnsHost>, domain: &str) -> AnyView {
    let (title, steps) = match host {
        Some(host) if !host.steps.is_empty() => (words::at_host(&host.name), host.steps.clone()),
        _ => (words::WHERE.to_owned(), words::general_steps(domain).to_vec()),
    };
    let steps: Vec<_> = steps.iter().map(|step| view! { <li>{quoted(step)}</li> }).collect();
    view! { <div class="host"><h3>{title}</h3><ol>{steps}</ol></div> }.into_any()
}

/// What name servers see, and when that was looked at.
fn live_check(row: Row) -> AnyView {
    let seen = row.part(|one| one.last_check.clone().map(Seen::of(one)));
    let finding = dynamic(move || seen.get().flatten().map(|seen| seen.finding()));
    let answers = row.part(|one| one.last_check.as_ref().map(|check| check.answers.clone()));
    let answers = dynamic(move || answers.get().flatten().map(|all| answer_list(&all)));
    let until = row.part(|one| one.checked_until.filter(|_| one.state == DomainState::Pending));
    let until = dynamic(move || {
        let until = until.get().flatten()?;
        Some(view! { <p class="small muted">{words::keeps_checking(&browser::date_time(until))}</p> })
    });
    view! {
        <div class="lh"><h3>{words::LIVE_CHECK}</h3><span class="small muted num">{clock(row)}</span></div>
        <div aria-live="polite">{finding}</div>
        {answers}
        {move || row.failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
        <div class="actions">{check_now(row)} {message(row)}</div>
        {until}
    }
    .into_any()
}

/// When DNS was looked at, and when it is next: second by second.
fn clock(row: Row) -> impl Fn() -> String + Send + 'static {
    let times = row.part(|one| {
        let next = one.next_check_at.filter(|_| one.state == DomainState::Pending);
        (one.last_check.as_ref().map(|check| check.checked_at), next)
    });
    move || {
        let Some((Some(checked), next)) = times.get() else { return words::NOT_LOOKED.into() };
        let now = row.listed.watch.now.get();
        let next = next.map(|next| {
            let left = next - now;
            if left <= TimeDelta::zero() {
                words::ANY_MOMENT.into()
            } else {
                words::next_in(&format::brief(left))
            }
        });
        words::checked(&format::brief(now - checked), next.as_deref())
    }
}

fn check_now(row: Row) -> AnyView {
    let possible = row.part(|one| one.record.is_some());
    dynamic(move || {
        (row.listed.may_write && possible.get() == Some(true)).then(|| {
            view! {
                <Button
                    label=words::CHECK look="s sm" glyph=Glyph::Refresh
                    on_press=row.check busy=row.checking doing=words::CHECKING
                />
            }
        })
    })
}

/// A message for whoever runs DNS.
fn message(row: Row) -> AnyView {
    let record = row.part(|one| one.record.clone().map(|record| (one.display_name.clone(), record)));
    let vendor = account().vendor.name.clone();
    dynamic(move || {
        record.get().flatten().map(|(domain, record)| {
            let text = words::message(&domain, &row.listed.within.name(), &vendor, &record);
            view! { <CopyButton text=text label=words::COPY_MESSAGE name=words::MESSAGE /> }
        })
    })
}

/// What a look found, without its time: drawn anew only when something else was found.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    finding: api::Finding,
    /// Where the record stands, and where it should.
    wrong_name: Option<(Parted, Parted)>,
}

impl Seen {
    fn of(domain: &Domain) -> impl Fn(DomainCheck) -> Self {
        let needed = domain.record.as_ref().map(|record| record.host.clone());
        move |check| Self {
            wrong_name: check
                .found_at
                .as_deref()
                .zip(needed.as_deref())
                .map(|(at, needed)| difference(at, needed)),
            finding: check.finding,
        }
    }

    fn finding(&self) -> AnyView {
        let compared = self.wrong_name.as_ref().map(|(found, needed)| {
            view! {
                <div class="cmp">
                    <div><span>{words::FOUND_AT}</span>{marked(found)}</div>
                    <div><span>{words::NEEDED}</span>{marked(needed)}</div>
                </div>
            }
        });
        finding_box(&self.finding, compared.into_any())
    }
}

/// A name whose differing part is underlined.
fn marked(name: &Parted) -> AnyView {
    let differs = (!name.differs.is_empty()).then(|| view! { <wbr /><mark>{name.differs.clone()}</mark> });
    view! { <code>{name.before.clone()}{differs}{name.after.clone()}</code> }.into_any()
}

fn answer_list(all: &[ResolverAnswer]) -> AnyView {
    let rows: Vec<_> = all.iter().map(answer).collect();
    view! { <ul class="resv" role="list">{rows}</ul> }.into_any()
}

fn answer(one: &ResolverAnswer) -> AnyView {
    let (glyph, colour) = match one.outcome {
        ResolverOutcome::Found => (Glyph::Ok, "tok"),
        ResolverOutcome::OtherValues => (Glyph::Warning, "twarn"),
        ResolverOutcome::Nothing => (Glyph::Off, "toff"),
        ResolverOutcome::Broken => (Glyph::Bad, "tbad"),
        ResolverOutcome::Silent => (Glyph::Wait, "toff"),
    };
    let values: Vec<_> = one.values.iter().map(|value| view! { <code>{value.clone()}</code> }).collect();
    let values =
        (!values.is_empty()).then(|| view! { <span class="texts2">{words::OTHER_TEXTS} " " {values}</span> });
    view! {
        <li>
            {icon_with(glyph, 16, colour)}
            <span><bdi>{one.resolver.clone()}</bdi> <bdi class="ltr addr">{one.address.clone()}</bdi></span>
            <span class="rs">{words::outcome(one.outcome)}</span>
            {values}
        </li>
    }
    .into_any()
}
