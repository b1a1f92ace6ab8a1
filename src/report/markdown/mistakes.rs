//! A repository that cannot be planned for, as the comment on a pull request.

use super::{LIMIT, marker};
use crate::diagnostic::{Diagnostic, footer, text};

/// The mistakes of a repository under the marker of its plans, so that the comment is found again. `hides` says of a
/// file whether private customers may stand in it: nothing of its text is quoted then.
#[must_use]
pub fn mistakes_markdown(
    diagnostics: &[Diagnostic],
    files: usize,
    repository: &str,
    hides: &dyn Fn(&str) -> bool,
) -> String {
    let footer = footer(diagnostics, files, "Nothing was sent.");
    let told: Vec<Diagnostic> = diagnostics.iter().map(|one| discreet(one, hides)).collect();
    let all = text(&told);
    // A run of backticks inside would end the block.
    let all = all.replace("```", "'''");
    let fence = "```";
    let head = format!(
        "<!-- swipd:plan {} -->\n### swipd plan: the repository has mistakes\n\n{fence}text\n",
        marker(repository)
    );
    let tail = format!("{fence}\n{footer}\n");
    let room = LIMIT.saturating_sub(head.len() + tail.len() + 64);
    let (mut body, mut cut) = (String::new(), false);
    for line in all.lines() {
        if body.len() + line.len() + 1 > room {
            cut = true;
            break;
        }
        body.push_str(line);
        body.push('\n');
    }
    let more = if cut {
        "\n`swipd validate` lists the rest.\n"
    } else {
        ""
    };
    format!("{head}{}\n{tail}{more}", body.trim_end())
}

/// The diagnostic, without what it quotes from a file in which private customers may stand (design, section 12).
fn discreet(diagnostic: &Diagnostic, hides: &dyn Fn(&str) -> bool) -> Diagnostic {
    let mut told = diagnostic.clone();
    if told.places.iter().any(|place| hides(&place.file)) {
        for place in &mut told.places {
            place.source = None;
        }
        told.message = blanked(&told.message);
        told.help.iter_mut().for_each(|help| *help = blanked(help));
    }
    told
}

/// A text with nothing between its first quotation mark and its last.
fn blanked(text: &str) -> String {
    let (first, last) = (text.find('"'), text.rfind('"'));
    let parts = first.zip(last).filter(|(first, last)| first < last);
    let parts = parts.and_then(|(first, last)| Some((text.get(..=first)?, text.get(last..)?)));
    parts.map_or_else(
        || text.to_owned(),
        |(before, after)| format!("{before}…{after}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn mistakes(hides: bool) -> String {
        let line = "{ name: Jo Doe, address: { street: [12 Mill Road], region: Virginia } }";
        let mut mistake = Diagnostic::error("region-unknown", "US has no region \"Virginia\"");
        mistake.places = vec![Place::quoting("customers/a.yaml", (3, 47, 8), line)];
        mistakes_markdown(&[mistake], 1, "estate", &|_| hides)
    }

    #[test]
    fn a_file_with_private_customers_is_named_and_not_quoted() {
        let shown = mistakes(true);
        for word in ["Jo Doe", "Mill Road", "Virginia"] {
            assert!(!shown.contains(word), "{shown}");
            assert!(mistakes(false).contains(word));
        }
        assert!(shown.contains("region-unknown") && shown.contains("customers/a.yaml:3:47"));
    }

    #[test]
    fn what_stands_between_quotation_marks_is_blanked_whole() {
        assert_eq!(blanked("a \"b\" and \"c\" d"), "a \"…\" d");
        assert_eq!(blanked("one \" alone"), "one \" alone");
    }
}
