//! The phones and e-mail addresses of a POC, one at a time (reference 2.11 and 3.5).

use crate::model::Country;

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::poc_body::{self, SentPhone};
use super::refusal::{Component, Refusal, settle};
use super::registrant::{Phone, Poc};
use super::state::Change;
use super::{answer_registrant, poc};

/// An e-mail address that stands beside others. What is wrong is added to `wrong`.
pub(super) fn email(text: &str, others: &[String], wrong: &mut Vec<Component>) -> Option<String> {
    let fits = text.split_once('@').is_some_and(|(user, host)| {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | ',' | ';' | '<' | '>');
        !user.is_empty() && text.len() <= 254 && user.chars().all(plain) && is_host(host)
    });
    if !fits {
        wrong.push(Component::new("email", "Not an e-mail address."));
        return None;
    }
    if others.iter().any(|other| other.eq_ignore_ascii_case(text)) {
        wrong.push(Component::new("email", "An e-mail address is given twice."));
        return None;
    }
    Some(text.to_owned())
}

/// Whether a text is the name of a host, without a final dot: at least two labels of letters, digits and hyphens.
pub(super) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.contains(|c: char| c.is_ascii_alphabetic())
}

/// A phone that stands beside others, its number as it is stored. What is wrong is added to `wrong`.
pub(super) fn phone(
    sent: &SentPhone,
    country: Option<Country>,
    others: &[Phone],
    wrong: &mut Vec<Component>,
) -> Option<Phone> {
    let before = wrong.len();
    let number = match &sent.number {
        None => {
            wrong.push(Component::required("number"));
            None
        }
        Some(text) => {
            let number = stored(text.trim(), country);
            if number.is_none() {
                wrong.push(Component::new("number", "Not a phone number."));
            }
            number
        }
    };
    let code = sent.code.as_deref().map(str::trim);
    match code {
        Some("O" | "F" | "M") => {}
        Some(_) => wrong.push(Component::new("code", "A phone is O, F or M.")),
        None => wrong.push(Component::required("type")),
    }
    if wrong.len() > before {
        return None;
    }
    let phone = Phone {
        number: number?,
        extension: sent.extension.as_deref().map(|text| text.trim().to_owned()),
        code: code?.to_owned(),
    };
    let known = |other: &Phone| other.number == phone.number && other.code == phone.code;
    if others.iter().any(known) {
        wrong.push(Component::new("number", "A phone is given twice."));
        return None;
    }
    Some(phone)
}

/// A number as it is stored: one of the North American plan as `+1-540-555-0100`, another as it was sent.
fn stored(text: &str, country: Option<Country>) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let spelled = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')');
    let rest = text.strip_prefix('+').unwrap_or(text);
    if !rest.chars().all(spelled) || !(5..=15).contains(&digits.len()) {
        return None;
    }
    let abroad = text.starts_with('+') && !digits.starts_with('1');
    if abroad || !country.is_some_and(Country::needs_region) {
        return Some(text.to_owned());
    }
    let national = match digits.len() {
        10 if !text.starts_with('+') => digits.as_str(),
        11 => digits.strip_prefix('1')?,
        _ => return None,
    };
    let (area, local) = national.split_at_checked(3)?;
    let (exchange, line) = local.split_at_checked(3)?;
    Some(format!("+1-{area}-{exchange}-{line}"))
}

/// `PUT /rest/poc/{handle}/phone`: the reply is the phone as it is stored.
pub(super) fn add_phone(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let mut live = poc::authorized(&books.state, caller, handle)?.clone();
    let sent = poc_body::phone(body)?;
    let mut wrong = Vec::new();
    let country = Some(live.reach.place.country);
    let made = phone(&sent, country, &live.reach.phones, &mut wrong);
    settle(wrong)?;
    let made = made.ok_or_else(Refusal::unspecified)?;
    let reply = Reply::xml(200, answer_registrant::phone(&made));
    live.reach.phones.push(made);
    books.keep(vec![Change::Poc(Box::new(live))])?;
    Ok(reply)
}

/// `DELETE /rest/poc/{handle}/phone/{number};type={code}`, either of the two or both: the reply lists what went.
pub(super) fn delete_phone(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    number: Option<&str>,
    code: Option<&str>,
) -> Result<Reply, Refusal> {
    let mut live = poc::authorized(&books.state, caller, handle)?.clone();
    if number.is_none() && code.is_none() {
        return Err(Refusal::bad_request("A phone number or a type is needed."));
    }
    let asked = |phone: &Phone| {
        number.is_none_or(|number| number == phone.number)
            && code.is_none_or(|code| code == phone.code)
    };
    let (gone, stay): (Vec<Phone>, Vec<Phone>) = live.reach.phones.into_iter().partition(asked);
    if !stay.iter().any(|phone| phone.code == "O") {
        let office = Component::new("phones", "An office phone is needed.");
        return Err(Refusal::entity(vec![office]));
    }
    live.reach.phones = stay;
    let reply = Reply::xml(200, answer_registrant::phones(&gone));
    books.keep(vec![Change::Poc(Box::new(live))])?;
    Ok(reply)
}

/// `POST /rest/poc/{handle}/email/{email}`.
pub(super) fn add_email(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    address: &str,
) -> Result<Reply, Refusal> {
    let mut live: Poc = poc::authorized(&books.state, caller, handle)?.clone();
    let mut wrong = Vec::new();
    let made = email(address, &live.reach.emails, &mut wrong);
    settle(wrong)?;
    live.reach.emails.extend(made);
    poc::answered(books, live, Vec::new())
}

/// `DELETE /rest/poc/{handle}/email/{email}`.
pub(super) fn delete_email(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    address: &str,
) -> Result<Reply, Refusal> {
    let mut live: Poc = poc::authorized(&books.state, caller, handle)?.clone();
    let before = live.reach.emails.len();
    let matches = |known: &String| known.eq_ignore_ascii_case(address);
    live.reach.emails.retain(|known| !matches(known));
    if live.reach.emails.len() == before {
        return Err(Refusal::not_found("The e-mail address"));
    }
    if live.reach.emails.is_empty() {
        let last = Component::new("emails", "An e-mail address is needed.");
        return Err(Refusal::entity(vec![last]));
    }
    poc::answered(books, live, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_north_american_plan_have_one_spelling() {
        let stored = |text: &str, country: &str| stored(text, Country::new(country).ok());
        for text in [
            "+1-540-555-0100",
            "540-555-0100",
            "(540) 555 0100",
            "1.540.555.0100",
        ] {
            assert_eq!(
                stored(text, "US").as_deref(),
                Some("+1-540-555-0100"),
                "{text}"
            );
        }
        assert_eq!(
            stored("+49 30 123456", "DE").as_deref(),
            Some("+49 30 123456")
        );
        assert_eq!(
            stored("+49 30 123456", "US").as_deref(),
            Some("+49 30 123456")
        );
        for text in ["555-0100", "call me", "", "+1-540-555-01000"] {
            assert_eq!(stored(text, "US"), None, "{text}");
        }
    }

    #[test]
    fn hosts_have_two_labels_and_no_final_dot() {
        for host in ["ns1.example.net", "a.b-c.xn--p1ai"] {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "ns1",
            "",
            "ns1.example.net.",
            "-a.example",
            "a_b.example",
            "192.0.2.1",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }
}
