//! Placeholder until the servers stand.
