//! `/rules`, `/rules-configs` and `/hooks`: deprecated, still listed by every tool that exports a tenant

use actix_web::{HttpResponse, http::StatusCode, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        paging::{Limits, USUAL},
        schema::{
            Field,
            Kind::{self, Flag, Number, OneOf, Pattern, Text},
            MANY, may, must,
        },
    },
    collection::{Collection, Draft, Style},
    hook_secrets,
};

const STYLE: Style = Style::Paged(Limits { capped: false, ..USUAL });
const NAME: Kind = Pattern(MANY, "^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$", |text| {
    text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.ends_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || " -".contains(letter))
});
const TRIGGERS: Kind = OneOf(&[
    "credentials-exchange",
    "pre-user-registration",
    "post-user-registration",
    "post-change-password",
    "send-phone-message",
]);
const CONFIGS: &str = "/rules-configs";
const CONFIG: &[Field] = &[must("value", Text(0, MANY))];

static RULES: Collection = Collection {
    noun: "a rule",
    make_id: || ids::short("rul"),
    style: STYLE,
    create: &[
        must("name", NAME),
        must("script", Text(1, MANY)),
        may("order", Number(0, i64::MAX)),
        may("enabled", Flag),
    ],
    change: &[
        may("script", Text(1, MANY)),
        may("name", NAME),
        may("order", Number(0, i64::MAX)),
        may("enabled", Flag),
    ],
    change_needs_any: true,
    stamped: false,
    forgiving: true,
    missing: |_| ApiError::inexistent("inexistent_rule", "The rule does not exist."),
    settle: settle_rule,
    filter: |query, body| {
        let wanted = query.flag("enabled").ok().flatten();
        wanted.is_none_or(|wanted| body.get("enabled") == Some(&json!(wanted)))
    },
    ..Collection::usual("/rules", "rules", "rules")
};

/// The description.
pub(super) static HOOKS: Collection = Collection {
    noun: "a hook",
    make_id: ids::uuid,
    style: STYLE,
    create: &[
        must("name", NAME),
        must("script", Text(1, MANY)),
        may("enabled", Flag),
        may("dependencies", Kind::Map(&Text(0, MANY), MANY)),
        must("triggerId", TRIGGERS),
    ],
    change: &[
        may("name", NAME),
        may("script", Text(1, MANY)),
        may("enabled", Flag),
        may("dependencies", Kind::Map(&Text(0, MANY), MANY)),
    ],
    change_needs_any: true,
    stamped: false,
    changed: StatusCode::CREATED,
    forgiving: true,
    missing: |_| ApiError::not_found("The hook does not exist"),
    settle: |draft, body| {
        if draft.taken(&HOOKS, "name") {
            return Err(ApiError::conflict(None, "A hook with the same name already exists."));
        }
        body.entry("enabled").or_insert(json!(false));
        body.entry("dependencies").or_insert_with(|| json!({}));
        Ok(())
    },
    filter: |query, body| {
        let enabled = query.flag("enabled").ok().flatten();
        let trigger = query.text("triggerId");
        enabled.is_none_or(|wanted| body.get("enabled") == Some(&json!(wanted)))
            && trigger.is_none_or(|wanted| body.get("triggerId") == Some(&json!(wanted)))
    },
    show: hook_secrets::without,
    show_listed: hook_secrets::without,
    ..Collection::usual("/hooks", "hooks", "hooks")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    RULES.configure(config);
    HOOKS.configure(config);
    hook_secrets::configure(config);
    config
        .route(CONFIGS, web::get().to(list_configs))
        .route("/rules-configs/{key}", web::put().to(put_config))
        .route("/rules-configs/{key}", web::delete().to(delete_config));
}

fn settle_rule(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    for (name, problem) in [
        ("name", "A rule with the same name already exists."),
        ("order", "A rule with the same order already exists."),
    ] {
        if draft.taken(&RULES, name) {
            return Err(ApiError::conflict(Some("rule_conflict"), problem));
        }
    }
    let orders = draft.state.documents.all(RULES.path).filter_map(|rule| rule.body.get("order")?.as_i64());
    let last = orders.max().unwrap_or(0);
    body.entry("order").or_insert_with(|| json!(last + 1));
    body.entry("enabled").or_insert(json!(true));
    body.entry("stage").or_insert(json!("login_success"));
    Ok(())
}

async fn list_configs(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:rules_configs"])?;
    let keys: Vec<Value> =
        tenant.read(|state| state.documents.all(CONFIGS).map(|row| json!({ "key": row.id })).collect());
    Ok(HttpResponse::Ok().json(keys))
}

async fn put_config(
    tenant: web::Data<Tenant>,
    caller: Caller,
    key: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:rules_configs"])?;
    let body = body::object(&bytes, CONFIG)?;
    let shown = json!({ "key": *key, "value": body["value"] });
    tenant.write(|state| state.documents.put(CONFIGS, Document { id: key.into_inner(), body }));
    Ok(HttpResponse::Ok().json(shown))
}

async fn delete_config(
    tenant: web::Data<Tenant>,
    caller: Caller,
    key: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:rules_configs"])?;
    tenant.write(|state| state.documents.remove(CONFIGS, &key));
    Ok(HttpResponse::NoContent().finish())
}
