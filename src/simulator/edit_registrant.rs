//! Edits of orgs, POCs and delegations by somebody else (design, section 10): no key, the same rules.

use serde_json::{Map, Value};

use super::books::Books;
use super::delegation_body::{SentDelegation, SentKey, SentServer};
use super::edit::{mistake, one, refused, several};
use super::options::SimulatorError;
use super::org_body::SentOrg;
use super::place::SentPlace;
use super::poc_body::{SentContact, SentPhone};
use super::read::SentPoc;
use super::registrant::{Delegation, Phone, Poc};
use super::state::{Change, Org};
use super::{delegation, org, poc, zone};

type Fields = Map<String, Value>;

/// What the deletion of an org or a POC changes; `None` when the handle is of neither.
pub(super) fn delete(books: &Books, handle: &str) -> Result<Option<Vec<Change>>, SimulatorError> {
    if let Some(live) = books.state.org(handle) {
        org::removable(&books.state, live).map_err(|refusal| refused(&refusal))?;
        return Ok(Some(vec![Change::OrgGone(live.handle.clone())]));
    }
    if let Some(live) = books.state.poc(handle) {
        poc::removable(&books.state, live).map_err(|refusal| refused(&refusal))?;
        return Ok(Some(vec![Change::PocGone(live.handle.clone())]));
    }
    Ok(None)
}

/// What the edit of an org, a POC or a delegation changes; `None` when nothing of these has the name.
pub(super) fn modify(
    books: &Books,
    name: &str,
    fields: &Fields,
) -> Result<Option<Change>, SimulatorError> {
    let state = &books.state;
    if let Some(live) = state.org(name) {
        let sent = edited_org(live, fields)?;
        let changed = org::changed(books, live, &sent).map_err(|refusal| refused(&refusal))?;
        return Ok(Some(Change::Org(Box::new(changed))));
    }
    if let Some(live) = state.poc(name) {
        let sent = edited_poc(live, fields)?;
        let changed =
            poc::changed(live, &sent, &books.options).map_err(|refusal| refused(&refusal))?;
        return Ok(Some(Change::Poc(Box::new(changed))));
    }
    let zone = format!("{}.", name.trim_end_matches('.').to_ascii_lowercase());
    if zone::holders(state, &zone).is_empty() {
        return Ok(None);
    }
    let live = delegation::held(state, zone);
    let sent = edited_delegation(&live, fields)?;
    let changed = delegation::changed(&live, &sent).map_err(|refusal| refused(&refusal))?;
    Ok(Some(Change::Delegation(Box::new(changed))))
}

fn edited_org(live: &Org, fields: &Fields) -> Result<SentOrg, SimulatorError> {
    let record = live.record.clone();
    let mut sent = SentOrg {
        handle: Some(live.handle.to_string()),
        name: Some(live.name.clone()),
        dba_name: record.dba_name,
        tax_id: record.tax_id,
        url: record.url,
        place: SentPlace::shown(&record.place),
        comment: record.comment,
        links: None,
        accepts: Some(live.accepts),
        registered: Some(record.registered),
    };
    for (field, value) in fields {
        match field.as_str() {
            "name" | "orgName" => sent.name = one(field, value)?,
            "dba_name" | "dbaName" => sent.dba_name = one(field, value)?,
            "tax_id" | "taxId" => sent.tax_id = one(field, value)?,
            "url" | "orgUrl" => sent.url = one(field, value)?,
            "comment" => sent.comment = several(field, value)?,
            "accept_reassignments" | "acceptReassignments" => {
                let given = value.as_bool();
                let given = given.ok_or_else(|| mistake(format!("{field} is true or false")))?;
                sent.accepts = Some(given);
            }
            "pocs" | "pocLinks" => sent.links = Some(links(field, value)?),
            _ => set_place(&mut sent.place, field, value)?,
        }
    }
    Ok(sent)
}

fn links(field: &str, value: &Value) -> Result<Vec<SentPoc>, SimulatorError> {
    let list = value.as_array();
    let list = list.ok_or_else(|| mistake(format!("{field} is a list")))?;
    let link = |link: &Value| {
        let text = |name: &str| link.get(name).and_then(Value::as_str).map(str::to_owned);
        SentPoc {
            handle: text("handle"),
            function: text("function").unwrap_or_default(),
        }
    };
    Ok(list.iter().map(link).collect())
}

fn edited_poc(live: &Poc, fields: &Fields) -> Result<SentContact, SimulatorError> {
    let (who, reach) = (live.identity.clone(), live.reach.clone());
    let mut sent = SentContact {
        handle: Some(live.handle.to_string()),
        contact_type: Some(who.contact.word().to_owned()),
        first_name: who.first_name,
        middle_name: who.middle_name,
        last_name: Some(who.last_name),
        company: reach.company,
        place: SentPlace::shown(&reach.place),
        comment: reach.comment,
        emails: reach.emails,
        phones: reach.phones.iter().map(phone).collect(),
        registered: Some(live.registered.clone()),
    };
    for (field, value) in fields {
        match field.as_str() {
            "company" | "companyName" => sent.company = one(field, value)?,
            "first_name" | "firstName" => sent.first_name = one(field, value)?,
            "last_name" | "lastName" => sent.last_name = one(field, value)?,
            "comment" => sent.comment = several(field, value)?,
            "emails" => sent.emails = several(field, value)?,
            "phone" => {
                let office = one(field, value)?;
                for phone in &mut sent.phones {
                    if phone.code.as_deref() == Some("O") {
                        phone.number.clone_from(&office);
                    }
                }
            }
            _ => set_place(&mut sent.place, field, value)?,
        }
    }
    Ok(sent)
}

fn phone(phone: &Phone) -> SentPhone {
    SentPhone {
        number: Some(phone.number.clone()),
        extension: phone.extension.clone(),
        code: Some(phone.code.clone()),
    }
}

fn set_place(place: &mut SentPlace, field: &str, value: &Value) -> Result<(), SimulatorError> {
    match field {
        "street" | "streetAddress" => place.street = several(field, value)?,
        "city" => place.city = one(field, value)?,
        "region" | "iso3166-2" => place.region = one(field, value)?,
        "postal_code" | "postalCode" => place.postal_code = one(field, value)?,
        "country" => place.code2 = one(field, value)?,
        _ => return Err(mistake(format!("{field} can not be edited"))),
    }
    Ok(())
}

fn edited_delegation(live: &Delegation, fields: &Fields) -> Result<SentDelegation, SimulatorError> {
    let server = |host: String| SentServer { host, ttl: None };
    let hosts = live.nameservers.iter().map(|known| known.host.clone());
    let keys = live.keys.iter().map(|key| SentKey {
        algorithm: Some(key.algorithm.to_string()),
        digest: Some(key.digest.clone()),
        digest_type: Some(key.digest_type.to_string()),
        key_tag: Some(key.key_tag.to_string()),
        ttl: None,
    });
    let mut sent = SentDelegation {
        name: Some(live.name.clone()),
        nameservers: hosts.map(server).collect(),
        keys: keys.collect(),
    };
    for (field, value) in fields {
        match field.as_str() {
            "nameservers" => {
                sent.nameservers = several(field, value)?.into_iter().map(server).collect();
            }
            "keys" => sent.keys = sent_keys(value)?,
            _ => return Err(mistake(format!("{field} can not be edited"))),
        }
    }
    Ok(sent)
}

/// DS records, their numbers as texts or numbers.
fn sent_keys(value: &Value) -> Result<Vec<SentKey>, SimulatorError> {
    let list = value.as_array();
    let list = list.ok_or_else(|| mistake("keys is a list"))?;
    let key = |key: &Value| {
        let text = |name: &str| match key.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        SentKey {
            algorithm: text("algorithm"),
            digest: text("digest"),
            digest_type: text("digest_type"),
            key_tag: text("key_tag"),
            ttl: text("ttl"),
        }
    };
    Ok(list.iter().map(key).collect())
}
