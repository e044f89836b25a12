//! PATCH (RFC 7644, section 3.5.2), with the liberties that identity providers take.

use serde_json::{Value, json};

use super::{ScimError, attributes::Path};

/// Applies the operations of a body to a resource, in their order.
pub(super) fn apply(resource: &mut Value, body: &Value) -> Result<(), ScimError> {
    let operations = body.get("Operations").or_else(|| body.get("operations")).and_then(Value::as_array);
    let operations = operations
        .filter(|operations| !operations.is_empty())
        .ok_or_else(|| ScimError::bad("invalidSyntax", "Operations are missing"))?;
    for operation in operations {
        // Entra writes Add, Replace, Remove.
        let verb = operation["op"].as_str().unwrap_or_default().to_lowercase();
        let path = operation["path"].as_str().map(Path::parse).transpose()?;
        let value = operation.get("value").cloned();
        match (verb.as_str(), path, value) {
            ("add" | "replace", Some(path), Some(value)) => one(resource, &verb, &path, value),
            ("add" | "replace", None, Some(Value::Object(members))) => {
                for (name, value) in members {
                    one(resource, &verb, &Path::parse(&name)?, value);
                }
            }
            ("remove", Some(path), listed) => remove(resource, &path, listed),
            ("remove", None, _) => return Err(ScimError::bad("noTarget", "A removal needs a path")),
            ("add" | "replace", _, _) => return Err(ScimError::bad("invalidValue", "The value is missing")),
            (other, _, _) => {
                return Err(ScimError::bad("invalidSyntax", format!("The operation {other} is not known")));
            }
        }
    }
    Ok(())
}

fn one(resource: &mut Value, verb: &str, path: &Path, value: Value) {
    let value = as_flag(path, value);
    if verb == "add" { path.add(resource, value) } else { path.set(resource, value) }
}

/// Entra sends `active` as a text.
fn as_flag(path: &Path, value: Value) -> Value {
    match value.as_str().map(str::to_lowercase).as_deref() {
        Some("true") if path.is("active") => json!(true),
        Some("false") if path.is("active") => json!(false),
        _ => value,
    }
}

/// Takes values away: those that are listed, else all at the path.
fn remove(resource: &mut Value, path: &Path, listed: Option<Value>) {
    let before = path.get(resource).and_then(Value::as_array).cloned();
    match (before, listed) {
        (Some(before), Some(Value::Array(listed))) => {
            let same = |kept: &Value, gone: &Value| kept == gone || kept["value"] == gone["value"];
            let left = before.into_iter().filter(|kept| !listed.iter().any(|gone| same(kept, gone)));
            path.set(resource, left.collect());
        }
        _ => path.remove(resource),
    }
}
