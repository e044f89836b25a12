//! The single-page app, rendered in the browser: pages load, forms edit, components only draw.
//!
//! Logic that needs no browser lives in plain functions with native tests; `browser` is the only room that touches
//! the browser's own interfaces, and `client` the only one that fetches.

#![expect(unreachable_pub, reason = "the component macro of Leptos writes public items")]

mod app;
mod attention;
mod browser;
mod client;
mod components;
mod drafts;
mod dynamic;
mod format;
mod icons;
mod linter;
mod live;
mod load;
mod pages;
mod place;
mod progress;
mod session;
mod shell;
mod test_sign_in;
mod wizard;
mod words;

pub use app::start;
pub use linter::start_linter;
