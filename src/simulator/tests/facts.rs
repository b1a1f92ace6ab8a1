//! Facts that the simulator has from the model, as the client has: countries, regions, letters, covers. Here
//! they stand as literals, so that a mistake of the model is not a rule of the registry.

use crate::simulator::testing::{Answer, BAKERY, REASSIGN, Site, customer, net};

const ENTITY: &str = "E_ENTITY_VALIDATION";

async fn post(site: &Site, body: &str) -> Answer {
    let path = "/rest/net/NET-198-51-100-0-1/customer";
    site.call("POST", path, &customer(body)).await
}

#[tokio::test]
async fn countries_have_two_codes_and_a_name() {
    let site = Site::new();
    let with = |codes: &str| {
        BAKERY
            .replace("<code2>US</code2>", codes)
            .replace("<iso3166-2>VA</iso3166-2>", "")
    };
    for (code2, code3, name) in [
        ("DE", "DEU", "Germany"),
        ("FR", "FRA", "France"),
        ("GB", "GBR", "United Kingdom"),
        ("JM", "JAM", "Jamaica"),
        ("JP", "JPN", "Japan"),
        ("MX", "MEX", "Mexico"),
    ] {
        let codes = format!("<code2>{code2}</code2><code3>{code3}</code3>");
        for codes in [codes, format!("<code3>{code3}</code3>")] {
            let made = post(&site, &with(&codes)).await;
            assert_eq!(made.status, 200, "{}", made.body);
            let shown = (made.text("code2"), made.text("code3"), made.text("name"));
            assert_eq!(shown, (code2, code3, name));
        }
    }
    for code in ["UK", "EL", "EU", "XX", "ZZ", "USA", "U"] {
        let refused = post(&site, &with(&format!("<code2>{code}</code2>"))).await;
        assert_eq!(refused.refusal(), (400, ENTITY, "code2"), "{code}");
    }
}

#[tokio::test]
async fn regions_belong_to_their_country() {
    let site = Site::new();
    for (country, region, known) in [
        ("US", "VA", true),
        ("US", "CA", true),
        ("US", "DC", true),
        ("US", "ON", false),
        ("US", "XX", false),
        ("US", "Virginia", false),
        ("CA", "ON", true),
        ("CA", "QC", true),
        ("CA", "YT", true),
        ("CA", "VA", false),
        ("DE", "BY", true),
        ("DE", "VA", false),
        ("JP", "13", true),
    ] {
        let body = BAKERY
            .replace(">US<", &format!(">{country}<"))
            .replace(">VA<", &format!(">{region}<"));
        let answer = post(&site, &body).await;
        if known {
            assert_eq!(answer.status, 200, "{country}-{region}");
        } else {
            let refusal = (400, ENTITY, "iso3166-2");
            assert_eq!(answer.refusal(), refusal, "{country}-{region}");
        }
    }
}

#[tokio::test]
async fn comments_take_ascii_and_accented_latin_letters() {
    let site = Site::new();
    let with =
        |letter: char| format!("{BAKERY}<comment><line number=\"0\">a{letter}b</line></comment>");
    for letter in [
        '~', '\u{c0}', 'Ö', 'Ø', 'ß', 'é', '\u{ff}', '\u{100}', 'ő', '\u{24f}', '\u{1e00}',
        '\u{1eff}',
    ] {
        let taken = post(&site, &with(letter)).await;
        assert_eq!(taken.status, 200, "{letter:?}");
    }
    for letter in [
        '\t',
        '\u{7f}',
        '\u{a0}',
        'ª',
        '¿',
        '×',
        '÷',
        '\u{250}',
        'Α',
        'Ж',
        '\u{1dff}',
        '\u{1f00}',
        '–',
        '’',
        '日',
        '\u{1f600}',
    ] {
        let refused = post(&site, &with(letter)).await;
        assert_eq!(refused.refusal(), (400, ENTITY, "comment"), "{letter:?}");
    }
}

#[tokio::test]
async fn a_range_is_stored_as_its_smallest_cover() {
    for (start, end, cover) in [
        ("198.51.100.64", "198.51.100.79", "198.051.100.064/28"),
        ("198.51.100.64", "198.51.100.64", "198.051.100.064/32"),
        (
            "198.51.100.80",
            "198.51.100.103",
            "198.051.100.080/28 198.051.100.096/29",
        ),
        (
            "198.51.100.65",
            "198.51.100.78",
            "198.051.100.065/32 198.051.100.066/31 198.051.100.068/30 198.051.100.072/30 \
             198.051.100.076/31 198.051.100.078/32",
        ),
        (
            "198.51.100.72",
            "198.51.100.191",
            "198.051.100.072/29 198.051.100.080/28 198.051.100.096/27 198.051.100.128/26",
        ),
        (
            "2001:db8:40::",
            "2001:db8:42:ffff:ffff:ffff:ffff:ffff",
            "2001:0DB8:0040:0000:0000:0000:0000:0000/47 2001:0DB8:0042:0000:0000:0000:0000:0000/48",
        ),
    ] {
        let site = Site::new();
        let parent = if start.contains(':') {
            "NET6-2001-DB8-1"
        } else {
            "NET-198-51-100-0-1"
        };
        let body = net(&format!(
            "<netBlocks><netBlock><startAddress>{start}</startAddress><endAddress>{end}</endAddress></netBlock></netBlocks>\
             <customerHandle>C09990002</customerHandle><parentNetHandle>{parent}</parentNetHandle><netName>A</netName>"
        ));
        let path = REASSIGN.replace("NET-198-51-100-0-1", parent);
        let made = site.call("PUT", &path, &body).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let texts = |name: &str| {
            let open = format!("<{name}>");
            let pieces = made.body.split(&open).skip(1);
            let texts = pieces.filter_map(|piece| piece.split('<').next());
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let blocks = texts("startAddress").into_iter().zip(texts("cidrLength"));
        let shown: Vec<String> = blocks
            .map(|(at, length)| format!("{at}/{length}"))
            .collect();
        assert_eq!(shown.join(" "), cover);
    }
}
