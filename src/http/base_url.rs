//! Where a service is. HTTPS only, except on this machine.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// Why a text is not the address of a service. The message repeats no part that may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Not a URL with a host.
    #[error("not a URL such as https://reg.arin.net")]
    Syntax,
    /// HTTP to another machine, or another scheme.
    #[error("not https; http is for this machine only")]
    Scheme,
    /// A user, a password, a query or a fragment.
    #[error(
        "has a user, a password, a query or a fragment; only scheme, host, port and path belong here"
    )]
    Extra,
}

/// Scheme, host, port and leading path of a service, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    loopback: bool,
}

impl BaseUrl {
    /// The URL, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the service is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether the service speaks TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// The URL of a path in this service. `None` when the path would lead out of it.
    pub(super) fn join(&self, path: &str) -> Option<Url> {
        if !path.starts_with('/') || path.contains(['#', '\\']) {
            return None;
        }
        let url = Url::parse(&format!("{}{path}", self.text)).ok()?;
        // `..` and friends are resolved by the parser; what is resolved is not what was asked for.
        let plain = path.split('?').next().unwrap_or_default();
        url.path().ends_with(plain).then_some(url)
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| BaseUrlError::Syntax)?;
        let host = url.host_str().ok_or(BaseUrlError::Syntax)?;
        let loopback = host.eq_ignore_ascii_case("localhost")
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
            return Err(BaseUrlError::Scheme);
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Extra);
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            loopback,
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reached_without_tls() {
        for text in [
            "https://reg.arin.net/",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert!(text.parse::<BaseUrl>().is_ok(), "{text}");
        }
        for text in [
            "http://reg.arin.net",
            "http://127.0.0.1.example.net",
            "ftp://localhost",
            "http://10.0.0.1",
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(BaseUrlError::Scheme), "{text}");
        }
    }

    #[test]
    fn nothing_secret_fits_into_a_base() {
        for text in [
            "https://u:p@reg.arin.net",
            "https://reg.arin.net?apikey=x",
            "https://reg.arin.net#x",
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(BaseUrlError::Extra), "{text}");
        }
        assert_eq!("reg.arin.net".parse::<BaseUrl>(), Err(BaseUrlError::Syntax));
    }

    #[test]
    fn a_path_stays_as_it_is_and_inside() {
        let base: BaseUrl = "https://reg.arin.net/x/".parse().expect("base");
        let path = "/rest/ticket/summary;ticketType=ANY;ticketStatus=ANY_OPEN";
        let url = base.join(path).expect("inside");
        assert_eq!(url.as_str(), format!("https://reg.arin.net/x{path}"));
        let path = "/rest/net/parentNet/2001:db8:40::/2001:db8:4f:ffff::1?msgRefs=true";
        assert_eq!(
            base.join(path).map(|url| url.to_string()),
            Some(format!("https://reg.arin.net/x{path}"))
        );
        for path in ["rest", "@evil.example.net/", "/../../y", "/rest#x", "/a b"] {
            assert!(base.join(path).is_none(), "{path}");
        }
    }
}
