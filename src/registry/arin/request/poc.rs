//! Requests about POCs (reference 3.5).

use super::RequestError;
use super::call::{act, delete, read, write};
use super::error::{echoed, new_record};
use super::path::escaped;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::PocHandle;
use crate::registry::arin::wire::{PhonePayload, PocPayload};

/// Which telephones of a POC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phones<'a> {
    /// All with this number, exactly as it is stored.
    Number(&'a str),
    /// All of this type: `O`, `F` or `M`.
    Kind(&'a str),
    /// Those with this number and of this type.
    Both {
        /// The number, exactly as it is stored.
        number: &'a str,
        /// The type.
        kind: &'a str,
    },
}

/// Reads a POC.
#[must_use]
pub fn poc(handle: &PocHandle) -> ReadRequest {
    read(format!("/rest/poc/{handle}"))
}

/// Creates a POC. Without a link to the account of the key nobody can change it with that key.
///
/// # Errors
/// When the payload has system fields or can not be written.
pub fn create_poc(poc: &PocPayload, make_link: bool) -> Result<WriteRequest, RequestError> {
    new_record(poc.handle.is_some(), poc.registration_date.as_deref())?;
    write(Method::Post, format!("/rest/poc;makeLink={make_link}"), poc)
}

/// Replaces a POC: the payload is the live record with its changes.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_poc(poc: &PocPayload) -> Result<WriteRequest, RequestError> {
    let handle = poc.handle.as_ref().ok_or(RequestError::NoEcho("handle"))?;
    echoed(&poc.unknown, poc.registration_date.as_deref())?;
    write(Method::Put, format!("/rest/poc/{handle}"), poc)
}

/// Deletes a POC. Refused while it is linked to anything.
#[must_use]
pub fn delete_poc(handle: &PocHandle) -> WriteRequest {
    delete(format!("/rest/poc/{handle}"))
}

/// Adds a telephone to a POC.
///
/// # Errors
/// When a text can not be written.
pub fn add_phone(handle: &PocHandle, phone: &PhonePayload) -> Result<WriteRequest, RequestError> {
    write(Method::Put, format!("/rest/poc/{handle}/phone"), phone)
}

/// Deletes telephones of a POC. Whichever of number and type is left out matches all.
///
/// # Errors
/// When a number or a type can not stand in a path.
pub fn delete_phones(handle: &PocHandle, phones: Phones<'_>) -> Result<WriteRequest, RequestError> {
    let which = match phones {
        Phones::Number(number) => escaped(number)?,
        Phones::Kind(kind) => format!(";type={}", escaped(kind)?),
        Phones::Both { number, kind } => {
            format!("{};type={}", escaped(number)?, escaped(kind)?)
        }
    };
    Ok(delete(format!("/rest/poc/{handle}/phone/{which}")))
}

/// Adds an address of mail to a POC.
///
/// # Errors
/// When it can not stand in a path.
pub fn add_email(handle: &PocHandle, email: &str) -> Result<WriteRequest, RequestError> {
    Ok(act(Method::Post, of_email(handle, email)?))
}

/// Deletes an address of mail of a POC.
///
/// # Errors
/// When it can not stand in a path.
pub fn delete_email(handle: &PocHandle, email: &str) -> Result<WriteRequest, RequestError> {
    Ok(delete(of_email(handle, email)?))
}

fn of_email(handle: &PocHandle, email: &str) -> Result<String, RequestError> {
    Ok(format!("/rest/poc/{handle}/email/{}", escaped(email)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::request::samples::{POC, line, same_document};
    use crate::registry::arin::wire::decode;

    fn handle() -> PocHandle {
        "NETWO99-ARIN".parse().expect("a handle")
    }

    fn live() -> PocPayload {
        decode(POC.as_bytes()).expect("a POC")
    }

    #[test]
    fn pocs_have_the_paths_of_the_reference() {
        assert_eq!(poc(&handle()).path, "/rest/poc/NETWO99-ARIN");
        let number = "+1-540-555-0100";
        let both = Phones::Both { number, kind: "M" };
        for (request, said) in [
            (Ok(delete_poc(&handle())), "DELETE /rest/poc/NETWO99-ARIN"),
            (
                delete_phones(&handle(), Phones::Number(number)),
                "DELETE /rest/poc/NETWO99-ARIN/phone/%2B1-540-555-0100",
            ),
            (
                delete_phones(&handle(), Phones::Kind("F")),
                "DELETE /rest/poc/NETWO99-ARIN/phone/;type=F",
            ),
            (
                delete_phones(&handle(), both),
                "DELETE /rest/poc/NETWO99-ARIN/phone/%2B1-540-555-0100;type=M",
            ),
            (
                delete_phones(&handle(), Phones::Number("1;type=O")),
                "DELETE /rest/poc/NETWO99-ARIN/phone/1%3Btype%3DO",
            ),
            (
                add_email(&handle(), "noc@example.net"),
                "POST /rest/poc/NETWO99-ARIN/email/noc%40example.net",
            ),
            (
                delete_email(&handle(), "a/b?c@example.net"),
                "DELETE /rest/poc/NETWO99-ARIN/email/a%2Fb%3Fc%40example.net",
            ),
        ] {
            let request = request.expect("a request");
            assert_eq!(line(&request), said);
            assert!(request.body.is_empty());
        }
        for nothing in ["", "..", "."] {
            assert!(delete_phones(&handle(), Phones::Number(nothing)).is_err());
            assert!(delete_phones(&handle(), Phones::Kind(nothing)).is_err());
            assert!(add_email(&handle(), nothing).is_err());
        }
    }

    #[test]
    fn a_modify_echoes_the_document_of_the_reference() {
        let request = modify_poc(&live()).expect("a request");
        assert_eq!(line(&request), "PUT /rest/poc/NETWO99-ARIN");
        same_document(&request.body, POC);
    }

    #[test]
    fn a_record_that_can_not_be_echoed_whole_is_not_written() {
        let unknown = PocPayload {
            unknown: vec!["fax".to_owned()],
            ..live()
        };
        assert!(matches!(
            modify_poc(&unknown),
            Err(RequestError::Unknown(_))
        ));
        for lacking in [
            PocPayload {
                handle: None,
                ..live()
            },
            PocPayload {
                registration_date: None,
                ..live()
            },
        ] {
            assert!(matches!(modify_poc(&lacking), Err(RequestError::NoEcho(_))));
        }
    }

    #[test]
    fn a_new_poc_has_no_system_fields() {
        assert!(matches!(
            create_poc(&live(), true),
            Err(RequestError::Forbidden(_))
        ));
        let new = PocPayload {
            handle: None,
            ..live()
        };
        assert!(matches!(
            create_poc(&new, true),
            Err(RequestError::Forbidden(_))
        ));
        let new = PocPayload {
            registration_date: None,
            ..new
        };
        for link in [true, false] {
            let request = create_poc(&new, link).expect("a request");
            assert_eq!(line(&request), format!("POST /rest/poc;makeLink={link}"));
            assert_eq!(decode(&request.body), Ok(new.clone()));
        }
    }

    #[test]
    fn a_phone_is_added_as_the_reference_shows() {
        let phone = PhonePayload {
            number: Some("+1-540-555-0199".to_owned()),
            code: Some("M".to_owned()),
            ..PhonePayload::default()
        };
        let request = add_phone(&handle(), &phone).expect("a request");
        assert_eq!(line(&request), "PUT /rest/poc/NETWO99-ARIN/phone");
        same_document(
            &request.body,
            "<phone xmlns=\"http://www.arin.net/regrws/core/v1\">
              <number>+1-540-555-0199</number><type><code>M</code></type>
            </phone>",
        );
    }
}
