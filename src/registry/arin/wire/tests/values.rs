//! What single values mean: addresses, ranges, lines, empty and doubled elements, base64.

use super::CORE;
use super::documents::POC;
use crate::registry::arin::wire::*;

fn net(inner: &str) -> Result<NetPayload, WireError> {
    decode(format!("<net {CORE}>{inner}</net>").as_bytes())
}

#[test]
fn an_error_may_say_nothing() {
    let empty = format!("<error {CORE}><additionalInfo/><code/><components/><message/></error>");
    let empty: ErrorPayload = decode(empty.as_bytes()).expect("empty error");
    assert_eq!((empty.code, empty.message.as_str()), (None, ""));
}

#[test]
fn an_empty_collection_is_one_and_a_strange_one_is_not_empty() {
    let empty = format!("<collection {CORE}/>");
    let nets: Collection<NetPayload> = decode(empty.as_bytes()).expect("empty");
    assert!(nets.0.is_empty());
    for inner in ["<ticket/>", "<x xmlns='urn:x'/>", "sorry"] {
        let strange = format!("<collection {CORE}>{inner}</collection>");
        assert!(decode::<Collection<NetPayload>>(strange.as_bytes()).is_err());
    }
}

#[test]
fn the_root_must_be_of_the_core_namespace() {
    for document in ["<net/>", "<net xmlns='urn:x'/>", "<html/>"] {
        let read = decode::<NetPayload>(document.as_bytes());
        assert!(matches!(read, Err(WireError::Root { .. })), "{document}");
    }
}

#[test]
fn padded_addresses_are_decimal_and_ipv6_comes_in_any_form() {
    for (text, address) in [
        ("198.051.100.064", "198.51.100.64"),
        (" 010.008.000.009 ", "10.8.0.9"),
        ("2001:0DB8:0040:0000:0000:0000:0000:0000", "2001:db8:40::"),
        ("2001:db8:0FFF:FFFF:ffff::", "2001:db8:fff:ffff:ffff::"),
    ] {
        assert_eq!(parse_address(text), Some(address.parse().expect(address)));
    }
    for text in [
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.0004",
        "1.2.3.+4",
        "x",
    ] {
        assert_eq!(parse_address(text), None, "{text}");
    }
}

#[test]
fn blocks_together_are_one_range_or_none() {
    let block = |start: &str, end: &str, length: &str| {
        format!(
            "<netBlock><startAddress>{start}</startAddress><endAddress>{end}</endAddress>\
             <cidrLength>{length}</cidrLength></netBlock>"
        )
    };
    let range = |blocks: &[String]| {
        let net = net(&format!("<netBlocks>{}</netBlocks>", blocks.concat())).expect("net");
        net.range().map(|range| range.to_string())
    };
    let low = block("198.051.100.080", "198.051.100.095", "28");
    let high = block("198.051.100.096", "", "29");
    let far = block("198.51.100.112", "198.51.100.119", "29");
    assert_eq!(
        range(&[high.clone(), low.clone()]).as_deref(),
        Some("198.51.100.80-198.51.100.103")
    );
    assert_eq!(range(&[low.clone(), far]), None);
    assert_eq!(range(&[low.clone(), low]), None);
    assert_eq!(
        range(&[block("198.51.100.80", "198.51.100.95", "29")]),
        None
    );
    assert_eq!(range(&[block("198.51.100.81", "", "28")]), None);
    assert_eq!(range(&[]), None);
}

#[test]
fn two_recipients_are_none() {
    let both = net("<customerHandle>C1</customerHandle><orgHandle>EXMPL-12</orgHandle>");
    assert_eq!(both.expect("net").recipient(), None);
    let empty = net("<customerHandle>C1</customerHandle><orgHandle></orgHandle>");
    assert!(matches!(
        empty.expect("net").recipient(),
        Some(Recipient::Customer(_))
    ));
}

#[test]
fn lines_are_ordered_by_their_numbers_wherever_they_stand() {
    let net = net(
        "<comment><line number='7'> b </line><line number='-1'>a</line>\
                   <line number='8'></line></comment>",
    )
    .expect("net");
    assert_eq!(net.comment, ["a", " b ", ""]);
}

#[test]
fn what_we_do_not_know_is_remembered() {
    let net = net(
        "<colour>red</colour><n:x xmlns:n='urn:x'>no loss</n:x><netBlocks><netBlock><vrf/></netBlock></netBlocks>\
         <customer><taxId>1</taxId></customer><netName>A</netName><netName>A</netName>",
    )
    .expect("net");
    assert_eq!(net.unknown, ["customer/taxId", "netBlock/vrf", "colour"]);
}

#[test]
fn a_doubled_element_that_disagrees_is_an_error() {
    let twice = net("<netName>A</netName><netName>B</netName>");
    assert_eq!(twice, Err(WireError::Twice("netName")));
}

#[test]
fn a_character_that_xml_can_not_hold_is_not_written() {
    let net = NetPayload {
        name: Some("a\u{1}".to_owned()),
        ..NetPayload::default()
    };
    assert_eq!(encode(&net), Err(WireError::Character(1)));
}

#[test]
fn shown_texts_can_not_move_the_cursor() {
    assert_eq!(plain(" a\u{1b}[2J\nb\u{202e} "), "a\\u{1b}[2J b\\u{202e}");
}

#[test]
fn empty_wrappers_are_empty_and_missing_ones_are_none() {
    let empty = format!(
        "<poc {CORE}><emails/><phones></phones><streetAddress/><comment/><iso3166-1/><city/></poc>"
    );
    let poc: PocPayload = decode(empty.as_bytes()).expect("a POC");
    assert_eq!((poc.emails, poc.phones), (Some(vec![]), Some(vec![])));
    assert_eq!((poc.country, poc.city), (None, None));
    let none: PocPayload = decode(format!("<poc {CORE}/>").as_bytes()).expect("a POC");
    assert_eq!(none, PocPayload::default());
}

#[test]
fn an_empty_list_is_written_where_it_takes_all_away() {
    let zone = DelegationPayload {
        nameservers: Some(Vec::new()),
        ..DelegationPayload::default()
    };
    let written = String::from_utf8(encode(&zone).expect("a delegation")).expect("UTF-8");
    assert!(written.ends_with(&format!(
        "<delegation {CORE}><nameservers></nameservers></delegation>"
    )));
}

#[test]
fn words_that_we_do_not_know_are_kept() {
    let poc = POC.replace(">ROLE<", ">ROBOT<").replace(">O<", ">Q<");
    let poc: PocPayload = decode(poc.as_bytes()).expect("a POC");
    assert_eq!(poc.contact_type.as_deref(), Some("ROBOT"));
    assert_eq!(poc.phones.expect("phones")[0].code.as_deref(), Some("Q"));
    assert_eq!(poc.unknown, [""; 0]);
}

#[test]
fn base64_may_be_broken_into_lines_and_lack_its_padding() {
    let data = |text: &str| {
        let message = format!(
            "<message {CORE}><attachments><attachment><data>{text}</data></attachment></attachments></message>"
        );
        decode::<MessagePayload>(message.as_bytes())
            .map(|message| message.attachments[0].data.clone())
    };
    for text in [
        "aGVsbG8=",
        "aGVsbG8",
        "\n  aGVs\r\n\tbG8=\n",
        "aGVs&#13;&#10;bG8",
    ] {
        assert_eq!(data(text), Ok(Some(b"hello".to_vec())), "{text:?}");
    }
    assert_eq!(data(""), Ok(Some(Vec::new())));
    for text in ["a", "a*b=", "aGVsbG8==="] {
        assert!(
            matches!(data(text), Err(WireError::Value { name: "data", .. })),
            "{text:?}"
        );
    }
}

#[test]
fn the_misspelt_name_of_a_file_is_read() {
    let reference = format!(
        "<message {CORE}><attachmentReferences><attachmentReference><attachementFilename>a.txt\
         </attachementFilename><attachmentId>1</attachmentId></attachmentReference></attachmentReferences></message>"
    );
    let message: MessagePayload = decode(reference.as_bytes()).expect("a message");
    assert_eq!(message.references[0].filename, "a.txt");
}

#[test]
fn namespaces_are_declared_only_where_they_are_used() {
    let message = MessagePayload {
        subject: Some("x".to_owned()),
        ..MessagePayload::default()
    };
    let bare = String::from_utf8(encode(&message).expect("a message")).expect("UTF-8");
    assert!(
        bare.contains(&format!("<message {CORE}><subject>")),
        "{bare}"
    );
    let numbered = MessagePayload {
        id: Some(4),
        ..message
    };
    let numbered = String::from_utf8(encode(&numbered).expect("a message")).expect("UTF-8");
    assert!(
        numbered.contains("xmlns:ns2=\"http://www.arin.net/regrws/messages/v1\">")
            && numbered.contains("<ns2:messageId>4</ns2:messageId>"),
        "{numbered}"
    );
}
