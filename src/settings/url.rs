//! Addresses of registries: HTTPS, or loopback.

use http::Uri;

/// Reads an address; the slash at its end is dropped.
///
/// # Errors
/// What is wrong, as half a sentence, and what to write instead.
pub(super) fn checked(text: &str) -> Result<String, (String, Option<String>)> {
    let text = text.trim();
    let not_one = || {
        (
            format!("\"{text}\" is not an address such as https://reg.arin.net"),
            None,
        )
    };
    let uri: Uri = text.parse().map_err(|_| not_one())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(not_one());
    };
    let host = authority.host();
    if host.is_empty() || !matches!(scheme, "http" | "https") {
        return Err(not_one());
    }
    if authority.as_str().contains('@') {
        return Err(("an address has no user and password here".to_owned(), None));
    }
    if uri.query().is_some() || text.contains('#') {
        return Err((
            "an address has no query and no fragment here".to_owned(),
            None,
        ));
    }
    if scheme == "http" && !is_loopback(host) {
        let rest = text.strip_prefix("http").unwrap_or(text);
        return Err((
            "plain HTTP is for loopback only; the API key would be readable on the way".to_owned(),
            Some(format!("write https{rest}")),
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Where RDAP is when the file does not say: ARIN's two hosts have theirs (reference 1.1), any other address has it
/// below `/registry`.
#[must_use]
pub fn public_url_for(url: &str) -> String {
    match url {
        "https://reg.arin.net" => "https://rdap.arin.net/registry".to_owned(),
        "https://reg.ote.arin.net" => "https://rdap.ote.arin.net/registry".to_owned(),
        other => format!("{other}/registry"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback() {
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost:1/",
            "http://[::1]:5",
            "https://reg.arin.net/",
        ] {
            assert_eq!(checked(url).as_deref(), Ok(url.trim_end_matches('/')));
        }
        let (_, help) = checked("http://reg.arin.net").expect_err("plain");
        assert_eq!(help.as_deref(), Some("write https://reg.arin.net"));
        for url in [
            "",
            "reg.arin.net",
            "ftp://a",
            "https://",
            "https://a?apikey=b",
            "https://u:p@a",
        ] {
            assert!(checked(url).is_err(), "{url}");
        }
    }

    #[test]
    fn the_public_side_follows() {
        assert_eq!(
            public_url_for("https://reg.ote.arin.net"),
            "https://rdap.ote.arin.net/registry"
        );
        assert_eq!(
            public_url_for("http://127.0.0.1:1"),
            "http://127.0.0.1:1/registry"
        );
    }
}
