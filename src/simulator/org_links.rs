//! The links between orgs and POCs (reference 2.6 and 3.5).

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::Dialect;
use super::read::SentPoc;
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, PocLink, State};
use super::{answer_registrant, org};

/// The links of a payload: known POCs, one Admin, a Tech, an Abuse. What is wrong is added to `wrong`.
pub(super) fn checked(state: &State, sent: &[SentPoc], wrong: &mut Vec<Component>) -> Vec<PocLink> {
    let mut links: Vec<PocLink> = Vec::new();
    let before = wrong.len();
    for link in sent {
        let known = link.handle.as_deref().and_then(|text| state.poc(text));
        let Some(poc) = known else {
            wrong.push(Component::new("pocLinkRef", "The POC does not exist."));
            continue;
        };
        let link = PocLink {
            handle: poc.handle.clone(),
            function: link.function.clone(),
        };
        if links.contains(&link) {
            wrong.push(Component::new("pocLinks", "A POC link is given twice."));
        } else {
            links.push(link);
        }
    }
    if wrong.len() == before {
        complete(&links, wrong);
    }
    links
}

/// Exactly one Admin, and at least one Tech and one Abuse.
fn complete(links: &[PocLink], wrong: &mut Vec<Component>) {
    let count = |function: &str| {
        let links = links.iter().filter(|link| link.function == function);
        links.count()
    };
    for (fits, message) in [
        (count("AD") == 1, "Exactly one Admin POC is needed."),
        (count("T") > 0, "A Tech POC is needed."),
        (count("AB") > 0, "An Abuse POC is needed."),
    ] {
        if !fits {
            wrong.push(Component::new("pocLinks", message));
        }
    }
}

/// `PUT /rest/org/{org}/poc/{poc};pocFunction={function}`. The old documents let a new Admin replace the old one;
/// today that is refused, and is done by modifying the org.
pub(super) fn add(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    asked: (&str, &str),
) -> Result<Reply, Refusal> {
    let (poc, function) = asked;
    let mut live = org::authorized(&books.state, caller, handle)?.clone();
    let poc = books
        .state
        .poc(poc)
        .ok_or_else(|| Refusal::not_found("The POC"))?;
    let link = PocLink {
        handle: poc.handle.clone(),
        function: function.to_owned(),
    };
    let mut links = live.links();
    match (function, books.options.dialect) {
        ("AD", Dialect::Current) => {
            return Err(Refusal::bad_request(
                "The Admin POC can not be added; modify the organization instead.",
            ));
        }
        ("AD", Dialect::Legacy) => links.retain(|link| link.function != "AD"),
        (_, Dialect::Current | Dialect::Legacy) if links.contains(&link) => {
            let twice = Component::new("pocLinks", "The POC has the function already.");
            return Err(Refusal::entity(vec![twice]));
        }
        (_, Dialect::Current | Dialect::Legacy) => {}
    }
    links.push(link);
    live.set_links(links);
    let reply = org::shown(&live, books.options.dialect);
    books.keep(vec![Change::Org(Box::new(live))])?;
    Ok(reply)
}

/// `DELETE /rest/org/{org}/poc/{poc};pocFunction={function}`, either of the two or both. The reply is the org; in
/// the old documents it is the list of what went (reference 2.16, unverified).
pub(super) fn remove(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    asked: (Option<&str>, Option<&str>),
) -> Result<Reply, Refusal> {
    let (poc, function) = asked;
    let mut live = org::authorized(&books.state, caller, handle)?.clone();
    if poc.is_none() && function.is_none() {
        return Err(Refusal::bad_request("A POC or a function is needed."));
    }
    let (gone, stay): (Vec<PocLink>, Vec<PocLink>) = live.links().into_iter().partition(|link| {
        poc.is_none_or(|poc| poc == link.handle.as_str())
            && function.is_none_or(|function| function == link.function)
    });
    if gone.is_empty() {
        return Err(Refusal::not_found("The POC link"));
    }
    let mut wrong = Vec::new();
    complete(&stay, &mut wrong);
    settle(wrong)?;
    live.set_links(stay);
    let reply = match books.options.dialect {
        Dialect::Current => org::shown(&live, Dialect::Current),
        Dialect::Legacy => Reply::xml(200, answer_registrant::links(&gone)),
    };
    books.keep(vec![Change::Org(Box::new(live))])?;
    Ok(reply)
}
