//! A certificate in the envelope of PKCS #7: signed data without a signature (RFC 2315, section 9.1).

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTEXT_0: u8 = 0xa0;
const VERSION_1: [u8; 3] = [0x02, 0x01, 0x01];
/// 1.2.840.113549.1.7.2
const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.7.1
const DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

/// The envelope, DER.
pub(crate) fn certificates_only(certificate: &[u8]) -> Vec<u8> {
    let inner = [
        VERSION_1.to_vec(),
        wrap(SET, &[]),
        wrap(SEQUENCE, &DATA),
        wrap(CONTEXT_0, certificate),
        wrap(SET, &[]),
    ]
    .concat();
    let signed = wrap(CONTEXT_0, &wrap(SEQUENCE, &inner));
    wrap(SEQUENCE, &[SIGNED_DATA.as_slice(), &signed].concat())
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut whole = vec![tag];
    let bytes = content.len().to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match significant.as_slice() {
        [] => whole.push(0),
        [short] if *short < 0x80 => whole.push(*short),
        long => {
            whole.push(0x80 | u8::try_from(long.len()).unwrap_or(u8::MAX));
            whole.extend_from_slice(long);
        }
    }
    whole.extend_from_slice(content);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_der_wants_them() {
        assert_eq!(wrap(SET, &[]), [0x31, 0x00]);
        assert_eq!(wrap(SEQUENCE, &[0; 0x7f])[..2], [0x30, 0x7f]);
        assert_eq!(wrap(SEQUENCE, &[0; 0x80])[..3], [0x30, 0x81, 0x80]);
        assert_eq!(wrap(SEQUENCE, &[0; 0x0103])[..4], [0x30, 0x82, 0x01, 0x03]);
    }
}
