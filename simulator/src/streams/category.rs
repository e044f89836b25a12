//! The categories that log streams filter by.

/// The category of a log record's type; what has none of its own is `other`.
pub(super) fn of(kind: &str) -> &'static str {
    match kind {
        "s" => "auth.login.success",
        "f" | "fp" | "fu" | "fc" | "fcoa" | "fco" => "auth.login.fail",
        "w" => "auth.login.notification",
        "slo" | "oidc_backchannel_logout_succeeded" | "universal_logout_succeeded" => "auth.logout.success",
        "flo" | "federated_logout_failed" | "oidc_backchannel_logout_failed" | "universal_logout_failed" => {
            "auth.logout.fail"
        }
        "ss" => "auth.signup.success",
        "fs" => "auth.signup.fail",
        "ssa" => "auth.silent_auth.success",
        "fsa" => "auth.silent_auth.fail",
        "seacft" | "sertft" | "seccft" | "sepft" | "sdeleacft" | "sercft" => "auth.token_exchange.success",
        "feacft" | "fertft" | "feccft" | "fepft" | "ferrt" | "fdeleacft" => "auth.token_exchange.fail",
        "sapi" | "mgmt_api_read" => "management.success",
        "fapi" => "management.fail",
        "sscim" | "fscim" => "scim.event",
        "api_limit"
        | "api_limit_warning"
        | "appi"
        | "depnote"
        | "limit_wc"
        | "limit_mu"
        | "limit_sul"
        | "custom_domain_verification_failed"
        | "resource_cleanup"
        | "fn"
        | "wn" => "system.notification",
        "si" | "organization_member_added" | "srrt" | "scp" | "sv" | "sdu" | "sce" => "user.success",
        "fi" | "fcp" | "fv" | "fdu" | "fce" => "user.fail",
        "cls" | "cs" | "sens" | "wum" => "user.notification",
        "actions_execution_failed" => "actions",
        _ => "other",
    }
}
