//! A person in front of a real browser, from the first page to a colleague who is signed in.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod access;
mod domains;
mod failures;
mod life;
mod main_path;
mod moving;
mod sizes;
mod steps;
mod upkeep;
