//! Requests for reports (reference 3.4). Each opens a ticket, so each is a write though its verb is GET, and
//! is never repeated.

use std::net::IpAddr;

use super::call::act;
use crate::http::{Method, WriteRequest};
use crate::model::NetHandle;

/// Asks for what is registered below a net that space can be given from.
#[must_use]
pub fn report_reassignment(net: &NetHandle) -> WriteRequest {
    report(&format!("reassignment/{net}"))
}

/// Asks for everything that the POCs of the account touch.
#[must_use]
pub fn report_associations() -> WriteRequest {
    report("associations")
}

/// Asks for the history of an AS number.
#[must_use]
pub fn report_whowas_asn(asn: u32) -> WriteRequest {
    report(&format!("whoWas/asn/{asn}"))
}

/// Asks for the history of an address.
#[must_use]
pub fn report_whowas_net(address: IpAddr) -> WriteRequest {
    report(&format!("whoWas/net/{address}"))
}

fn report(path: &str) -> WriteRequest {
    act(Method::Get, format!("/rest/report/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_writes_that_get() {
        let net: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
        let v6 = "2001:db8:40::1".parse().expect("an address");
        for (request, path) in [
            (
                report_reassignment(&net),
                "/rest/report/reassignment/NET-198-51-100-0-1",
            ),
            (report_associations(), "/rest/report/associations"),
            (report_whowas_asn(64500), "/rest/report/whoWas/asn/64500"),
            (
                report_whowas_net("198.51.100.64".parse().expect("an address")),
                "/rest/report/whoWas/net/198.51.100.64",
            ),
            (
                report_whowas_net(v6),
                "/rest/report/whoWas/net/2001:db8:40::1",
            ),
        ] {
            assert_eq!(request.method, Method::Get);
            assert_eq!(request.path, path);
            assert!(request.body.is_empty());
        }
    }
}
