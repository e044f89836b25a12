//! The key: the logo, and certificates drawn as keys.

/// The logo on a 24 grid.
pub(super) const LOGO: &str = r#"<path fill="currentColor" fill-rule="evenodd" d="M2 10.5a5.5 5.5 0 0 1 10.7-1.7H22.5l.9 1.7-1.7 1.7h-1l-1 2.6h-1.7l-.8-2.6h-1l-.9 3.9h-1.7l-.9-3.9h0A5.5 5.5 0 0 1 2 10.5zm3.6 0a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 0 0-3.8 0z"/>"#;

const WIDTH: i32 = 1040;
const HEIGHT: i32 = 200;

/// The silhouette of a key, 1040 by 200, whose six cuts come from the first bytes of a fingerprint in hex.
pub(super) fn bitting(fingerprint: &str) -> String {
    let middle = HEIGHT / 2;
    let radius = middle - 10;
    let bow = radius + 10;
    let start = bow + radius - 12;
    let (top, base) = (middle - HEIGHT * 17 / 100, middle + HEIGHT * 2 / 100);
    let tip = WIDTH - 10;
    let mut blade = format!("M{start} {top}H{}L{tip} {}L{} {base}", tip - 30, middle - 4, tip - 20);
    let tooth = (tip - 40 - start - 50) / 6;
    for (index, depth) in depths(fingerprint).into_iter().enumerate().rev() {
        let near = start + 50 + tooth * i32::try_from(index).unwrap_or_default();
        let far = near + tooth;
        let cut = base + depth * (middle - 8) / 4;
        for (x, y) in [
            (far - tooth * 6 / 100, base),
            (far - tooth * 24 / 100, cut),
            (near + tooth * 24 / 100, cut),
            (near + tooth * 6 / 100, base),
        ] {
            blade += &format!("L{x} {y}");
        }
    }
    blade += &format!("L{} {base}H{start}Z", start + 30);
    format!("{}<path fill=\"currentColor\" d=\"{blade}\"/>", bow_path(bow, radius, middle))
}

/// The bow with its hole.
fn bow_path(bow: i32, radius: i32, middle: i32) -> String {
    let (hole, inner) = (bow - radius * 62 / 100, radius * 36 / 100);
    format!(
        "<path fill=\"currentColor\" fill-rule=\"evenodd\" d=\"M{} {middle}a{radius} {radius} 0 1 0 {} 0a{radius} {radius} 0 1 0 {} 0z\
         M{hole} {middle}a{inner} {inner} 0 1 1 {} 0a{inner} {inner} 0 1 1 {} 0z\"/>",
        bow - radius,
        2 * radius,
        -2 * radius,
        2 * inner,
        -2 * inner,
    )
}

/// How deep each of the six cuts is, 0 to 4: from the first hex digit of each byte.
fn depths(fingerprint: &str) -> [i32; 6] {
    let digits: Vec<u32> = fingerprint.chars().filter_map(|digit| digit.to_digit(16)).take(12).collect();
    std::array::from_fn(|index| {
        let digit = digits.get(index * 2).copied().unwrap_or(8);
        i32::try_from(digit * 5 / 16).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cuts_come_from_the_fingerprint() {
        assert_eq!(depths("4e91b07ac318"), [1, 2, 3, 2, 3, 0]);
        assert_eq!(depths("4E:91:B0:7A:C3:18"), depths("4e91b07ac318"));
        assert_ne!(bitting("4e91b07ac318"), bitting("1ca7d30b6f52"));
    }

    #[test]
    fn a_short_fingerprint_still_draws_a_key() {
        assert_eq!(depths(""), [2; 6]);
    }
}
