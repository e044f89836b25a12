//! Query parameters, which may repeat.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::ApiError;

/// The parameters of a request, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl FromRequest for Query {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::parse(request.query_string())))
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The parameter, when it has a value.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|text| !text.is_empty())
    }

    /// Every value of a parameter that may repeat or hold a list.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let all = self.0.iter().filter(|(key, _)| key.trim_end_matches("[]") == name);
        all.flat_map(|(_, value)| value.split(',')).filter(|text| !text.is_empty()).collect()
    }

    /// A yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name) {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(ApiError::query("Expected type boolean but found type string", name)),
        }
    }

    /// A number between two bounds.
    pub(super) fn number(&self, name: &str, least: usize, most: usize) -> Result<Option<usize>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let value: usize =
            text.parse().map_err(|_| ApiError::query("Expected type integer but found type string", name))?;
        if value < least {
            return Err(ApiError::query(&format!("Value {value} is less than minimum {least}"), name));
        }
        if value > most {
            return Err(ApiError::query(&format!("Value {value} is greater than maximum {most}"), name));
        }
        Ok(Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_repeats_or_holds_commas() {
        let query = Query::parse("strategy=samlp&strategy=oidc,okta&name=");
        assert_eq!(query.list("strategy"), ["samlp", "oidc", "okta"]);
        assert_eq!(query.text("name"), None);
    }

    #[test]
    fn a_number_out_of_bounds_is_named() {
        let error = Query::parse("per_page=101").number("per_page", 1, 100).unwrap_err();
        assert!(error.to_string().contains("Value 101 is greater than maximum 100"), "{error}");
    }
}
