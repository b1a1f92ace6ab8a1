//! How a body says which bytes its letters are: the registry takes US-ASCII and UTF-8 (reference 1.3).

/// Which of the two a body is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Ascii,
    Utf8,
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "US-ASCII" => Some(Self::Ascii),
            "UTF-8" => Some(Self::Utf8),
            _ => None,
        }
    }

    fn holds(self, body: &[u8]) -> bool {
        match self {
            Self::Ascii => body.is_ascii(),
            Self::Utf8 => std::str::from_utf8(body).is_ok(),
        }
    }
}

/// Whether a `Content-Type` is XML in an encoding that the registry takes. Other parameters do not matter.
pub(super) fn is_xml(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let xml = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/xml"));
    let charsets = parts.filter_map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| unquoted(value.trim()))
    });
    let mut known = charsets.map(|name| Encoding::named(name).is_some());
    xml && known.all(|known| known)
}

fn unquoted(text: &str) -> &str {
    let inside = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inside.unwrap_or(text)
}

/// The text of a body. The error says why it can not be read: it is not UTF-8, or its declaration names
/// another encoding, or one that it does not keep to.
pub(super) fn text(body: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8".to_owned())?;
    match declared(text) {
        None => Ok(text),
        Some(name) => match Encoding::named(name) {
            Some(encoding) if encoding.holds(body) => Ok(text),
            Some(_) => Err(format!("the body is not {name}, which it declares")),
            None => Err(format!("the encoding {name} is not supported")),
        },
    }
}

/// The encoding that an XML declaration names. A declaration of another shape is left to the parser.
fn declared(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (declaration, _) = text.strip_prefix("<?xml")?.split_once("?>")?;
    let (before, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, _) = value.get(1..)?.split_once(quote)?;
    before
        .starts_with(|c: char| c.is_ascii_whitespace())
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_type_may_name_two_charsets() {
        for taken in [
            "application/xml",
            "Application/XML; charset=utf-8",
            "application/xml;charset=\"US-ASCII\"",
            "application/xml; profile=a; Charset = UTF-8",
        ] {
            assert!(is_xml(taken), "{taken}");
        }
        for refused in [
            "text/xml",
            "application/xml; charset=ISO-8859-1",
            "application/xml; charset=UTF-16",
            "application/xml; charset",
            "application/xml; charset=",
            "application/xml; charset=utf-8; charset=latin1",
        ] {
            assert!(!is_xml(refused), "{refused}");
        }
    }

    #[test]
    fn a_declaration_may_name_two_encodings_and_is_kept_to() {
        for taken in [
            "<a/>",
            "<?xml version=\"1.0\"?><a>é</a>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>é</a>",
            "\u{feff}<?xml version='1.0' encoding = 'utf-8' standalone='yes'?><a/>",
            "<?xml version='1.0' encoding='us-ascii'?><a/>",
            "<?xml-stylesheet encoding='latin1'?><a/>",
            "<!-- <?xml encoding='latin1'?> --><a/>",
        ] {
            assert_eq!(text(taken.as_bytes()), Ok(taken));
        }
        for refused in [
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>",
            "\u{feff}<?xml version='1.0'\nencoding='UTF-16'?><a/>",
            "<?xml version='1.0' encoding='us-ascii'?><a>é</a>",
        ] {
            assert!(text(refused.as_bytes()).is_err(), "{refused}");
        }
        assert!(text(b"<a>\xe9</a>").is_err());
    }
}
