//! POCs, with their telephones and addresses of mail (reference 2.10, 2.11 and 3.5).

use swipd::model::PocHandle;
use swipd::registry::arin::reply::ReadError;
use swipd::registry::arin::request::Phones;
use swipd::registry::arin::wire::{Collection, CountryPayload, PhonePayload, PocPayload};

use super::{Site, done, refused};

const OFFICE: &str = "+1-540-555-0111";
const MOBILE: &str = "+1-540-555-0199";

fn phone(number: &str, code: &str) -> PhonePayload {
    PhonePayload {
        number: Some(number.to_owned()),
        code: Some(code.to_owned()),
        ..PhonePayload::default()
    }
}

fn ada() -> PocPayload {
    let text = |text: &str| Some(text.to_owned());
    PocPayload {
        contact_type: text("PERSON"),
        first_name: text("Ada"),
        middle_name: text("M"),
        last_name: text("Byron"),
        company: text("Byron & Daughters"),
        country: Some(CountryPayload {
            code2: text("US"),
            ..CountryPayload::default()
        }),
        street: vec!["1 Exchange Place".to_owned()],
        city: text("Roanoke"),
        region: text("VA"),
        postal_code: text("24011"),
        comment: vec!["Mornings".to_owned()],
        emails: Some(vec!["ada@example.net".to_owned()]),
        phones: Some(vec![phone(OFFICE, "O")]),
        ..PocPayload::default()
    }
}

pub(super) async fn calls(site: &Site) {
    let made = done(send!(site, create_poc(&ada(), true)));
    let handle = made.handle.clone().expect("a handle");
    assert_eq!(made.last_name.as_deref(), Some("Byron"));
    assert_eq!(made.comment, ["Mornings"]);
    assert!(made.registration_date.is_some());
    let live = ask!(site, poc(&handle)).expect("a POC");
    assert_eq!(live, made);
    let asked = PocPayload {
        company: Some("Byron Press".to_owned()),
        comment: Vec::new(),
        ..live
    };
    let changed = done(send!(site, modify_poc(&asked)));
    assert_eq!(changed, asked);

    phones(site, &handle).await;
    emails(site, &handle).await;
    let gone = done(send!(site, delete_poc(&handle)));
    assert_eq!(gone.handle.as_ref(), Some(&handle));
    assert_eq!(ask!(site, poc(&handle)), Err(ReadError::Absent));

    // Without a link to the account nobody can look at it with this key.
    let lone = done(send!(site, create_poc(&ada(), false)));
    let lone = lone.handle.expect("a handle");
    let denied = ask!(site, poc(&lone));
    assert!(matches!(denied, Err(ReadError::Denied(_))), "{denied:?}");
    let linked = "TEC1-ARIN".parse().expect("a handle");
    let error = refused(send!(site, delete_poc(&linked)));
    assert_eq!(
        (error.status, error.code.as_str()),
        (409, "E_NOT_REMOVEABLE")
    );
}

async fn phones(site: &Site, handle: &PocHandle) {
    // The number comes back as it is stored, which is how it has to be named from then on.
    let added = done(send!(
        site,
        add_phone(handle, &phone("(540) 555 0199", "M"))
    ));
    assert_eq!(added.number.as_deref(), Some(MOBILE));
    assert_eq!(added.description.as_deref(), Some("MOBILE"));
    for code in ["F", "O"] {
        done(send!(site, add_phone(handle, &phone(MOBILE, code))));
    }
    let left = async || {
        let live = ask!(site, poc(handle)).expect("a POC");
        let phones = live.phones.expect("phones").into_iter();
        let said = phones.map(|phone| {
            let [number, code] = [phone.number, phone.code].map(Option::unwrap_or_default);
            format!("{code} {number}")
        });
        said.collect::<Vec<_>>()
    };
    assert_eq!(left().await.len(), 4);
    let both = Phones::Both {
        number: MOBILE,
        kind: "O",
    };
    for (which, gone, stay) in [
        (both, 1, 3),
        (Phones::Kind("F"), 1, 2),
        (Phones::Number(MOBILE), 1, 1),
        (Phones::Number(MOBILE), 0, 1),
    ] {
        let Collection(deleted) = done(send!(site, delete_phones(handle, which)));
        assert_eq!(deleted.len(), gone, "{which:?}");
        assert_eq!(left().await.len(), stay, "{which:?}");
    }
    assert_eq!(left().await, [format!("O {OFFICE}")]);
    let last = refused(send!(site, delete_phones(handle, Phones::Kind("O"))));
    assert_eq!(last.components[0].name, "phones");
}

async fn emails(site: &Site, handle: &PocHandle) {
    let second = "noc+ada@example.net";
    let added = done(send!(site, add_email(handle, second)));
    assert_eq!(
        added.emails,
        Some(vec!["ada@example.net".to_owned(), second.to_owned()])
    );
    let fewer = done(send!(site, delete_email(handle, "ada@example.net")));
    assert_eq!(fewer.emails, Some(vec![second.to_owned()]));
    assert_eq!(ask!(site, poc(handle)), Ok(fewer));
    let last = refused(send!(site, delete_email(handle, second)));
    assert_eq!(last.components[0].name, "emails");
}
