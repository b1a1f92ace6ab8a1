//! What the public directory says of the nets below a prefix (reference 5.1).
//!
//! It lags behind the registry and confirms nothing. It is asked without the key, and whatever it says is
//! text of strangers.

mod said;

use std::net::IpAddr;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

pub use said::Said;

use super::reply::ReadError;
use super::wire::{parse_address, plain};
use crate::http::Response;
use crate::model::{Handle, NetHandle, Prefix, Range};

/// From this many on a list counts as cut, whether it says so or not (reference 5.1).
const CUT: usize = 256;
/// Events of a record, by the words that RDAP has for them.
const REGISTERED: &str = "registration";
const CHANGED: &str = "last changed";

/// The immediate children inside a prefix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Children {
    /// The nets, in the order of the reply.
    pub nets: Vec<PublicNet>,
    /// Whether there are more than the reply holds.
    pub truncated: bool,
}

/// A net in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicNet {
    /// Its handle.
    pub handle: NetHandle,
    /// Its addresses.
    pub range: Range,
    /// The net above.
    pub parent: Option<NetHandle>,
    /// Its name, fit to be shown.
    pub name: Option<String>,
    /// To whom it is given.
    pub registrant: Option<PublicEntity>,
    /// What else is shown of it.
    pub said: Said,
    /// When it was last changed, as it came.
    pub last_changed: Option<String>,
}

/// A customer or an org in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicEntity {
    /// Its handle.
    pub handle: Handle,
    /// Its name, fit to be shown.
    pub name: Option<String>,
    /// What else is shown of it.
    pub said: Said,
    /// When it was registered, as it came.
    pub registered: Option<String>,
    /// When it was last changed, as it came.
    pub last_changed: Option<String>,
}

impl PublicNet {
    /// When it or its registrant was last changed.
    #[must_use]
    pub fn last_change(&self) -> Option<Timestamp> {
        let registrant = self.registrant.as_ref();
        let dates = [
            self.last_changed.as_ref(),
            registrant.and_then(|registrant| registrant.last_changed.as_ref()),
        ];
        let dates = dates.into_iter().flatten();
        dates.filter_map(|date| date.parse().ok()).max()
    }
}

/// Reads the reply to `rdap-down`. 404 in JSON means that there are none.
///
/// # Errors
/// [`ReadError::Unknown`] when the reply is not one, or holds a net that can not be read: a list with a gap
/// would show space as free that is not.
pub fn read_children(response: &Response) -> Result<Children, ReadError> {
    let unknown = |why: String| ReadError::unknown(response, why);
    if response.status == 404 {
        return is_none(response)
            .then(Children::default)
            .ok_or_else(|| unknown("a 404 that is not the directory's".to_owned()));
    }
    let list: SearchResults = body(response)?;
    let nets = list.nets.iter().map(|net| net.public().map_err(unknown));
    let nets: Vec<PublicNet> = nets.collect::<Result<_, _>>()?;
    let mut remarks = list.notices.iter().chain(&list.remarks);
    let truncated = nets.len() >= CUT || remarks.any(Remark::says_cut);
    Ok(Children { nets, truncated })
}

/// Reads the reply to `ip`: the most specific net that covers the address.
///
/// # Errors
/// [`ReadError::Absent`] for a 404 in JSON; [`ReadError::Unknown`] when the reply is not one.
pub fn read_ip(response: &Response) -> Result<PublicNet, ReadError> {
    if response.status == 404 && is_none(response) {
        return Err(ReadError::Absent);
    }
    let net: Network = body(response)?;
    net.public()
        .map_err(|why| ReadError::unknown(response, why))
}

/// Reads the reply to `entity`: the handle of the org or customer that it shows.
///
/// # Errors
/// As [`read_ip`].
pub fn read_entity(response: &Response) -> Result<Handle, ReadError> {
    if response.status == 404 && is_none(response) {
        return Err(ReadError::Absent);
    }
    let entity: Entity = body(response)?;
    let handle = entity.handle.as_deref().and_then(|text| text.parse().ok());
    handle.ok_or_else(|| ReadError::unknown(response, "the entity has no handle".to_owned()))
}

/// Reads the reply to a search for names. 404 in JSON means that there are none; what can not be read is left out, for
/// nothing is concluded from what is not there.
///
/// # Errors
/// [`ReadError::Unknown`] when the reply is not one.
pub fn read_entities(response: &Response) -> Result<Vec<PublicEntity>, ReadError> {
    if response.status == 404 && is_none(response) {
        return Ok(Vec::new());
    }
    let found: FoundEntities = body(response)?;
    let entities = found.entities.iter().filter_map(|entity| {
        Some(PublicEntity {
            handle: entity.handle.as_deref()?.parse().ok()?,
            name: entity.full_name(),
            said: entity.said(),
            registered: event(&entity.events, REGISTERED),
            last_changed: event(&entity.events, CHANGED),
        })
    });
    Ok(entities.collect())
}

fn body<'a, T: Deserialize<'a>>(response: &'a Response) -> Result<T, ReadError> {
    if response.status != 200 {
        let why = "the directory did not answer".to_owned();
        return Err(ReadError::unknown(response, why));
    }
    serde_json::from_slice(&response.body)
        .map_err(|error| ReadError::unknown(response, plain(&error.to_string())))
}

/// Whether a 404 is the directory's own: an error object of RDAP, or a list without elements.
fn is_none(response: &Response) -> bool {
    let Ok(Value::Object(object)) = serde_json::from_slice(&response.body) else {
        return false;
    };
    match object.get("ipSearchResults") {
        Some(Value::Array(nets)) => nets.is_empty(),
        Some(_) => false,
        None => object
            .get("errorCode")
            .is_some_and(|code| code.as_u64() == Some(404) || code.as_str() == Some("404")),
    }
}

#[derive(Deserialize)]
struct SearchResults {
    #[serde(rename = "ipSearchResults")]
    nets: Vec<Network>,
    #[serde(default)]
    notices: Vec<Remark>,
    #[serde(default)]
    remarks: Vec<Remark>,
}

#[derive(Deserialize)]
struct FoundEntities {
    #[serde(rename = "entitySearchResults")]
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Remark {
    #[serde(default)]
    title: Value,
    #[serde(default, rename = "type")]
    kind: Value,
    #[serde(default)]
    description: Value,
}

impl Remark {
    fn says_cut(&self) -> bool {
        [&self.title, &self.kind, &self.description]
            .iter()
            .any(|value| value.to_string().to_lowercase().contains("truncated"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Network {
    handle: String,
    start_address: Option<String>,
    end_address: Option<String>,
    parent_handle: Option<String>,
    name: Option<String>,
    #[serde(default, rename = "cidr0_cidrs")]
    cidrs: Vec<Cidr>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    remarks: Vec<Remark>,
}

#[derive(Deserialize)]
struct Cidr {
    v4prefix: Option<String>,
    v6prefix: Option<String>,
    length: Option<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_action: Option<String>,
    event_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    handle: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    vcard_array: Value,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    remarks: Vec<Remark>,
}

impl Network {
    fn public(&self) -> Result<PublicNet, String> {
        let handle: NetHandle = self
            .handle
            .parse()
            .map_err(|_| format!("\"{}\" is not a net handle", plain(&self.handle)))?;
        let range = self
            .range()
            .ok_or_else(|| format!("the range of {handle} can not be read"))?;
        let parent = self.parent_handle.as_deref();
        Ok(PublicNet {
            handle,
            range,
            parent: parent.and_then(|text| text.parse().ok()),
            name: self.name.as_deref().map(plain),
            registrant: self.entities.iter().find_map(Entity::registrant),
            said: Said::shown_of_net(&self.remarks),
            last_changed: event(&self.events, CHANGED),
        })
    }

    fn range(&self) -> Option<Range> {
        match (self.start_address.as_deref(), self.end_address.as_deref()) {
            (Some(start), Some(end)) => Range::between(parse_address(start)?, parse_address(end)?),
            (Some(_), None) | (None, Some(_)) => None,
            (None, None) => match self.cidrs.as_slice() {
                [one] => Some(one.prefix()?.range()),
                _ => None,
            },
        }
    }
}

impl Cidr {
    fn prefix(&self) -> Option<Prefix> {
        let text = self.v4prefix.as_ref().or(self.v6prefix.as_ref())?;
        let address: IpAddr = parse_address(text)?;
        let prefix = Prefix::covering(address, self.length?)?;
        (prefix.first() == address).then_some(prefix)
    }
}

impl Entity {
    fn registrant(&self) -> Option<PublicEntity> {
        let role = |role: &String| role.eq_ignore_ascii_case("registrant");
        let handle = self.handle.as_deref()?.parse().ok()?;
        self.roles.iter().any(role).then(|| PublicEntity {
            handle,
            name: self.full_name(),
            said: self.said(),
            registered: event(&self.events, REGISTERED),
            last_changed: event(&self.events, CHANGED),
        })
    }

    fn said(&self) -> Said {
        Said::shown_of_entity(&self.vcard_array, &self.remarks)
    }

    /// The `fn` of a jCard: `["vcard", [["fn", {}, "text", "…"], …]]`.
    fn full_name(&self) -> Option<String> {
        let properties = self.vcard_array.get(1)?.as_array()?;
        let property = properties
            .iter()
            .find(|property| property.get(0).and_then(Value::as_str) == Some("fn"))?;
        let name = plain(property.get(3)?.as_str()?);
        (!name.is_empty()).then_some(name)
    }
}

/// The moment of an event, as it came.
fn event(events: &[Event], action: &str) -> Option<String> {
    let event = events
        .iter()
        .find(|event| event.event_action.as_deref() == Some(action))?;
    event.event_date.as_deref().map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NET: &str = include_str!("../wire/documents/rdap-net.json");

    fn response(status: u16, body: &str) -> Response {
        Response {
            status,
            body: body.as_bytes().to_vec(),
            ..Response::default()
        }
    }

    fn list(nets: &[&str], rest: &str) -> Response {
        let body = format!("{{\"ipSearchResults\":[{}]{rest}}}", nets.join(","));
        response(200, &body)
    }

    #[test]
    fn a_net_of_the_reference_is_read() {
        let children = read_children(&list(&[NET], "")).expect("children");
        assert!(!children.truncated);
        let net = &children.nets[0];
        assert_eq!(net.handle.as_str(), "NET-198-51-100-64-1");
        assert_eq!(net.range.to_string(), "198.51.100.64/28");
        assert_eq!(
            net.parent.as_ref().map(NetHandle::as_str),
            Some("NET-198-51-100-0-1")
        );
        assert_eq!(net.name.as_deref(), Some("EXMPL-BHB-1"));
        assert_eq!(
            net.last_changed.as_deref(),
            Some("2026-09-20T10:12:00-04:00")
        );
        let registrant = net.registrant.as_ref().expect("a registrant");
        assert_eq!(registrant.handle.as_str(), "C09990001");
        assert_eq!(registrant.name.as_deref(), Some("Blue Heron Bakery LLC"));
        assert_eq!(read_ip(&response(200, NET)).as_ref(), Ok(net));
    }

    #[test]
    fn an_entity_is_there_or_not_or_nothing_is_known() {
        let found = read_entity(&response(200, r#"{"handle":"DOWN-7","roles":[]}"#));
        assert_eq!(
            found.map(|handle| handle.to_string()),
            Ok("DOWN-7".to_owned())
        );
        let none = read_entity(&response(404, r#"{"errorCode":404,"title":"none"}"#));
        assert_eq!(none, Err(ReadError::Absent));
        for (status, text) in [(404, "<html>"), (200, "{}"), (500, r#"{"errorCode":404}"#)] {
            let unknown = read_entity(&response(status, text));
            assert!(matches!(unknown, Err(ReadError::Unknown { .. })), "{text}");
        }
    }

    #[test]
    fn entities_of_a_name_are_read_and_none_is_no_failure() {
        let found = r#"{"entitySearchResults":[{"handle":"LN-1","vcardArray":["vcard",[["fn",{},"text","Lakeside"]]]},{"handle":7}]}"#;
        assert!(read_entities(&response(200, found)).is_err());
        let found = found
            .replace(r#","handle":7"#, "")
            .replace(r#",{"handle":7}"#, ",{}");
        let found = read_entities(&response(200, &found)).expect("entities");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].handle.as_str(), "LN-1");
        assert_eq!(found[0].name.as_deref(), Some("Lakeside"));
        let none = response(404, r#"{"errorCode":404,"title":"none"}"#);
        assert_eq!(read_entities(&none), Ok(Vec::new()));
        assert!(read_entities(&response(404, "<html>")).is_err());
    }

    #[test]
    fn a_cut_list_says_so_in_one_of_several_ways() {
        for notice in [
            ",\"notices\":[{\"title\":\"Search Results Truncated\"}]",
            ",\"notices\":[{\"type\":\"result set truncated due to excessive load\"}]",
            ",\"remarks\":[{\"description\":[\"The list was truncated.\"]}]",
        ] {
            let children = read_children(&list(&[NET], notice)).expect("children");
            assert!(children.truncated, "{notice}");
        }
        let terms =
            ",\"notices\":[{\"title\":\"Terms of Service\",\"description\":[\"By using\"]}]";
        assert!(
            !read_children(&list(&[NET], terms))
                .expect("children")
                .truncated
        );
        assert!(
            read_children(&list(&[NET; 256], ""))
                .expect("children")
                .truncated
        );
        assert!(
            !read_children(&list(&[NET; 255], ""))
                .expect("children")
                .truncated
        );
    }

    #[test]
    fn none_is_a_404_of_the_directory_and_no_other() {
        for body in [
            "{\"errorCode\":404,\"title\":\"Not found\"}",
            "{\"ipSearchResults\":[]}",
        ] {
            assert_eq!(read_children(&response(404, body)), Ok(Children::default()));
            assert_eq!(read_ip(&response(404, body)), Err(ReadError::Absent));
        }
        for body in [
            "",
            "<html/>",
            "{}",
            "[]",
            "{\"errorCode\":500}",
            "{\"ipSearchResults\":[{}]}",
        ] {
            let read = read_children(&response(404, body));
            assert!(matches!(read, Err(ReadError::Unknown { .. })), "{body}");
            assert_ne!(read_ip(&response(404, body)), Err(ReadError::Absent));
        }
    }

    #[test]
    fn a_list_with_a_net_that_can_not_be_read_is_unknown() {
        let bad = [
            NET.replace("\"startAddress\": \"198.51.100.64\",", ""),
            NET.replace("NET-198-51-100-64-1\",\n", "../x\",\n"),
            NET.replace("198.51.100.79", "198.51.100.999"),
            "{}".to_owned(),
            "null".to_owned(),
        ];
        for net in bad {
            let read = read_children(&list(&[NET, &net], ""));
            assert!(matches!(read, Err(ReadError::Unknown { .. })), "{net}");
        }
        for status in [200, 301, 500, 501] {
            for body in ["", "<html/>", "{}", "{\"ipSearchResults\":null}"] {
                let read = read_children(&response(status, body));
                assert!(matches!(read, Err(ReadError::Unknown { .. })), "{body}");
            }
        }
    }

    #[test]
    fn names_can_not_move_the_cursor() {
        let net = NET.replace("Blue Heron", "Blue\\u001b[2J");
        let children = read_children(&list(&[&net], "")).expect("children");
        let registrant = children.nets[0].registrant.as_ref().expect("a registrant");
        assert_eq!(
            registrant.name.as_deref(),
            Some("Blue\\u{1b}[2J Bakery LLC")
        );
    }

    #[test]
    fn a_net_of_several_prefixes_needs_its_addresses() {
        let without = NET.replace(
            "\"startAddress\": \"198.51.100.64\", \"endAddress\": \"198.51.100.79\", ",
            "",
        );
        assert_ne!(without, NET);
        let net = read_ip(&response(200, &without)).expect("one prefix");
        assert_eq!(net.range.to_string(), "198.51.100.64/28");
    }
}
