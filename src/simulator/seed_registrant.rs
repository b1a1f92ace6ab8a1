//! The orgs and POCs of a seed.

use crate::model::{OrgHandle, PocHandle};

use super::options::Options;
use super::place::{self, SentPlace};
use super::poc_body::{SentContact, SentPhone};
use super::refusal::Component;
use super::registrant::{OrgRecord, Place, Poc};
use super::seed::{exact, told};
use super::seed_file::{AddressFile, OrgFile, PhoneFile, PocFile};
use super::state::{Change, Org, PocLink, State};
use super::{net, poc};

/// A POC, by the rules of payloads. The stamp dates what has no date.
pub(super) fn poc(state: &State, file: &PocFile, stamp: &str) -> Result<Change, String> {
    let handle: PocHandle = exact(&file.handle)?;
    if state.pocs.contains_key(&handle) {
        return Err(format!("{handle} occurs twice"));
    }
    if !matches!(file.kind.as_str(), "PERSON" | "ROLE") {
        return Err(format!("no POC has the type {}", file.kind));
    }
    let sent = SentContact {
        handle: None,
        contact_type: Some(file.kind.clone()),
        first_name: file.first_name.clone(),
        middle_name: file.middle_name.clone(),
        last_name: Some(file.last_name.clone()),
        company: file.company.clone(),
        place: sent_place(file.address.as_ref()),
        comment: file.comment.clone(),
        emails: file.emails.clone(),
        phones: file.phones.iter().map(phone).collect(),
        registered: None,
    };
    let mut wrong = Vec::new();
    let described = poc::described(&sent, &Options::default(), &mut wrong);
    told(wrong)?;
    let (identity, reach) = described.ok_or("not a POC")?;
    Ok(Change::Poc(Box::new(Poc {
        handle,
        identity,
        reach,
        registered: file.registered.as_deref().unwrap_or(stamp).to_owned(),
        validated: file.validated.unwrap_or(true),
    })))
}

fn phone(file: &PhoneFile) -> SentPhone {
    SentPhone {
        number: Some(file.number.clone()),
        extension: file.extension.clone(),
        code: Some(file.code.clone()),
    }
}

/// An address, or the one of records that were described without one.
fn sent_place(file: Option<&AddressFile>) -> SentPlace {
    file.map_or_else(
        || SentPlace::shown(&Place::default()),
        |file| SentPlace {
            code2: Some(file.country.clone()),
            code3: None,
            street: file.street.clone(),
            city: file.city.clone(),
            region: file.region.clone(),
            postal_code: file.postal_code.clone(),
        },
    )
}

/// An org. It may lack POCs, as orgs of old do.
pub(super) fn org(handle: OrgHandle, file: &OrgFile) -> Result<Org, String> {
    let mut wrong: Vec<Component> = Vec::new();
    let place = sent_place(file.address.as_ref());
    let place = place::checked(&place, &Options::default(), &mut wrong);
    net::lines("comment", &file.comment, &mut wrong);
    told(wrong)?;
    let pocs = &file.pocs;
    let mut links = Vec::new();
    let admin: Vec<String> = pocs.admin.iter().cloned().collect();
    for (function, handles) in [
        ("AD", &admin),
        ("T", &pocs.tech),
        ("AB", &pocs.abuse),
        ("N", &pocs.noc),
        ("R", &pocs.routing),
        ("D", &pocs.dns),
    ] {
        for text in handles {
            links.push(PocLink {
                handle: exact(text)?,
                function: function.to_owned(),
            });
        }
    }
    let base = OrgRecord::default();
    let registered = file.registered.clone().unwrap_or(base.registered);
    let mut org = Org {
        handle,
        name: file.name.clone(),
        admin: None,
        tech: Vec::new(),
        abuse: Vec::new(),
        accepts: file.accept_reassignments.unwrap_or(true),
        record: OrgRecord {
            dba_name: file.dba_name.clone(),
            tax_id: file.tax_id.clone(),
            url: file.url.clone(),
            place: place.ok_or("not an address")?,
            comment: file.comment.clone(),
            others: Vec::new(),
            registered,
        },
    };
    org.set_links(links);
    Ok(org)
}
