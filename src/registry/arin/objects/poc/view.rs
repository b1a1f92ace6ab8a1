//! The canonical form of a POC: what can change, and what it is known by.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::super::view::{PutBack, canonical_lines};
use super::super::super::wire::{PhonePayload, PocPayload};
use super::super::place::{Elements, PlaceView, element, field, lines, text};
use super::DesiredPoc;
use super::desired::Identity;
use super::phone::digits;
use crate::model::{Fields, Incarnation};

/// A POC as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePoc {
    /// Which POC.
    pub incarnation: Incarnation,
    /// What it says.
    pub view: PocView,
}

/// What a POC says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PocView {
    /// `PERSON` or `ROLE`.
    pub kind: String,
    /// The first name.
    pub first_name: String,
    /// The middle name.
    pub middle_name: String,
    /// The last name, or the name of the role.
    pub last_name: String,
    /// The company.
    pub company: String,
    /// Where it is.
    pub place: PlaceView,
    /// The addresses of mail, as they are stored.
    pub emails: BTreeSet<String>,
    /// The telephones.
    pub phones: BTreeSet<PhoneView>,
    /// Comment lines without blank ones.
    pub comment: Vec<String>,
}

/// A telephone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PhoneView {
    /// The number, as it is stored.
    pub number: String,
    /// `O`, `F` or `M`.
    pub code: String,
    /// The extension.
    pub extension: String,
}

/// The calls that change a POC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Add one address of mail.
    AddEmail(String),
    /// Delete one address of mail.
    DeleteEmail(String),
    /// Add one telephone.
    AddPhone(PhoneView),
    /// Delete one telephone.
    DeletePhone(PhoneView),
    /// Replace the whole.
    Put,
}

/// The fields of a POC, in reading order.
pub(super) const FIELDS: &[&str] = &[
    "type",
    "first_name",
    "middle_name",
    "last_name",
    "name",
    "company",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "phones",
    "emails",
    "comment",
];

impl PhoneView {
    fn is(&self, other: &Self) -> bool {
        digits(&self.number) == digits(&other.number)
            && self.code == other.code
            && self.extension == other.extension
    }

    fn of(phone: &PhonePayload) -> Self {
        Self {
            number: text(phone.number.as_ref()),
            code: text(phone.code.as_ref()).to_ascii_uppercase(),
            extension: text(phone.extension.as_ref()),
        }
    }

    /// As a payload.
    pub(super) fn payload(&self) -> PhonePayload {
        PhonePayload {
            number: element(&self.number),
            extension: element(&self.extension),
            code: element(&self.code),
            ..PhonePayload::default()
        }
    }
}

fn elements(poc: &PocPayload) -> Elements {
    Elements {
        country: poc.country.clone(),
        street: poc.street.clone(),
        city: poc.city.clone(),
        region: poc.region.clone(),
        postal_code: poc.postal_code.clone(),
    }
}

/// Which life of a POC a record is of; none when it has no handle or no date.
pub(super) fn incarnation(poc: &PocPayload) -> Option<Incarnation> {
    Some(Incarnation {
        handle: poc.handle.as_ref()?.into(),
        registered: poc.registration_date.as_ref()?.into(),
        recipient: None,
    })
}

impl LivePoc {
    /// A POC as it came; none when it has no handle or no date.
    #[must_use]
    pub fn of(poc: &PocPayload) -> Option<Self> {
        Some(Self {
            incarnation: incarnation(poc)?,
            view: PocView::of(poc),
        })
    }
}

impl PocView {
    /// The view of a record as it came.
    #[must_use]
    pub fn of(poc: &PocPayload) -> Self {
        let emails = poc.emails.iter().flatten();
        let phones = poc.phones.iter().flatten();
        Self {
            kind: text(poc.contact_type.as_ref()).to_ascii_uppercase(),
            first_name: text(poc.first_name.as_ref()),
            middle_name: text(poc.middle_name.as_ref()),
            last_name: text(poc.last_name.as_ref()),
            company: text(poc.company.as_ref()),
            place: PlaceView::of(&elements(poc)),
            emails: emails.map(|email| email.trim().to_owned()).collect(),
            phones: phones.map(PhoneView::of).collect(),
            comment: canonical_lines(&poc.comment),
        }
    }

    /// What the POC is to be, when it is now this, or nothing.
    #[must_use]
    pub fn wanted(&self, declared: &DesiredPoc) -> Self {
        let Identity {
            kind,
            first_name,
            middle_name,
            last_name,
        } = &declared.identity;
        let said = |said: &Option<String>, live: &String| said.as_ref().unwrap_or(live).clone();
        let emails = declared.emails.as_ref().map(|emails| {
            let stored = |email: &String| {
                let mut live = self.emails.iter();
                let same = live.find(|live| live.eq_ignore_ascii_case(email));
                same.unwrap_or(email).clone()
            };
            emails.iter().map(stored).collect()
        });
        let phones = declared.phones.as_ref().map(|phones| {
            let stored = |phone: &PhoneView| {
                let same = self.phones.iter().find(|live| live.is(phone));
                same.unwrap_or(phone).clone()
            };
            phones.iter().map(stored).collect()
        });
        let place = declared.address.as_ref();
        Self {
            kind: said(kind, &self.kind),
            first_name: said(first_name, &self.first_name),
            middle_name: said(middle_name, &self.middle_name),
            last_name: said(last_name, &self.last_name),
            company: declared
                .company
                .over(Some(self.company.clone()))
                .unwrap_or_default(),
            place: place.map_or_else(|| self.place.clone(), |place| self.place.wanted(place)),
            emails: emails.unwrap_or_else(|| self.emails.clone()),
            phones: phones.unwrap_or_else(|| self.phones.clone()),
            comment: declared
                .comment
                .over(Some(self.comment.clone()))
                .map(|lines| canonical_lines(&lines))
                .unwrap_or_default(),
        }
    }

    /// Whether it is somebody else than declared: names and type can not be changed.
    #[must_use]
    pub fn is_another(&self, identity: &Identity) -> bool {
        let differs = |said: &Option<String>, live: &String| {
            said.as_ref()
                .is_some_and(|said| !said.eq_ignore_ascii_case(live))
        };
        differs(&identity.kind, &self.kind)
            || differs(&identity.first_name, &self.first_name)
            || differs(&identity.middle_name, &self.middle_name)
            || differs(&identity.last_name, &self.last_name)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> String {
        let names = [&self.first_name, &self.middle_name, &self.last_name];
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        names
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The smallest call that makes `after` of this.
    #[must_use]
    pub fn call(&self, after: &Self) -> Call {
        let same = Self {
            emails: after.emails.clone(),
            phones: after.phones.clone(),
            ..self.clone()
        };
        if same != *after {
            return Call::Put;
        }
        let added: Vec<&String> = after.emails.difference(&self.emails).collect();
        let gone: Vec<&String> = self.emails.difference(&after.emails).collect();
        let new: Vec<&PhoneView> = after.phones.difference(&self.phones).collect();
        let old: Vec<&PhoneView> = self.phones.difference(&after.phones).collect();
        match (
            added.as_slice(),
            gone.as_slice(),
            new.as_slice(),
            old.as_slice(),
        ) {
            ([email], [], [], []) => Call::AddEmail((*email).clone()),
            ([], [email], [], []) => Call::DeleteEmail((*email).clone()),
            ([], [], [phone], []) => Call::AddPhone((*phone).clone()),
            // The call names number and type; another telephone with both would go too.
            ([], [], [], [phone])
                if !after
                    .phones
                    .iter()
                    .any(|other| other.number == phone.number && other.code == phone.code) =>
            {
                Call::DeletePhone((*phone).clone())
            }
            _ => Call::Put,
        }
    }

    /// The record for a PUT: what stays goes back as it came. Names and type are never changed.
    #[must_use]
    pub fn edited(&self, live: PocPayload) -> PocPayload {
        let place = self.place.edited(elements(&live));
        let back = PutBack {
            before: &Self::of(&live),
            now: self,
        };
        let phones = self.phones.iter().map(|phone| {
            let mut old = live.phones.iter().flatten();
            let same = old.find(|old| PhoneView::of(old) == *phone);
            same.cloned().unwrap_or_else(|| phone.payload())
        });
        PocPayload {
            phones: Some(phones.collect()),
            emails: Some(self.emails.iter().cloned().collect()),
            company: back.field(|view| &view.company, live.company, element(&self.company)),
            comment: back.field(|view| &view.comment, live.comment, self.comment.clone()),
            country: place.country,
            street: place.street,
            city: place.city,
            region: place.region,
            postal_code: place.postal_code,
            ..live
        }
    }

    /// The record for a POST.
    #[must_use]
    pub fn create(&self) -> PocPayload {
        self.edited(PocPayload {
            contact_type: element(&self.kind),
            first_name: element(&self.first_name),
            middle_name: element(&self.middle_name),
            last_name: element(&self.last_name),
            ..PocPayload::default()
        })
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        let role = self.kind == "ROLE";
        field(&mut fields, "type", &self.kind.to_ascii_lowercase());
        field(&mut fields, "first_name", &self.first_name);
        field(&mut fields, "middle_name", &self.middle_name);
        field(
            &mut fields,
            if role { "name" } else { "last_name" },
            &self.last_name,
        );
        field(&mut fields, "company", &self.company);
        self.place.fields(&mut fields);
        let phones: Vec<String> = self.phones.iter().map(ToString::to_string).collect();
        lines(&mut fields, "phones", &phones);
        let emails: Vec<String> = self.emails.iter().cloned().collect();
        lines(&mut fields, "emails", &emails);
        lines(&mut fields, "comment", &self.comment);
        fields
    }
}

impl std::fmt::Display for PhoneView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.code.as_str() {
            "O" => "office",
            "F" => "fax",
            "M" => "mobile",
            other => other,
        };
        write!(f, "{} {kind}", self.number)?;
        if !self.extension.is_empty() {
            write!(f, " ext {}", self.extension)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(number: &str, code: &str, extension: &str) -> PhoneView {
        PhoneView {
            number: number.to_owned(),
            code: code.to_owned(),
            extension: extension.to_owned(),
        }
    }

    fn view(emails: &[&str], phones: &[PhoneView]) -> PocView {
        PocView {
            emails: emails.iter().map(|email| (*email).to_owned()).collect(),
            phones: phones.iter().cloned().collect(),
            ..PocView::default()
        }
    }

    #[test]
    fn the_smallest_call_is_taken() {
        let office = phone("+1-540-555-0100", "O", "");
        let fax = phone("+1-540-555-0101", "F", "");
        let seven = phone("+1-540-555-0101", "F", "7");
        let one = view(&["a@example.net"], std::slice::from_ref(&office));
        let two = view(
            &["a@example.net", "b@example.net"],
            std::slice::from_ref(&office),
        );
        let other = view(&["b@example.net"], std::slice::from_ref(&office));
        let with_fax = view(&["a@example.net"], &[office.clone(), fax.clone()]);
        assert_eq!(one.call(&two), Call::AddEmail("b@example.net".to_owned()));
        assert_eq!(
            two.call(&one),
            Call::DeleteEmail("b@example.net".to_owned())
        );
        assert_eq!(one.call(&other), Call::Put);
        assert_eq!(one.call(&with_fax), Call::AddPhone(fax.clone()));
        assert_eq!(with_fax.call(&one), Call::DeletePhone(fax.clone()));
        assert_eq!(two.call(&with_fax), Call::Put);
        let both = view(&["a@example.net"], &[office, fax, seven]);
        assert_eq!(both.call(&with_fax), Call::Put, "the call would take both");
        let named = PocView {
            company: "Example".to_owned(),
            ..two
        };
        assert_eq!(one.call(&named), Call::Put);
    }
}
