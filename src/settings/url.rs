//! Addresses of registries: HTTPS, or loopback.

use http::Uri;

/// What is wrong with an address, as half a sentence, and what to write instead.
type Wrong = (String, Option<String>);

/// Reads an address, and writes it in one form: scheme and host in small letters, without the port that goes without
/// saying and without slashes at the end.
///
/// # Errors
/// What is wrong, as half a sentence, and what to write instead.
pub(super) fn checked(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let not_one = || {
        let help = if text.contains("://") {
            None
        } else {
            let whole = format!("https://{text}");
            checked(&whole).ok().map(|whole| format!("write {whole}"))
        };
        (
            format!("\"{text}\" is not an address such as https://reg.arin.net"),
            help.or_else(|| Some("write https:// and the name of the host".to_owned())),
        )
    };
    let uri: Uri = text.parse().map_err(|_| not_one())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(not_one());
    };
    let scheme = scheme.to_ascii_lowercase();
    let host = authority.host();
    if host.is_empty() || !matches!(scheme.as_str(), "http" | "https") {
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
    let port = port(authority.as_str(), host)?;
    path(uri.path())?;
    if scheme == "http" && !is_loopback(host) {
        let rest = text.get(4..).unwrap_or_default();
        return Err((
            "plain HTTP is for loopback only; the API key would be readable on the way".to_owned(),
            Some(format!("write https{rest}")),
        ));
    }
    let port = match (scheme.as_str(), port) {
        ("http", Some(80)) | ("https", Some(443)) | (_, None) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    let path = uri.path().trim_end_matches('/');
    Ok(format!(
        "{scheme}://{}{port}{path}",
        host.to_ascii_lowercase()
    ))
}

/// The port of an authority without a user, if it names one.
fn port(authority: &str, host: &str) -> Result<Option<u16>, Wrong> {
    let Some(text) = authority.get(host.len()..).filter(|rest| !rest.is_empty()) else {
        return Ok(None);
    };
    let text = text.strip_prefix(':').unwrap_or(text);
    let port = Some(text)
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse::<u16>().ok())
        .filter(|port| *port > 0);
    match port {
        Some(port) => Ok(Some(port)),
        None => Err((format!("\"{text}\" is not a port; it is 1 to 65535"), None)),
    }
}

/// Refuses what another program would read as another path.
fn path(path: &str) -> Result<(), Wrong> {
    let broken = path.split('%').skip(1).any(|rest| {
        let digits = rest.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if broken {
        return Err((
            "a percent sign in an address is followed by two hex digits".to_owned(),
            None,
        ));
    }
    let dotted = |step: &str| matches!(&*step.replace("%2e", "."), "." | "..");
    if path.to_ascii_lowercase().split('/').any(dotted) {
        return Err((
            "the steps . and .. do not stand in an address here".to_owned(),
            Some("write the path that is meant".to_owned()),
        ));
    }
    Ok(())
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
    fn an_address_has_one_form() {
        for url in [
            "HTTPS://REG.ARIN.NET",
            "https://reg.arin.net:443",
            "https://Reg.arin.net:443///",
        ] {
            let checked = checked(url).expect(url);
            assert_eq!(checked, "https://reg.arin.net");
            assert_eq!(public_url_for(&checked), "https://rdap.arin.net/registry");
        }
        assert_eq!(
            checked("HTTP://LocalHost:80/a%20B/").as_deref(),
            Ok("http://localhost/a%20B")
        );
        assert_eq!(
            checked("https://[2001:DB8::1]:8443").as_deref(),
            Ok("https://[2001:db8::1]:8443")
        );
        for url in [
            "https://reg.arin.net:65536",
            "https://reg.arin.net:0",
            "https://reg.arin.net:",
            "https://reg.arin.net/../x",
            "https://reg.arin.net/a/%2E./x",
            "https://reg.arin.net/%zz",
            "https://reg.arin.net/%4",
            "https://reg.arin.net/%",
        ] {
            assert!(checked(url).is_err(), "{url}");
        }
        let (_, help) = checked("HTTP://reg.arin.net").expect_err("plain");
        assert_eq!(help.as_deref(), Some("write https://reg.arin.net"));
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
