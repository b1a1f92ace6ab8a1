//! The word that was probably meant.

/// The candidate most like a word, if one is like it at all. The first of equals wins, so the order of candidates is
/// part of the answer.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    // Likeness is quadratic in length, and no field or key is this long.
    if word.len() > 100 {
        return None;
    }
    for candidate in candidates.filter(|candidate| candidate.len() <= 100) {
        let likeness = strsim::jaro_winkler(word, candidate);
        if likeness > 0.8 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_seen_through() {
        let fields = ["name", "address", "comment", "blocks"];
        assert_eq!(nearest("adress", fields.into_iter()), Some("address"));
        assert_eq!(nearest("zzz", fields.into_iter()), None);
    }
}
