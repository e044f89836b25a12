//! The proof of a domain: the record to add, how that is done at whoever runs DNS, and what name servers see.

use api::{
    DnsHost, Domain, DomainCheck, DomainRecord, DomainState, Finding, ResolverAnswer, ResolverOutcome,
};
use chrono::TimeDelta;
use leptos::prelude::*;

use super::{
    difference::{Parted, difference},
    needs_somebody,
    row::{Row, differs},
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
    let record = row.part(|before, now| differs(before, now, |one| &one.record));
    let missing = row.part(|before, now| differs(before, now, |one| needs_somebody(one.state)));
    let is_missing = move || missing.with(|one| one.as_ref().is_some_and(|one| needs_somebody(one.state)));
    let host = row.part(|before, now| {
        differs(before, now, |one| one.last_check.as_ref().and_then(|check| check.dns_host.as_ref()))
    });
    let steps = dynamic(move || {
        let known = record.get().filter(|one| is_missing() && one.record.is_some())?;
        let host = host.get();
        let host = host.as_ref().and_then(|one| one.last_check.as_ref()?.dns_host.as_ref());
        Some(how(host, &known.display_name))
    });
    view! {
        <h3>{move || if is_missing() { words::RECORD } else { words::RECORD_THERE }}</h3>
        {dynamic(move || match record.get().as_ref().and_then(|one| one.record.as_ref()) {
            Some(record) => lines(record),
            None => view! { <p class="note recs">{words::RECORD_LATE}</p> }.into_any(),
        })}
        {steps}
    }
    .into_any()
}

fn lines(record: &DomainRecord) -> AnyView {
    let line = |label: &'static str, value: &String| {
        view! {
            <div class="dnsrec"><span class="rl">{label}</span><CopyField value=value.clone() name=label /></div>
        }
    };
    view! {
        <div class="recs">
            <div class="dnsrec">
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
    let found = row.part(|before, now| differs(before, now, |one| one.last_check.as_ref().map(found)));
    let finding = dynamic(move || found.get().and_then(|one| told(&one)));
    let answers = row
        .part(|before, now| differs(before, now, |one| one.last_check.as_ref().map(|check| &check.answers)));
    let answers = dynamic(move || Some(answer_list(&answers.get()?.last_check.as_ref()?.answers)));
    let until = row.part(|before, now| differs(before, now, |one| (one.state, one.checked_until)));
    let until = dynamic(move || {
        let until = until.get().filter(|one| one.state == DomainState::Pending)?.checked_until?;
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
    move || {
        let now = row.listed.watch.now.get();
        let Some(domain) = row.domain.get() else { return String::new() };
        let Some(check) = &domain.last_check else { return words::NOT_LOOKED.into() };
        let next = domain.next_check_at.filter(|_| domain.state == DomainState::Pending).map(|next| {
            let left = next - now;
            if left <= TimeDelta::zero() {
                words::ANY_MOMENT.into()
            } else {
                words::next_in(&format::brief(left))
            }
        });
        words::checked(&format::brief(now - check.checked_at), next.as_deref())
    }
}

fn check_now(row: Row) -> AnyView {
    let record = row.part(|before, now| differs(before, now, |one| one.record.is_some()));
    dynamic(move || {
        let possible = record.with(|one| one.as_ref().is_some_and(|one| one.record.is_some()));
        (row.listed.may_write && possible).then(|| {
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
    let record = row.part(|before, now| differs(before, now, |one| &one.record));
    let vendor = account().vendor.name.clone();
    dynamic(move || {
        let domain = record.get()?;
        let record = domain.record.as_ref()?;
        let text = words::message(&domain.display_name, &row.listed.within.name(), &vendor, record);
        Some(view! { <CopyButton text=text label=words::COPY_MESSAGE name=words::MESSAGE /> })
    })
}

/// What a look found, without its time: told anew only when something else was found.
fn found(check: &DomainCheck) -> (&Finding, &Option<String>) {
    (&check.finding, &check.found_at)
}

/// The finding, with where the record stands and where it should when its name is wrong.
fn told(domain: &Domain) -> Option<AnyView> {
    let check = domain.last_check.as_ref()?;
    let compared = check.found_at.as_ref().zip(domain.record.as_ref()).map(|(at, record)| {
        let (found, needed) = difference(at, &record.host);
        view! {
            <div class="cmp">
                <div><span>{words::FOUND_AT}</span>{marked(&found)}</div>
                <div><span>{words::NEEDED}</span>{marked(&needed)}</div>
            </div>
        }
    });
    Some(finding_box(&check.finding, compared.into_any()))
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
            <span><bdi>{one.resolver.clone()}</bdi> " " <bdi class="ltr addr">{one.address.clone()}</bdi></span>
            <span class="rs">{words::outcome(one.outcome)}</span>
            {values}
        </li>
    }
    .into_any()
}
