//! The single-page app's files, embedded in the binary, compressed beforehand.

use actix_web::{HttpRequest, HttpResponse, http::header};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Dist;

const NOT_BUILT: &str =
    "The app is not part of this binary: `cargo xtask build-spa` builds it, then build the server again.";

/// A file of the app, or its page for every address that belongs to the app.
pub(crate) async fn serve(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if path == "favicon.ico" {
        return HttpResponse::NoContent().insert_header((header::CACHE_CONTROL, "max-age=86400")).finish();
    }
    let server_owned = ["api", "auth", "docs", "ingest", ".well-known"];
    let first = path.split('/').next().unwrap_or_default();
    if path.starts_with("assets/") {
        return file(&request, path, "public, max-age=31536000, immutable").unwrap_or_else(not_found);
    }
    if server_owned.contains(&first) || first == "openapi.json" {
        return not_found();
    }
    file(&request, "index.html", "no-cache").unwrap_or_else(|| {
        HttpResponse::ServiceUnavailable().content_type("text/html; charset=utf-8").body(NOT_BUILT)
    })
}

fn not_found() -> HttpResponse {
    HttpResponse::NotFound().finish()
}

fn file(request: &HttpRequest, name: &str, caching: &'static str) -> Option<HttpResponse> {
    let plain = Dist::get(name)?;
    let mut response = HttpResponse::Ok();
    response
        .content_type(media_type(name))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Accept-Encoding"));
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if let Some(compressed) =
            Dist::get(&format!("{name}.{ending}")).filter(|_| accepts(request, encoding))
        {
            response.insert_header((header::CONTENT_ENCODING, encoding));
            return Some(response.body(compressed.data.into_owned()));
        }
    }
    Some(response.body(plain.data.into_owned()))
}

fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let header = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    header.split(',').any(|part| {
        let mut parameters = part.split(';').map(str::trim);
        parameters.next() == Some(encoding) && !parameters.any(|parameter| parameter == "q=0")
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
