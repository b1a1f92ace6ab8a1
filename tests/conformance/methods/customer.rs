//! Customers (reference 3.1).

use swipd::registry::arin::reply::{ReadError, WriteReply, classify};
use swipd::registry::arin::request;
use swipd::registry::arin::wire::{CountryPayload, CustomerPayload};

use super::{Site, V4, V6, done, net_handle};

/// A record that the rules of its country take, with all that has to be escaped.
pub(super) fn customer(name: &str) -> CustomerPayload {
    CustomerPayload {
        name: Some(name.to_owned()),
        country: Some(CountryPayload {
            code2: Some("CA".to_owned()),
            ..CountryPayload::default()
        }),
        street: vec!["88 Harbour Street".to_owned(), "\"A\" & <B>".to_owned()],
        city: Some("Toronto".to_owned()),
        region: Some("ON".to_owned()),
        postal_code: Some("M5J 2L9".to_owned()),
        comment: vec!["Warehouse uplink ]]>".to_owned(), "Café".to_owned()],
        ..CustomerPayload::default()
    }
}

pub(super) async fn calls(site: &Site) {
    for (parent, private) in [(V4, None), (V6, Some(true))] {
        let asked = CustomerPayload {
            private,
            ..customer("Boreal Print")
        };
        let made = done(send!(site, create_customer(&net_handle(parent), &asked)));
        let handle = made.handle.clone().expect("a handle");
        assert_eq!(made.name, asked.name);
        assert_eq!(made.street, asked.street);
        assert_eq!(made.comment, asked.comment);
        assert_eq!(made.private, Some(private.unwrap_or(false)));
        assert!(made.registration_date.is_some());
        assert!(made.parent_org.is_some());

        let mut live = ask!(site, customer(&handle)).expect("a customer");
        assert_eq!(live, made);
        live.name = Some("Boreal Press".to_owned());
        live.street = vec!["40 Canal Street".to_owned()];
        live.comment.clear();
        let changed = done(send!(site, modify_customer(&live)));
        assert_eq!(changed, live);
        assert_eq!(ask!(site, customer(&handle)), Ok(changed.clone()));
        assert_eq!(ask!(site, public_customer(&handle)), Ok(true));

        let gone = done(send!(site, delete_customer(&handle)));
        assert_eq!(gone, changed);
        assert_eq!(ask!(site, customer(&handle)), Err(ReadError::Absent));
        assert_eq!(ask!(site, public_customer(&handle)), Ok(false));
        // The way of the engine, which makes its requests before it has an intent.
        let again = send!(site, write(request::delete_customer(&handle)));
        let again = classify::<CustomerPayload>(&again.expect("a reply"));
        assert!(
            matches!(&again, WriteReply::Refused(error) if error.is_absent()),
            "{again:?}"
        );
    }
}
