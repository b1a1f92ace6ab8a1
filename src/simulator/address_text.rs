//! Addresses as texts: padded and expanded in answers, tolerant in requests (reference 2.8).

use std::net::{IpAddr, Ipv4Addr};

/// An address as the registry writes it: `198.051.100.064`, `2001:0DB8:0040:0000:0000:0000:0000:0000`.
pub(super) fn written(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            format!("{a:03}.{b:03}.{c:03}.{d:03}")
        }
        IpAddr::V6(address) => address
            .segments()
            .map(|group| format!("{group:04X}"))
            .join(":"),
    }
}

/// Reads an address, padded or not. Padding is decimal, never octal.
pub(super) fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if text.contains(':') {
        return text.parse().ok().map(IpAddr::V6);
    }
    let mut octets = [0u8; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        *octet = part.parse().ok().filter(|_| digits)?;
    }
    parts
        .next()
        .is_none()
        .then(|| IpAddr::V4(Ipv4Addr::from(octets)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_decimal() {
        let address = read("198.051.100.064").expect("address");
        assert_eq!(address.to_string(), "198.51.100.64");
        assert_eq!(written(address), "198.051.100.064");
        assert_eq!(read("198.51.100"), None);
        assert_eq!(read("198.51.100.0064"), None);
        assert_eq!(read("198.51.100.+4"), None);
    }

    #[test]
    fn ipv6_is_written_in_full_and_in_upper_case() {
        let address = read("2001:db8:40::").expect("address");
        assert_eq!(written(address), "2001:0DB8:0040:0000:0000:0000:0000:0000");
        assert_eq!(read(&written(address)), Some(address));
    }
}
