//! `/verifiable-credentials/verification/templates`

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        schema::{
            Field,
            Kind::{self, Any, Flag, Nullable, OneOf, Open, Record, Text},
            may, must,
        },
    },
    collection::{Collection, Style},
};

const NAMESPACE: Kind = Open(&[
    may("family_name", Flag),
    may("given_name", Flag),
    may("birth_date", Flag),
    may("issue_date", Flag),
    may("expiry_date", Flag),
    may("issuing_country", Flag),
    may("issuing_authority", Flag),
    may("portrait", Flag),
    may("driving_privileges", Flag),
    may("resident_address", Flag),
    may("portrait_capture_date", Flag),
    may("age_in_years", Flag),
    may("age_birth_year", Flag),
    may("issuing_jurisdiction", Flag),
    may("nationality", Flag),
    may("resident_city", Flag),
    may("resident_state", Flag),
    may("resident_postal_code", Flag),
    may("resident_country", Flag),
    may("family_name_national_character", Flag),
    may("given_name_national_character", Flag),
]);
const PRESENTATION: Kind =
    Record(&[must("org.iso.18013.5.1.mDL", Record(&[must("org.iso.18013.5.1", NAMESPACE)]))]);
const DIALECT: Kind = OneOf(&["simplified/1.0"]);
const ISSUERS: Kind = OneOf(&["aamva"]);
const CREATE: &[Field] = &[
    must("name", Text(1, 255)),
    must("type", Text(1, 255)),
    must("dialect", DIALECT),
    must("presentation", PRESENTATION),
    may("custom_certificate_authority", Nullable(&Text(1, 4096))),
    must("well_known_trusted_issuers", ISSUERS),
];
const CHANGE: &[Field] = &[
    may("name", Nullable(&Text(1, 255))),
    may("type", Nullable(&Text(1, 255))),
    may("dialect", Nullable(&DIALECT)),
    may("presentation", PRESENTATION),
    may("well_known_trusted_issuers", Nullable(&ISSUERS)),
    may("version", Any),
];

/// The description.
pub(super) static VERIFICATION_TEMPLATES: Collection = Collection {
    noun: "a verifiable credential template",
    make_id: || ids::long("vct"),
    style: Style::Checkpoint(50, 100),
    create: CREATE,
    change: CHANGE,
    forgiving: true,
    missing: |_| ApiError::not_found("The verifiable credential template does not exist."),
    settle: |draft, body| {
        if draft.taken(&VERIFICATION_TEMPLATES, "name") {
            return Err(ApiError::conflict(None, "Template (name) already exists."));
        }
        body.remove("version");
        Ok(())
    },
    ..Collection::usual("/verifiable-credentials/verification/templates", "templates", "vdcs_templates")
};
