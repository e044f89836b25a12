//! Parameters for the provider as people type them: `name=value`, or `name={parameter of the application}`.

use std::collections::BTreeMap;

use api::{UpstreamAlias, UpstreamParameter};
use serde_json::Value;

/// What is typed; nothing when a line is no parameter.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, UpstreamParameter>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once('=')?;
            let value = value.trim();
            let parameter = match value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(alias) => UpstreamParameter::Alias(alias_named(alias)?),
                None => UpstreamParameter::Value(value.to_owned()),
            };
            Some((name.trim().to_owned(), parameter))
        })
        .collect()
}

/// The same as text.
pub(super) fn print(all: &BTreeMap<String, UpstreamParameter>) -> String {
    let line = |(name, parameter): (&String, &UpstreamParameter)| match parameter {
        UpstreamParameter::Value(value) => format!("{name}={value}"),
        UpstreamParameter::Alias(alias) => format!("{name}={{{}}}", alias_name(*alias)),
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn alias_named(name: &str) -> Option<UpstreamAlias> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

fn alias_name(alias: UpstreamAlias) -> String {
    serde_json::to_value(alias).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_the_round_trip() {
        let text = "domain_hint=globex.example\nlogin_hint={login_hint}";
        assert_eq!(print(&read(text).unwrap()), text);
        assert_eq!(read(" a = b \n\n").map(|all| print(&all)).as_deref(), Some("a=b"));
    }

    #[test]
    fn what_is_no_parameter_is_refused() {
        assert_eq!(read("domain_hint"), None);
        assert_eq!(read("login_hint={nothing}"), None);
    }
}
