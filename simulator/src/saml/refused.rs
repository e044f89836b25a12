//! Why an answer of an identity provider is not accepted, in Auth0's words.

use super::binding::Undecodable;

/// An answer that is not accepted. What it displays is what Auth0 would say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not XML, or XML with a document type.
    #[error("SAMLResponse should be a valid xml")]
    NotXml,
    /// Not a SAML 2.0 response.
    #[error("XML is not a valid saml response")]
    NotAResponse,
    /// Sent to another address.
    #[error("Destination endpoint {received} did not match {configured}")]
    Destination {
        /// What the response says.
        received: String,
        /// Where it came.
        configured: String,
    },
    /// Answers another request, or none.
    #[error("InResponseTo attribute of the SAML response does not match the request. Expected: {expected}")]
    InResponseTo {
        /// The request that is out.
        expected: String,
    },
    /// The identity provider said no.
    #[error("{message}")]
    Status {
        /// The provider's own message, or Auth0's for its code.
        message: String,
        /// The code.
        code: String,
        /// The code inside the code.
        sub_code: Option<String>,
    },
    /// There is none.
    #[error("saml response does not contain an Assertion element (Status: {status})")]
    NoAssertion {
        /// The status code.
        status: String,
    },
    /// Encrypted, and there is no key for it.
    #[error("Assertion is encrypted. Please set options.decryptionKey with your decryption private key.")]
    Encrypted,
    /// Encrypted for somebody else.
    #[error("rsa routines::oaep decoding error")]
    WrongDecryptionKey,
    /// Encrypted in a way that the connection's algorithm profile does not allow.
    #[error("Encryption algorithm {algorithm} is not allowed by the assertion decryption settings")]
    EncryptionAlgorithm {
        /// The algorithm.
        algorithm: String,
    },
    /// More than one.
    #[error("A SAMLResponse can contain only one Assertion element.")]
    ManyAssertions,
    /// More than one that is encrypted.
    #[error("A SAMLResponse can contain only one EncryptedAssertion element.")]
    ManyEncryptedAssertions,
    /// Nothing is signed.
    #[error("neither the response nor the assertion are signed")]
    NotSigned,
    /// A signature where none belongs, or two of them.
    #[error("Signature was found more than one time (xpath: {xpath})")]
    ManySignatures {
        /// Where.
        xpath: &'static str,
    },
    /// Signed by a key nobody told us of.
    #[error("Invalid thumbprint (configured: {configured}. calculated: {calculated})")]
    Thumbprint {
        /// The certificates of the connection.
        configured: String,
        /// The certificate in the signature.
        calculated: String,
    },
    /// The bytes are not the signed ones.
    #[error("Signature check errors: {0}")]
    SignatureCheck(String),
    /// The signature does not cover what is to be read, or uses what is not allowed.
    #[error("Could not validate Signature(s)")]
    SignatureScope,
    /// The connection has no usable certificate.
    #[error("The signing certificate is invalid ({0})")]
    CertificateConfigured(String),
    /// Not SAML 2.0.
    #[error("SAML Assertion version not supported, or not defined")]
    Version,
    /// Too late, or too early.
    #[error("assertion has expired.")]
    Expired,
    /// Meant for somebody else.
    #[error("Audience is invalid. Configured: {configured}")]
    Audience {
        /// Our entity id.
        configured: String,
    },
    /// Meant for another address.
    #[error("Recipient is invalid. Configured: {configured}")]
    Recipient {
        /// Our address.
        configured: String,
    },
    /// From somebody else.
    #[error("Issuer is invalid. Configured: {configured}")]
    Issuer {
        /// Whom we expect.
        configured: String,
    },
}

impl From<Undecodable> for Refused {
    fn from(_: Undecodable) -> Self {
        Self::NotXml
    }
}
