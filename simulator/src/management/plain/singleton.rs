//! A described setting of which a tenant has one: read, and change by PATCH or PUT.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde_json::{Map, Value};

use crate::{
    budget::Tier,
    tenant::{Tenant, state::State},
};

use super::super::{ApiError, access::Caller, body, fields::Fields, query::Query, schema::Field};

type Body = Map<String, Value>;

/// What a setting is like.
pub(in super::super) struct Singleton {
    /// Where it is, under the API's path.
    pub(in super::super) path: &'static str,
    /// What follows `read:` and `update:` in scopes.
    pub(in super::super) scope: &'static str,
    /// Whether the tenant's plan has it.
    pub(in super::super) entitled: fn(Tier) -> Result<(), ApiError>,
    /// How it is before anyone changes it.
    pub(in super::super) usual: fn() -> Value,
    /// What may be sent.
    pub(in super::super) change: &'static [Field],
    /// Whether a change must name a member.
    pub(in super::super) change_needs_any: bool,
    /// How it is changed.
    pub(in super::super) way: Way,
    /// Refuses what breaks a rule, and completes the rest.
    pub(in super::super) settle: fn(&State, &mut Body) -> Result<(), ApiError>,
    /// What an answer shows.
    pub(in super::super) show: fn(&State, &Body) -> Body,
}

/// How a setting is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Way {
    /// PATCH: members replace members, objects are merged with objects, null resets.
    Patch,
    /// PUT: the whole is replaced.
    Put,
    /// Both.
    PatchAndPut,
}

impl Singleton {
    /// A setting with the usual ways; the rest is said by struct update.
    pub(in super::super) const fn usual(path: &'static str, scope: &'static str) -> Self {
        Self {
            path,
            scope,
            entitled: |_| Ok(()),
            usual: || Value::Object(Map::new()),
            change: &[],
            change_needs_any: false,
            way: Way::Patch,
            settle: |_, _| Ok(()),
            show: |_, body| body.clone(),
        }
    }

    /// Registers the endpoints.
    pub(in super::super) fn configure(&'static self, config: &mut web::ServiceConfig) {
        config.route(self.path, web::get().to(move |t, c, q| get(self, t, c, q)));
        self.configure_changing(config);
    }

    /// Registers only what changes it, where Auth0 lets nobody read it back.
    pub(in super::super) fn configure_changing(&'static self, config: &mut web::ServiceConfig) {
        if self.way != Way::Put {
            config.route(self.path, web::patch().to(move |t, c, b| update(self, t, c, b)));
        }
        if self.way != Way::Patch {
            config.route(self.path, web::put().to(move |t, c, b| replace(self, t, c, b)));
        }
    }

    fn needs(&self, tenant: &Tenant, caller: &Caller, verb: &str) -> Result<(), ApiError> {
        caller.needs(&[&format!("{verb}:{}", self.scope)])?;
        (self.entitled)(tenant.budgets.tier())
    }

    /// How it stands.
    pub(in super::super) fn current(&self, state: &State) -> Body {
        state.documents.single(self.path).cloned().unwrap_or_else(|| self.original())
    }

    fn original(&self) -> Body {
        match (self.usual)() {
            Value::Object(body) => body,
            _ => Map::new(),
        }
    }

    fn keep(&self, state: &mut State, mut body: Body) -> Result<Value, ApiError> {
        (self.settle)(state, &mut body)?;
        state.documents.put_single(self.path, body.clone());
        Ok(Value::Object((self.show)(state, &body)))
    }
}

async fn get(
    setting: &'static Singleton,
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    setting.needs(&tenant, &caller, "read")?;
    let fields = Fields::read(&query, &[])?;
    let shown = tenant.read(|state| (setting.show)(state, &setting.current(state)));
    Ok(HttpResponse::Ok().json(fields.apply(Value::Object(shown))))
}

async fn update(
    setting: &'static Singleton,
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    setting.needs(&tenant, &caller, "update")?;
    let read = if setting.change_needs_any { body::patch } else { body::object };
    let wish = read(&bytes, setting.change)?;
    let shown = tenant.write(|state| {
        let mut body = setting.current(state);
        let original = setting.original();
        for (name, value) in wish {
            match original.get(&name) {
                Some(usual) if value.is_null() => body.insert(name, usual.clone()),
                _ => lay_over(&mut body, name, value),
            };
        }
        setting.keep(state, body)
    })?;
    Ok(HttpResponse::build(StatusCode::OK).json(shown))
}

/// Puts a value in place; an object goes over an object member by member, and null takes away.
fn lay_over(body: &mut Body, name: String, value: Value) -> Option<Value> {
    match (body.get_mut(&name), value) {
        (_, Value::Null) => body.remove(&name),
        (Some(Value::Object(before)), Value::Object(new)) => {
            for (inner, value) in new {
                lay_over(before, inner, value);
            }
            None
        }
        (_, value) => body.insert(name, value),
    }
}

async fn replace(
    setting: &'static Singleton,
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    setting.needs(&tenant, &caller, "update")?;
    let mut wish = body::object(&bytes, setting.change)?;
    wish.retain(|_, value| !value.is_null());
    let shown = tenant.write(|state| setting.keep(state, wish))?;
    Ok(HttpResponse::Ok().json(shown))
}
