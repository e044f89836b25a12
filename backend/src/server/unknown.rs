//! What no route takes: a wrong method, a page of the app, or nothing.

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::Method, http::header, web::Data};
use api::ProblemCode;
use utoipa::openapi::OpenApi;

use crate::problem::ApiError;

/// The addresses of the API and their methods.
pub(super) struct Routes(Vec<(Vec<String>, Vec<Method>)>);

impl Routes {
    pub(super) fn of(document: &OpenApi) -> Self {
        let routes = document.paths.paths.iter().map(|(template, item)| {
            let segments = template.split('/').map(str::to_owned).collect();
            let declared = [
                (Method::GET, item.get.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::PUT, item.put.is_some()),
                (Method::PATCH, item.patch.is_some()),
                (Method::DELETE, item.delete.is_some()),
            ];
            (segments, declared.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect())
        });
        Self(routes.collect())
    }

    /// The methods of an address; none when it is no address of the API.
    fn methods(&self, path: &str) -> Vec<Method> {
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |template: &[String]| {
            template.len() == segments.len()
                && template
                    .iter()
                    .zip(&segments)
                    .all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        self.0
            .iter()
            .filter(|(template, _)| fits(template))
            .flat_map(|(_, methods)| methods.clone())
            .collect()
    }
}

pub(super) async fn to_docs() -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, "/docs/")).finish()
}

/// 405 for a wrong method, the app for its own pages, 404 for the rest.
pub(super) async fn answer(request: HttpRequest) -> HttpResponse {
    let allowed =
        request.app_data::<Data<Routes>>().map(|routes| routes.methods(request.path())).unwrap_or_default();
    if !allowed.is_empty() {
        let names = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let error = ApiError::new(ProblemCode::MethodNotAllowed, format!("This address takes {names}."));
        let mut response = error.error_response();
        if let Ok(value) = header::HeaderValue::from_str(&names) {
            response.headers_mut().insert(header::ALLOW, value);
        }
        return response;
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return super::page(request).await;
    }
    HttpResponse::NotFound().finish()
}
