//! Which call of orgs, POCs and delegations a path names, and the rule that answers it (reference 3.5).

use super::auth::Caller;
use super::books::Books;
use super::desk::Twist;
use super::exchange::{Reply, Request};
use super::options::Options;
use super::refusal::Refusal;
use super::route::decoded;
use super::state::State;
use super::{delegation, org, org_links, poc, poc_parts};

const FUNCTIONS: &[&str] = &["AD", "T", "AB", "N", "R", "D"];
const PHONES: &[&str] = &["O", "F", "M"];

/// A parameter of a path: `Err` when it is not known, or has a value that is not.
type Parameter = Result<Option<String>, ()>;

/// A path of this part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    /// A POC.
    Poc(String),
    /// A new POC, with the value of `makeLink`.
    NewPoc(Parameter),
    /// The phones of a POC: the number, and the value of `type`.
    Phone(String, Option<String>, Parameter),
    /// An e-mail address of a POC.
    Email(String, String),
    /// An org.
    Org(String),
    /// A new org.
    NewOrg,
    /// A POC of an org, and the value of `pocFunction`.
    OrgPoc(String, Option<String>, Parameter),
    /// A new org for a net.
    Recipient(String),
    /// The delegations of a net.
    OfNet(String),
    /// A delegation.
    Delegation(String),
    /// A name server of a delegation.
    Nameserver(String, String),
    /// All name servers of a delegation.
    Nameservers(String),
}

impl Call {
    /// Reads the segments after `rest`; `None` when they name no call of this part.
    pub(super) fn of(segments: &[&str]) -> Option<Self> {
        let text = |segment: &str| decoded(segment).filter(|text| !text.is_empty());
        match segments {
            ["org"] => Some(Self::NewOrg),
            ["org", handle] => text(handle).map(Self::Org),
            ["org", handle, "poc", link] => {
                let (poc, function) = matrix(link, "pocFunction", FUNCTIONS);
                let poc = decoded(poc)?;
                let given = Some(poc).filter(|poc| !poc.is_empty());
                Some(Self::OrgPoc(text(handle)?, given, function))
            }
            ["org", handle, link] => {
                let (name, function) = matrix(link, "pocFunction", FUNCTIONS);
                (name == "poc").then_some(Self::OrgPoc(text(handle)?, None, function))
            }
            [new] => {
                let (name, link) = matrix(new, "makeLink", &["true", "false"]);
                (name == "poc").then_some(Self::NewPoc(link))
            }
            ["poc", handle] => text(handle).map(Self::Poc),
            ["poc", handle, "email", email] => Some(Self::Email(text(handle)?, text(email)?)),
            ["poc", handle, "phone", phone] => {
                let (number, kind) = matrix(phone, "type", PHONES);
                let number = decoded(number)?;
                let given = Some(number).filter(|number| !number.is_empty());
                Some(Self::Phone(text(handle)?, given, kind))
            }
            ["poc", handle, phone] => {
                let (name, kind) = matrix(phone, "type", PHONES);
                (name == "phone").then_some(Self::Phone(text(handle)?, None, kind))
            }
            ["net", parent, "org"] => text(parent).map(Self::Recipient),
            ["net", handle, "delegations"] => text(handle).map(Self::OfNet),
            ["delegation", name] => text(name).map(Self::Delegation),
            ["delegation", name, "nameserver", host] => {
                Some(Self::Nameserver(text(name)?, text(host)?))
            }
            ["delegation", name, "nameservers"] => text(name).map(Self::Nameservers),
            _ => None,
        }
    }

    /// The verbs that the path takes.
    pub(super) fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Poc(_) | Self::Org(_) => &["GET", "PUT", "DELETE"],
            Self::NewPoc(_) | Self::NewOrg | Self::Recipient(_) => &["POST"],
            Self::Phone(_, None, Ok(None)) | Self::OrgPoc(..) => &["PUT", "DELETE"],
            Self::Phone(..) | Self::Nameservers(_) => &["DELETE"],
            Self::Email(..) | Self::Nameserver(..) => &["POST", "DELETE"],
            Self::OfNet(_) => &["GET"],
            Self::Delegation(_) => &["GET", "PUT"],
        }
    }

    /// Answers a read.
    pub(super) fn read(
        &self,
        state: &State,
        caller: &Caller,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        match self {
            Self::Poc(handle) => poc::get(state, caller, handle),
            Self::Org(handle) => org::get(state, caller, handle, options.dialect),
            Self::OfNet(handle) => delegation::of_net(state, caller, handle),
            Self::Delegation(name) => delegation::get(state, caller, name),
            Self::NewPoc(_)
            | Self::Phone(..)
            | Self::Email(..)
            | Self::NewOrg
            | Self::OrgPoc(..)
            | Self::Recipient(_)
            | Self::Nameserver(..)
            | Self::Nameservers(_) => Err(Refusal::method()),
        }
    }

    /// Answers anything but a read.
    pub(super) fn write(
        &self,
        books: &mut Books,
        caller: &Caller,
        request: &Request,
        twist: &Twist,
    ) -> Result<Reply, Refusal> {
        let body = request.body.as_slice();
        match (self, request.method.as_str()) {
            (Self::Poc(handle), "PUT") => poc::put(books, caller, handle, body),
            (Self::Poc(handle), _) => poc::delete(books, caller, handle),
            (Self::NewPoc(link), _) => {
                let link = known(link)? == Some("true");
                poc::post(books, caller, link, body)
            }
            (Self::Phone(handle, _, _), "PUT") => poc_parts::add_phone(books, caller, handle, body),
            (Self::Phone(handle, number, kind), _) => {
                let kind = known(kind)?;
                poc_parts::delete_phone(books, caller, handle, number.as_deref(), kind)
            }
            (Self::Email(handle, email), "POST") => {
                poc_parts::add_email(books, caller, handle, email)
            }
            (Self::Email(handle, email), _) => {
                poc_parts::delete_email(books, caller, handle, email)
            }
            (Self::Org(handle), "PUT") => org::put(books, caller, handle, body),
            (Self::Org(handle), _) => org::delete(books, caller, handle),
            (Self::NewOrg, _) => org::post(books, caller, body, twist),
            (Self::OrgPoc(handle, poc, function), "PUT") => {
                let asked = poc.as_deref().zip(known(function)?);
                let asked = asked
                    .ok_or_else(|| Refusal::bad_request("A POC and a function are needed."))?;
                org_links::add(books, caller, handle, asked)
            }
            (Self::OrgPoc(handle, poc, function), _) => {
                let asked = (poc.as_deref(), known(function)?);
                org_links::remove(books, caller, handle, asked)
            }
            (Self::Recipient(parent), _) => org::post_recipient(books, caller, parent, body),
            (Self::Delegation(name), _) => delegation::put(books, caller, name, body),
            (Self::Nameserver(name, host), "POST") => {
                let ttl = request.parameter("ttl");
                delegation::add_server(books, caller, name, host, ttl)
            }
            (Self::Nameserver(name, host), _) => {
                delegation::delete_server(books, caller, name, host)
            }
            (Self::Nameservers(name), _) => delegation::delete_servers(books, caller, name),
            (Self::OfNet(_), _) => Err(Refusal::method()),
        }
    }
}

fn known(parameter: &Parameter) -> Result<Option<&str>, Refusal> {
    match parameter {
        Ok(value) => Ok(value.as_deref()),
        Err(()) => Err(Refusal::bad_request(
            "A parameter of the path is not known.",
        )),
    }
}

/// A segment's own text and the value of its one parameter.
fn matrix<'a>(segment: &'a str, name: &str, values: &[&str]) -> (&'a str, Parameter) {
    let mut parts = segment.split(';');
    let own = parts.next().unwrap_or_default();
    let mut found = None;
    for part in parts {
        match part.split_once('=') {
            Some((given, value)) if given == name && values.contains(&value) && found.is_none() => {
                found = Some(value.to_owned());
            }
            _ => return (own, Err(())),
        }
    }
    (own, Ok(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(path: &str) -> Option<Call> {
        let segments: Vec<&str> = path.split('/').collect();
        Call::of(&segments)
    }

    #[test]
    fn either_identifier_of_a_link_or_a_phone_may_be_left_out() {
        let link = |poc: Option<&str>, function: Option<&str>| {
            let [poc, function] = [poc, function].map(|text| text.map(str::to_owned));
            Some(Call::OrgPoc("E-1".to_owned(), poc, Ok(function)))
        };
        assert_eq!(
            call("org/E-1/poc/T1-ARIN;pocFunction=T"),
            link(Some("T1-ARIN"), Some("T"))
        );
        assert_eq!(call("org/E-1/poc/T1-ARIN"), link(Some("T1-ARIN"), None));
        assert_eq!(call("org/E-1/poc;pocFunction=T"), link(None, Some("T")));
        assert_eq!(call("org/E-1/poc/;pocFunction=T"), link(None, Some("T")));
        let phone = |number: Option<&str>, kind: Parameter| {
            Some(Call::Phone("P".to_owned(), number.map(str::to_owned), kind))
        };
        let number = Some("+1-540-555-0100");
        assert_eq!(
            call("poc/P/phone/%2B1-540-555-0100;type=O"),
            phone(number, Ok(Some("O".to_owned())))
        );
        assert_eq!(
            call("poc/P/phone;type=F"),
            phone(None, Ok(Some("F".to_owned())))
        );
        assert_eq!(call("poc/P/phone;type=X"), phone(None, Err(())));
        assert_eq!(call("poc/P/phone"), phone(None, Ok(None)));
    }

    #[test]
    fn other_paths_are_not_of_this_part() {
        for path in [
            "net/N",
            "ticket",
            "poc/P/fax",
            "org/E-1/poc/T/x",
            "org/E-1/nets",
            "poc/%zz",
            "delegation",
        ] {
            assert_eq!(call(path), None, "{path}");
        }
    }
}
