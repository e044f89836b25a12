//! Inputs that make the linter say everything it can say.

mod certificates;
mod metadata;
mod oidc;
mod others;

use api::Finding;
use idp::Context;

type Look = Box<dyn Fn(&Context<'_>) -> Vec<Finding>>;

/// Something to look at, and who looks.
pub(crate) struct Input {
    look: Look,
    provider: Option<&'static str>,
    /// Days that the clock is moved.
    days: i64,
    loopback: bool,
}

impl Input {
    fn new(look: impl Fn(&Context<'_>) -> Vec<Finding> + 'static) -> Self {
        Self { look: Box::new(look), provider: None, days: 0, loopback: false }
    }

    fn chosen(self, provider: &'static str) -> Self {
        Self { provider: Some(provider), ..self }
    }

    fn later(self, days: i64) -> Self {
        Self { days, ..self }
    }

    fn with_loopback(self) -> Self {
        Self { loopback: true, ..self }
    }

    /// What the linter says of it.
    pub(crate) fn findings(&self, ctx: &Context<'_>) -> Vec<Finding> {
        let now = ctx.now + chrono::TimeDelta::days(self.days);
        let ctx = Context { now, provider: self.provider, allow_loopback_http: self.loopback, ..*ctx };
        (self.look)(&ctx)
    }
}

/// All of them.
pub(crate) fn inputs() -> Vec<Input> {
    [metadata::inputs(), certificates::inputs(), oidc::inputs(), others::inputs()]
        .into_iter()
        .flatten()
        .collect()
}
