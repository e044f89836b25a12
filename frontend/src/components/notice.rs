//! Notices: one sentence of fact, one of consequence, and what to do.

use api::ProblemCode;
use leptos::prelude::*;

use crate::{
    client::Failure,
    components::{Button, CopyField, fix_steps},
    icons::{Glyph, icon},
    words,
};

/// How much a notice matters; its shape says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Info,
    Warning,
    Bad,
}

impl Tone {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Bad => "bad",
        }
    }

    pub(crate) const fn glyph(self) -> Glyph {
        match self {
            Self::Ok => Glyph::Ok,
            Self::Info => Glyph::Info,
            Self::Warning => Glyph::Warning,
            Self::Bad => Glyph::Bad,
        }
    }
}

/// A notice that needs no action here.
pub(crate) fn notice(tone: Tone, title: impl Into<String>, detail: impl Into<String>) -> AnyView {
    notice_with(tone, title, detail, ().into_any())
}

/// A notice with an action beside it.
pub(crate) fn notice_with(
    tone: Tone,
    title: impl Into<String>,
    detail: impl Into<String>,
    action: AnyView,
) -> AnyView {
    let (title, detail) = (title.into(), detail.into());
    view! {
        <div class=format!("finding tint {}", tone.class())>
            {icon(tone.glyph(), 20)}
            <div class="body">
                <h2 class="fact">{title}</h2>
                {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
            </div>
            <div class="act">{action}</div>
        </div>
    }
    .into_any()
}

/// Why something could not be done, in the place where it would be, with a way to try again and a support code.
#[component]
pub(crate) fn FailureNotice(
    failure: Failure,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> AnyView {
    let told = words::failure::tell(&failure);
    let parts = words::failure::parts(&failure);
    let tone = match failure.code() {
        Some(ProblemCode::PermissionDenied | ProblemCode::NotFound) => Tone::Info,
        Some(ProblemCode::RateLimited | ProblemCode::Unavailable | ProblemCode::PreconditionFailed)
        | None => Tone::Warning,
        Some(_) => Tone::Bad,
    };
    let again = retry.filter(|_| told.worth_retrying).map(|retry| {
        view! { <Button label=words::TRY_AGAIN on_press=retry look="s sm" glyph=Glyph::Refresh /> }
    });
    let support = told.support_code.map(|code| {
        view! {
            <div class="support">
                <CopyField value=code name=words::SUPPORT_CODE />
            </div>
        }
    });
    view! {
        <div class=format!("finding tint {}", tone.class()) role="alert">
            {icon(tone.glyph(), 20)}
            <div class="body">
                <h2 class="fact">{told.title}</h2>
                <p>{told.detail}</p>
                {fix_steps(parts.lines())}
                {support}
            </div>
            <div class="act">{again}</div>
        </div>
    }
    .into_any()
}
