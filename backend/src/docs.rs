//! Pages for people who write programs: what each kind of problem means.

mod routes;

pub(crate) use routes::problem_page;
