//! The texts of a customer record in one piece of memory. An estate holds one of these for each registration, on either
//! side, and nearly all are only ever compared: a text and a glance, where each field by itself were ten.

use serde::{Deserialize, Deserializer, Serialize};

use super::address::{Address, Country, Region};
use super::text::Ascii;
use super::{CustomerContent, Listed, Text};

/// Stands after each field but the last. No document of the registry can hold it (XML 1.0, section 2.2).
const FIELD: char = '\u{1f}';
/// Stands after each line of a field that has lines.
const LINE: char = '\u{1e}';

/// Name, street, city, region, postal code, country and comment of a customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CustomerTexts(Text);

/// The fields of [`CustomerTexts`] in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerField {
    /// The legal name.
    Name,
    /// The city.
    City,
    /// The region's code.
    Region,
    /// The postal code.
    PostalCode,
    /// The country's two-letter code.
    Country,
    /// Street lines.
    Street,
    /// Comment lines.
    Comment,
}

impl CustomerField {
    const ALL: [Self; 7] = [
        Self::Name,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Country,
        Self::Street,
        Self::Comment,
    ];
}

impl CustomerTexts {
    /// Packs fields. Of the two characters that keep them apart none is kept in a value: what holds one differs from
    /// anything that can be declared, and does so after this too.
    #[must_use]
    pub fn of<'a>(
        [name, city, region, postal_code, country]: [&str; 5],
        street: impl Iterator<Item = &'a str>,
        comment: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut packed = String::with_capacity(160);
        for field in [name, city, region, postal_code, country] {
            push(&mut packed, field);
            packed.push(FIELD);
        }
        let lines = |packed: &mut String, lines: &mut dyn Iterator<Item = &'a str>| {
            for line in lines {
                push(packed, line);
                packed.push(LINE);
            }
        };
        lines(&mut packed, &mut { street });
        packed.push(FIELD);
        lines(&mut packed, &mut { comment });
        Self(packed.into())
    }

    /// A field of one line.
    #[must_use]
    pub fn field(&self, field: CustomerField) -> &str {
        self.0.split(FIELD).nth(field as usize).unwrap_or_default()
    }

    /// The lines of a field that has lines.
    pub fn lines(&self, field: CustomerField) -> impl Iterator<Item = &str> {
        self.field(field).split_terminator(LINE)
    }

    /// Whether two are the same in all fields but some.
    #[must_use]
    pub fn same_but(&self, other: &Self, but: impl Fn(CustomerField) -> bool) -> bool {
        let fields = CustomerField::ALL.into_iter();
        let mut both = fields.zip(self.0.split(FIELD).zip(other.0.split(FIELD)));
        both.all(|(field, (one, other))| one == other || but(field))
    }
}

fn push(packed: &mut String, value: &str) {
    if value.contains([FIELD, LINE]) {
        packed.push_str(&value.replace([FIELD, LINE], "\u{fffd}"));
    } else {
        packed.push_str(value);
    }
}

impl<'de> Deserialize<'de> for CustomerTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let packed = Text::deserialize(deserializer)?;
        let fields = packed.split(FIELD).count();
        if fields == CustomerField::ALL.len() {
            Ok(Self(packed))
        } else {
            Err(serde::de::Error::custom(format!("{fields} fields")))
        }
    }
}

/// A [`CustomerContent`], packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedContent {
    texts: CustomerTexts,
    country: Country,
    region: Said,
    postal_code: Said,
    comment: Said,
    /// Whether the public sees neither name nor street; `None` leaves it alone.
    pub private: Option<bool>,
}

/// Which of the three a [`Listed`] is.
type Said = Listed<()>;

fn said<T>(listed: &Listed<T>) -> Said {
    match listed {
        Listed::Alone => Listed::Alone,
        Listed::Clear => Listed::Clear,
        Listed::Value(_) => Listed::Value(()),
    }
}

impl PackedContent {
    /// All texts; a field that is left alone is empty.
    #[must_use]
    pub fn texts(&self) -> &CustomerTexts {
        &self.texts
    }

    /// The legal name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.field(CustomerField::Name)
    }

    /// Whether the registry's value of a field stays, whatever it is.
    #[must_use]
    pub fn leaves(&self, field: CustomerField) -> bool {
        let said = match field {
            CustomerField::Region => &self.region,
            CustomerField::PostalCode => &self.postal_code,
            CustomerField::Comment => &self.comment,
            CustomerField::Name
            | CustomerField::City
            | CustomerField::Country
            | CustomerField::Street => return false,
        };
        *said == Listed::Alone
    }

    /// As it was before it was packed.
    #[must_use]
    pub fn unpacked(&self) -> CustomerContent {
        let ascii = |text: &str| Ascii::packed(text.into());
        let field = |field| self.texts.field(field);
        let region = |()| Region::packed(field(CustomerField::Region).into());
        CustomerContent {
            name: ascii(self.name()),
            address: Address {
                street: self.texts.lines(CustomerField::Street).map(ascii).collect(),
                city: ascii(field(CustomerField::City)),
                region: self.region.clone().map(region),
                postal_code: (self.postal_code.clone())
                    .map(|()| ascii(field(CustomerField::PostalCode))),
                country: self.country,
            },
            comment: self.comment.clone().map(|()| {
                let lines = self.texts.lines(CustomerField::Comment);
                lines.map(Text::from).collect()
            }),
            private: self.private,
        }
    }
}

impl From<&CustomerContent> for PackedContent {
    fn from(content: &CustomerContent) -> Self {
        let CustomerContent {
            name,
            address,
            comment,
            private,
        } = content;
        let region = address.region.value().map_or("", Region::code);
        let postal_code = address.postal_code.value().map_or("", Ascii::as_str);
        let country = address.country.code();
        Self {
            texts: CustomerTexts::of(
                [
                    name.as_str(),
                    address.city.as_str(),
                    region,
                    postal_code,
                    country,
                ],
                address.street.iter().map(Ascii::as_str),
                comment.value().into_iter().flatten().map(Text::as_str),
            ),
            country: address.country,
            region: said(&address.region),
            postal_code: said(&address.postal_code),
            comment: said(comment),
            private: *private,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(comment: Listed<Vec<Text>>, region: Listed<Region>) -> CustomerContent {
        let ascii = |text| Ascii::new(text).expect("ASCII");
        CustomerContent {
            name: ascii("Blue Heron Bakery LLC"),
            address: Address {
                street: vec![ascii("12 Mill Road"), ascii("Suite 4")],
                city: ascii("Harrisonburg"),
                region,
                postal_code: Listed::Value(ascii("22801")),
                country: Country::new("US").expect("US"),
            },
            comment,
            private: Some(true),
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        let region = Region::new(Country::new("US").expect("US"), "VA").expect("VA");
        let regions = [Listed::Alone, Listed::Clear, Listed::Value(region)];
        let lines = |lines: &[&str]| Listed::Value(lines.iter().map(|l| Text::from(*l)).collect());
        let comments = [
            Listed::Alone,
            Listed::Clear,
            lines(&[]),
            lines(&[""]),
            lines(&["NOC hours", "", "Café"]),
        ];
        for region in regions {
            for comment in &comments {
                let content = content(comment.clone(), region.clone());
                let packed = PackedContent::from(&content);
                assert_eq!(packed.unpacked(), content);
                assert_eq!(
                    packed.leaves(CustomerField::Comment),
                    *comment == Listed::Alone
                );
                assert_eq!(
                    packed.leaves(CustomerField::Region),
                    region == Listed::Alone
                );
                let kept = postcard::to_stdvec(&packed).expect("bytes");
                assert_eq!(postcard::from_bytes(&kept), Ok(packed));
            }
        }
    }

    #[test]
    fn a_value_with_what_keeps_fields_apart_is_no_other_value() {
        let packed = |name: &str, street: &[&str]| {
            CustomerTexts::of(
                [name, "", "", "", ""],
                street.iter().copied(),
                [].into_iter(),
            )
        };
        let odd = packed("A\u{1f}B", &["C\u{1e}D"]);
        assert_eq!(odd.field(CustomerField::Name), "A\u{fffd}B");
        assert_eq!(odd.field(CustomerField::City), "");
        let lines: Vec<&str> = odd.lines(CustomerField::Street).collect();
        assert_eq!(lines, ["C\u{fffd}D"]);
        assert_ne!(odd, packed("A\u{fffd}B", &["C", "D"]));
    }

    #[test]
    fn fields_that_are_left_out_do_not_tell_two_apart() {
        let packed = |city: &str, comment: &'static str| {
            CustomerTexts::of(
                ["A", city, "", "", "US"],
                [].into_iter(),
                [comment].into_iter(),
            )
        };
        let (one, other) = (packed("X", "1"), packed("X", "2"));
        assert!(one.same_but(&other, |field| field == CustomerField::Comment));
        assert!(!one.same_but(&other, |field| field == CustomerField::City));
        assert!(!one.same_but(&packed("Y", "1"), |field| field == CustomerField::Comment));
    }

    #[test]
    fn a_text_that_lacks_a_field_is_not_read() {
        let short = postcard::to_stdvec("A\u{1f}B").expect("bytes");
        assert!(postcard::from_bytes::<CustomerTexts>(&short).is_err());
    }
}
