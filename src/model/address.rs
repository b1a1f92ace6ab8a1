//! Postal addresses with a country and, where the country has them, a region.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::text::Ascii;
use super::{Text, parsed};

/// Why a country or region is not one. `meant` is the code that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a code of ISO 3166-1.
    #[error("no country has the code \"{text}\"")]
    Country {
        /// What was written.
        text: String,
        /// The code of the country whose name or alpha-3 code was written.
        meant: Option<&'static str>,
    },
    /// Not a subdivision of the country.
    #[error("{country} has no region \"{text}\"")]
    Region {
        /// The country.
        country: Country,
        /// What was written.
        text: String,
        /// The code of the region whose name was written.
        meant: Option<String>,
    },
}

/// A country by its two-letter code (ISO 3166-1 alpha-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

impl Country {
    /// Reads a two-letter code in either case.
    ///
    /// # Errors
    /// When no country has the code; with the one meant, when the text is a country's name or three-letter code.
    pub fn new(text: &str) -> Result<Self, AddressError> {
        let upper = text.trim().to_ascii_uppercase();
        rust_iso3166::from_alpha2(&upper)
            .map(|country| Self(country.alpha2))
            .ok_or_else(|| AddressError::Country {
                text: text.to_owned(),
                meant: Self::meant(text.trim()),
            })
    }

    /// The country with a three-letter code.
    #[must_use]
    pub fn from_code3(code: &str) -> Option<Self> {
        rust_iso3166::from_alpha3(code).map(|country| Self(country.alpha2))
    }

    fn meant(text: &str) -> Option<&'static str> {
        let upper = text.to_ascii_uppercase();
        let exact = rust_iso3166::ALL
            .iter()
            .find(|country| country.alpha3 == upper || country.name.eq_ignore_ascii_case(text))
            .map(|country| country.alpha2);
        let spoken = match upper.as_str() {
            "UK" | "GREAT BRITAIN" | "UNITED KINGDOM" | "ENGLAND" => Some("GB"),
            "UNITED STATES" | "U.S." | "U.S.A." | "AMERICA" => Some("US"),
            "EL" => Some("GR"),
            _ => None,
        };
        exact.or(spoken).or_else(|| {
            rust_iso3166::ALL
                .iter()
                .map(|country| {
                    (
                        strsim::jaro_winkler(&country.name.to_ascii_uppercase(), &upper),
                        country.alpha2,
                    )
                })
                .filter(|(likeness, _)| *likeness > 0.9)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, code)| code)
        })
    }

    /// The two-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The three-letter code.
    #[must_use]
    pub fn code3(self) -> &'static str {
        rust_iso3166::from_alpha2(self.0).map_or("", |country| country.alpha3)
    }

    /// The English short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        rust_iso3166::from_alpha2(self.0).map_or("", |country| country.name)
    }

    /// Whether the registry demands a region and a postal code: the United States and Canada (reference 6.2).
    #[must_use]
    pub fn needs_region(self) -> bool {
        matches!(self.0, "US" | "CA")
    }
}

impl FromStr for Country {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// A region by the part of its ISO 3166-2 code that follows the country: `VA`, `ON`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(Text);

impl Region {
    /// Reads a region of a country; `US-VA` is taken as `VA`.
    ///
    /// # Errors
    /// When the country has no such region; with the one meant, when the text is a region's name.
    pub fn new(country: Country, text: &str) -> Result<Self, AddressError> {
        let upper = text.trim().to_ascii_uppercase();
        let short = upper.strip_prefix(&format!("{country}-")).unwrap_or(&upper);
        let country_code = rust_iso3166::from_alpha2(country.code());
        let regions = country_code
            .as_ref()
            .and_then(|found| found.subdivisions())
            .unwrap_or_default();
        let code = |code: &'static str| code.split_once('-').map_or(code, |(_, short)| short);
        if regions.iter().any(|region| code(region.code) == short) {
            return Ok(Self(short.into()));
        }
        let meant = regions
            .iter()
            .map(|region| {
                (
                    strsim::jaro_winkler(&region.name.to_ascii_uppercase(), &upper),
                    code(region.code),
                )
            })
            .filter(|(likeness, _)| *likeness > 0.9)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, code)| code.to_owned());
        Err(AddressError::Region {
            country,
            text: text.to_owned(),
            meant,
        })
    }

    /// A region that was read before, from where it was kept.
    pub(super) fn packed(code: Text) -> Self {
        Self(code)
    }

    /// The code without its country.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The same, to be shared.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A postal address. `Listed::Alone` stands for a field that the repository does not mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street lines, at least one.
    pub street: Vec<Ascii>,
    /// The city.
    pub city: Ascii,
    /// The region; always a value for the US and Canada.
    pub region: super::Listed<Region>,
    /// The postal code; always a value for the US and Canada.
    pub postal_code: super::Listed<Ascii>,
    /// The country.
    pub country: Country,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_by_name_names_its_code() {
        let us = Country::new("us").expect("US");
        assert_eq!(
            Region::new(us, "va").map(|r| r.to_string()),
            Ok("VA".to_owned())
        );
        assert_eq!(
            Region::new(us, "US-VA").map(|r| r.to_string()),
            Ok("VA".to_owned())
        );
        let Err(AddressError::Region { meant, .. }) = Region::new(us, "Virginia") else {
            panic!("no region")
        };
        assert_eq!(meant.as_deref(), Some("VA"));
    }

    #[test]
    fn a_country_by_name_or_three_letters_names_its_code() {
        for (text, code) in [
            ("USA", "US"),
            ("Canada", "CA"),
            ("United States", "US"),
            ("UK", "GB"),
            ("Germny", "DE"),
        ] {
            let Err(AddressError::Country { meant, .. }) = Country::new(text) else {
                panic!("{text}")
            };
            assert_eq!(meant, Some(code), "{text}");
        }
        assert!(matches!(
            Country::new("QQ"),
            Err(AddressError::Country { meant: None, .. })
        ));
    }
}
