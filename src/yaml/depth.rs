//! How deep a text nests, before the parser sees it: its time grows with the square of the depth.

/// Deeper than this is refused. The parser's own limit is 128; what lies between is left to it.
const DEEPEST: usize = 256;

/// The byte of the first bracket or list mark that lies too deep. An estimate by marks that can begin a node: what
/// stands in quotes, comments and running text does not count.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0_usize;
    let mut marks = 0_usize;
    let mut starts = true;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'"' | b'\'' if starts => {
                at = quote_end(bytes, at);
                starts = false;
            }
            b'#' if at == 0 || bytes[at - 1].is_ascii_whitespace() => {
                at += rest_of_line(bytes, at);
                continue;
            }
            // An anchor or a tag stands before its node.
            b'&' | b'!' if starts => {
                let word = bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace());
                at += word.count();
                continue;
            }
            b'[' | b'{' if starts => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            b'-' | b'?' if starts && is_blank(bytes.get(at + 1)) => marks += 1,
            b'\n' | b'\r' => {
                marks = 0;
                starts = true;
            }
            b' ' | b'\t' | b',' => starts = starts || byte == b',',
            b':' => starts = true,
            _ => starts = false,
        }
        if open + marks > DEEPEST {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_none_or(u8::is_ascii_whitespace)
}

fn rest_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .position(|b| matches!(b, b'\n' | b'\r'))
        .unwrap_or(bytes.len() - at)
}

/// Where a quoted text ends; where it does not, its beginning, so that an apostrophe hides nothing.
fn quote_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut next = at + 1;
    // A quoted text that goes on for more than this is looked at as if it were none; else many of them without an
    // end would be searched to the end of the file each.
    let limit = bytes.len().min(at + 4096);
    while next < limit {
        match bytes[next] {
            b'\\' if quote == b'"' => next += 1,
            byte if byte == quote => return next,
            _ => {}
        }
        next += 1;
    }
    at
}
