//! Texts in paths. Handles, addresses and numbers are checked types and need none of this.

use std::fmt::Write as _;

use super::RequestError;

/// A text as a segment of a path, or as a value in one. Everything that is not unreserved is escaped, so no
/// text can add a segment, a parameter or a query (reference 3.3: the semicolons between parameters are ours).
///
/// # Errors
/// When the text is empty, or only dots: such a segment leads somewhere else, escaped or not.
pub(super) fn escaped(text: &str) -> Result<String, RequestError> {
    if matches!(text, "" | "." | "..") {
        return Err(RequestError::Segment(text.to_owned()));
    }
    let mut segment = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            segment.push(char::from(byte));
        } else {
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    Ok(segment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_stays_one_segment() {
        for (text, segment) in [
            ("+1-540-555-0100", "%2B1-540-555-0100"),
            ("noc@example.net", "noc%40example.net"),
            ("ns1.example.net", "ns1.example.net"),
            ("a/../b;type=O?x#%", "a%2F..%2Fb%3Btype%3DO%3Fx%23%25"),
            ("é \\\n", "%C3%A9%20%5C%0A"),
            ("...", "..."),
        ] {
            assert_eq!(escaped(text).as_deref(), Ok(segment));
        }
        for text in ["", ".", ".."] {
            assert_eq!(
                escaped(text),
                Err(RequestError::Segment(text.to_owned())),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_escaped_is_read_back(text in ".{3,40}") {
            let segment = escaped(&text).expect("a segment");
            let mut bytes = Vec::new();
            let mut rest = segment.bytes();
            while let Some(byte) = rest.next() {
                prop_assert!(byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte));
                if byte != b'%' {
                    bytes.push(byte);
                    continue;
                }
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("hex"));
            }
            prop_assert_eq!(bytes, text.as_bytes());
        }
    }
}
