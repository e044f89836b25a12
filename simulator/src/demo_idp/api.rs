//! The switches for programs.

use actix_web::{HttpResponse, error, web};

use super::{Idp, state::Switches};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let strict = web::JsonConfig::default().error_handler(|refusal, _| {
        let body = serde_json::json!({ "error": "invalid_body", "message": refusal.to_string() });
        error::InternalError::from_response(refusal, HttpResponse::BadRequest().json(body)).into()
    });
    config.service(
        web::resource("/api/switches").app_data(strict).route(web::get().to(show)).route(web::put().to(set)),
    );
}

async fn show(idp: web::Data<Idp>) -> HttpResponse {
    HttpResponse::Ok().json(idp.switches())
}

async fn set(idp: web::Data<Idp>, switches: web::Json<Switches>) -> HttpResponse {
    idp.change(|state| state.switches = *switches);
    HttpResponse::Ok().json(*switches)
}
