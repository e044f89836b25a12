//! Pages that answers lead to: what each kind of problem means, and each finding of the linter.

mod findings;
mod routes;

pub(crate) use findings::{finding_page, findings_page};
pub(crate) use routes::problem_page;
