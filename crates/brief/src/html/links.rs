//! Web addresses as links; only `http` and `https`.

use maud::{Markup, html};

/// Characters that end an address in running text, and those that do not belong to its end.
const ENDS_ADDRESS: [char; 6] = ['<', '>', '"', '\'', '`', '|'];
const NOT_LAST: [char; 7] = ['.', ',', ';', ':', ')', ']', '!'];

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Makes links of the addresses in a text.
pub(super) fn linked(text: &str) -> Markup {
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some(start) = address_start(rest) {
        let tail = &rest[start..];
        let end = tail
            .find(|one: char| one.is_whitespace() || ENDS_ADDRESS.contains(&one))
            .unwrap_or(tail.len());
        let address = tail[..end].trim_end_matches(NOT_LAST);
        parts.push((&rest[..start], address));
        rest = &tail[address.len()..];
    }
    html! {
        @for (before, address) in parts {
            (before) a href=(address) rel="noreferrer" { (address) }
        }
        (rest)
    }
}

fn address_start(text: &str) -> Option<usize> {
    SCHEMES
        .into_iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

/// The addresses of a cell that holds nothing else, each with the name of its host.
pub(super) fn hosts(cell: &str) -> Option<Vec<(&str, &str)>> {
    let hosts: Option<Vec<_>> = cell
        .split_whitespace()
        .map(|address| host(address).map(|host| (address, host)))
        .collect();
    hosts.filter(|hosts| !hosts.is_empty())
}

/// The host of an address; `None` for what is no address, or one that could pass for another host.
fn host(address: &str) -> Option<&str> {
    let rest = SCHEMES
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-');
    let named = !host.is_empty() && host.chars().all(plain);
    named.then(|| host.strip_prefix("www.").unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        let text = "See https://example.org/a?b=1&c=2, and javascript:alert(1); http://x.org.";
        assert_eq!(
            linked(text).into_string(),
            "See <a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noreferrer\">\
             https://example.org/a?b=1&amp;c=2</a>, and javascript:alert(1); \
             <a href=\"http://x.org\" rel=\"noreferrer\">http://x.org</a>."
        );
    }

    #[test]
    fn a_cell_of_addresses_names_their_hosts() {
        assert_eq!(
            hosts("https://www.example.org/a https://x.net?b"),
            Some(vec![
                ("https://www.example.org/a", "example.org"),
                ("https://x.net?b", "x.net")
            ])
        );
        for other in [
            "",
            "see https://x.org",
            "https://good.org@evil.org/",
            "ftp://x.org",
        ] {
            assert_eq!(hosts(other), None, "{other}");
        }
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let html = linked("https://x.org/\"onmouseover=alert(1) <script>").into_string();
        assert!(html.contains("href=\"https://x.org/\" rel"));
        assert!(!html.contains("<script"));
    }
}
