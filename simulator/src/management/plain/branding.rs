//! `/branding` and its page template

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::Tenant;

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        formats::{HEX_COLOUR, HTTPS_OR_NULL},
        schema::{
            self,
            Kind::{self, Either, Nullable, Object, Record, Text},
            may, must,
        },
    },
    singleton::Singleton,
};

/// The description; tenant settings repeat its colours.
pub(in super::super) static BRANDING: Singleton = Singleton {
    change_needs_any: true,
    change: &[
        may(
            "colors",
            Nullable(&Record(&[
                may("primary", Nullable(&HEX_COLOUR)),
                may("page_background", Nullable(&Either(&[HEX_COLOUR, Object]))),
            ])),
        ),
        may("favicon_url", HTTPS_OR_NULL),
        may("logo_url", HTTPS_OR_NULL),
        may("font", Nullable(&Record(&[may("url", HTTPS_OR_NULL)]))),
    ],
    ..Singleton::usual("/branding", "branding")
};
const TEMPLATE: &str = "/branding/templates/universal-login";
const TEMPLATE_BODY: Kind = Either(&[Text(0, 102_400), Record(&[must("template", Text(0, 102_400))])]);

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    BRANDING.configure(config);
    config
        .route(TEMPLATE, web::get().to(get_template))
        .route(TEMPLATE, web::put().to(put_template))
        .route(TEMPLATE, web::delete().to(delete_template));
}

async fn get_template(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:branding"])?;
    let kept = tenant.read(|state| state.documents.single(TEMPLATE).cloned());
    let missing = || ApiError::inexistent("template_not_found", "Template does not exist.");
    Ok(HttpResponse::Ok().json(kept.ok_or_else(missing)?))
}

async fn put_template(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:branding"])?;
    let text = match body::value(&bytes) {
        Ok(value) => {
            schema::check_value(&value, &TEMPLATE_BODY)?;
            value.get("template").unwrap_or(&value).as_str().map(str::to_owned)
        }
        Err(_) => String::from_utf8(bytes.to_vec()).ok(),
    };
    let text = text.unwrap_or_default();
    if !["auth0:head", "auth0:widget"].iter().all(|tag| text.contains(tag)) {
        return Err(ApiError::invalid_body(
            "Payload content missing required Liquid tags (auth0:head and auth0:widget).",
        ));
    }
    let fresh = tenant.write(|state| {
        let fresh = state.documents.single(TEMPLATE).is_none();
        state.documents.put_single(TEMPLATE, Map::from_iter([("body".to_owned(), json!(text))]));
        fresh
    });
    Ok(if fresh {
        HttpResponse::Created().json(Value::Object(Map::new()))
    } else {
        HttpResponse::NoContent().finish()
    })
}

async fn delete_template(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:branding"])?;
    tenant.write(|state| state.documents.remove_single(TEMPLATE));
    Ok(HttpResponse::NoContent().finish())
}
