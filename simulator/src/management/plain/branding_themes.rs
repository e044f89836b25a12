//! `/branding/themes`: at most one, found by its id or as the default

use actix_web::{HttpResponse, http::StatusCode, web};
use serde_json::Value;

use crate::tenant::{Tenant, documents::Document, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        formats::HEX_COLOUR_ALPHA,
        schema::{
            Field,
            Kind::{self, Flag, Number, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    collection::Collection,
};

const SHAPE: Kind = OneOf(&["pill", "rounded", "sharp"]);
const SIDE: Kind = OneOf(&["center", "left", "right"]);
const LETTERS: Kind = Record(&[must("bold", Flag), must("size", Number(0, 150))]);
const BORDERS: Kind = Record(&[
    must("button_border_radius", Number(1, 10)),
    must("button_border_weight", Number(0, 10)),
    must("buttons_style", SHAPE),
    must("input_border_radius", Number(0, 10)),
    must("input_border_weight", Number(0, 3)),
    must("inputs_style", SHAPE),
    must("show_widget_shadow", Flag),
    must("widget_border_weight", Number(0, 10)),
    must("widget_corner_radius", Number(0, 50)),
]);
const COLOURS: Kind = Record(&[
    may("base_focus_color", HEX_COLOUR_ALPHA),
    may("base_hover_color", HEX_COLOUR_ALPHA),
    must("body_text", HEX_COLOUR_ALPHA),
    may("captcha_widget_theme", OneOf(&["auto", "dark", "light"])),
    must("error", HEX_COLOUR_ALPHA),
    must("header", HEX_COLOUR_ALPHA),
    must("icons", HEX_COLOUR_ALPHA),
    must("input_background", HEX_COLOUR_ALPHA),
    must("input_border", HEX_COLOUR_ALPHA),
    must("input_filled_text", HEX_COLOUR_ALPHA),
    must("input_labels_placeholders", HEX_COLOUR_ALPHA),
    must("links_focused_components", HEX_COLOUR_ALPHA),
    must("primary_button", HEX_COLOUR_ALPHA),
    must("primary_button_label", HEX_COLOUR_ALPHA),
    may("read_only_background", HEX_COLOUR_ALPHA),
    must("secondary_button_border", HEX_COLOUR_ALPHA),
    must("secondary_button_label", HEX_COLOUR_ALPHA),
    must("success", HEX_COLOUR_ALPHA),
    must("widget_background", HEX_COLOUR_ALPHA),
    must("widget_border", HEX_COLOUR_ALPHA),
]);
const FONTS: Kind = Record(&[
    must("body_text", LETTERS),
    must("buttons_text", LETTERS),
    must("font_url", Text(0, MANY)),
    must("input_labels", LETTERS),
    must("links", LETTERS),
    must("links_style", OneOf(&["normal", "underlined"])),
    must("reference_text_size", Number(12, 24)),
    must("subtitle", LETTERS),
    must("title", Record(&[must("bold", Flag), must("size", Number(75, 150))])),
]);
const PAGE: Kind = Record(&[
    must("background_color", HEX_COLOUR_ALPHA),
    must("background_image_url", Text(0, MANY)),
    must("page_layout", SIDE),
]);
const WIDGET: Kind = Record(&[
    must("header_text_alignment", SIDE),
    must("logo_height", Number(1, 100)),
    must("logo_position", OneOf(&["center", "left", "none", "right"])),
    must("logo_url", Text(0, MANY)),
    must("social_buttons_layout", OneOf(&["bottom", "top"])),
]);
const THEME: &[Field] = &[
    must("borders", BORDERS),
    must("colors", COLOURS),
    may("displayName", Text(0, 2048)),
    must("fonts", FONTS),
    must("page_background", PAGE),
    must("widget", WIDGET),
];

/// The description.
static THEMES: Collection = Collection {
    noun: "a branding theme",
    id: "themeId",
    make_id: || ids::hex(32),
    create: THEME,
    change: THEME,
    created: StatusCode::OK,
    stamped: false,
    missing: |_| absent("retrieving"),
    settle: |draft, body| {
        if draft.before.is_none() && draft.state.documents.count(THEMES.path) > 0 {
            return Err(ApiError::conflict(
                Some("theme_already_exists"),
                "There was an error updating branding settings: The theme already exists",
            ));
        }
        body.entry("displayName").or_insert_with(|| "Unnamed Theme".into());
        Ok(())
    },
    ..Collection::usual("/branding/themes", "themes", "branding")
};
const ONE: &str = "/branding/themes/{id}";

/// Registers the routes. Scopes differ from other collections: whoever may update may create.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/branding/themes/default", web::get().to(get_default))
        .route("/branding/themes", web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
}

fn absent(doing: &str) -> ApiError {
    ApiError::inexistent(
        "theme_not_found",
        format!("There was an error {doing} branding settings: invalid theme ID"),
    )
}

fn view(theme: &Document) -> Value {
    THEMES.view(theme, THEMES.show)
}

async fn get_default(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:branding"])?;
    let theme = tenant.read(|state| state.documents.all(THEMES.path).next().cloned());
    Ok(HttpResponse::Ok().json(view(&theme.ok_or_else(|| absent("retrieving"))?)))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:branding"])?;
    let theme = tenant.read(|state| THEMES.find(&state.documents, &id))?;
    Ok(HttpResponse::Ok().json(view(&theme)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:branding"])?;
    let theme = THEMES.add(&tenant, &body::patch(&bytes, THEME)?)?;
    Ok(HttpResponse::Ok().json(view(&theme)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:branding"])?;
    let wish = body::patch(&bytes, THEME)?;
    tenant.read(|state| THEMES.find(&state.documents, &id)).map_err(|_| absent("updating"))?;
    let theme = THEMES.change(&tenant, &id, &wish)?;
    Ok(HttpResponse::Ok().json(view(&theme)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:branding"])?;
    let removed = tenant.write(|state| state.documents.remove(THEMES.path, &id));
    removed.map(|_| HttpResponse::NoContent().finish()).ok_or_else(|| absent("deleting"))
}
