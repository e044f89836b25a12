//! Why an address was not read, in words for the person who typed it.

use api::ProblemCode;

use crate::problem::Explain;

/// Why an address was not read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum FetchError {
    #[error("not an address")]
    NotAnAddress,
    #[error("not https")]
    NotHttps,
    #[error("credentials in the address")]
    Credentials,
    #[error("another port than 443")]
    Port,
    #[error("an address inside a private network")]
    Private,
    #[error("the host does not answer")]
    Unreachable,
    #[error("no answer in time")]
    Timeout,
    #[error("status {0}")]
    Status(u16),
    #[error("too many redirects")]
    Redirects,
    #[error("more than {0} bytes")]
    TooLarge(usize),
    #[error("a compressed answer, which was not asked for")]
    Compressed,
}

impl Explain for FetchError {
    fn code(&self) -> ProblemCode {
        ProblemCode::FetchFailed
    }

    fn detail(&self) -> String {
        let words = match self {
            Self::NotAnAddress => "This is not an address. It starts with https:// and names a host.",
            Self::NotHttps => "The address does not use https. Anybody on the way could change what we read.",
            Self::Credentials => "The address holds a user name or password. Remove it: metadata is public.",
            Self::Port => "The address names a port. Only the standard port of https is fetched.",
            Self::Private => {
                "The address leads into a private network, where we do not go. Upload the file instead."
            }
            Self::Unreachable => {
                "The host does not answer, or its certificate is not valid. Check the address in a browser."
            }
            Self::Timeout => {
                "The host did not answer within 10 seconds. Try again, or upload the file instead."
            }
            Self::Redirects => "The address is redirected more than 3 times. Copy the address it ends at.",
            Self::Compressed => {
                "The host answers with compressed data that we did not ask for. Upload the file instead."
            }
            Self::Status(status @ (401 | 403)) => {
                return format!(
                    "The host wants a sign-in (status {status}). Metadata has to be public: upload the file instead."
                );
            }
            Self::Status(status) => {
                return format!("The host answers with status {status}. Copy the address again.");
            }
            Self::TooLarge(limit) => {
                let limit = limit / 1024;
                return format!(
                    "The document is larger than {limit} KiB. This is not what identity providers publish."
                );
            }
        };
        words.to_owned()
    }
}
