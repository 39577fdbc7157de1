//! Bodies that come compressed.

use std::io::Read;

use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// How many encodings may be over one another.
const DEEPEST: usize = 4;

/// Why a body is not what it was before it was encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Undecoded {
    /// Another encoding than gzip, br and deflate, or more than four over one another.
    Unknown,
    /// Longer than it may be, now or on the way.
    TooLong,
    /// The bytes are none of the encoding: its name, and what is wrong.
    Broken(String, String),
}

/// The body without its encodings; none where it has none.
///
/// Errors: one that can't be told, so that nobody can say what is in it.
pub(super) fn decoded(
    headers: &HeaderMap,
    body: &[u8],
    most: usize,
) -> Result<Option<Vec<u8>>, Undecoded> {
    let mut encodings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = value.to_str().map_err(|_| Undecoded::Unknown)?;
        let names = value
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase());
        encodings.extend(names.filter(|name| !matches!(name.as_str(), "" | "identity")));
    }
    // An answer to HEAD has the headers of what it leaves out.
    if encodings.is_empty() || body.is_empty() {
        return Ok(None);
    }
    if encodings.len() > DEEPEST {
        return Err(Undecoded::Unknown);
    }
    let mut body = body.to_vec();
    // They are named in the order in which they were put on. What is within another is bounded too.
    for name in encodings.iter().rev() {
        body = match name.as_str() {
            "gzip" | "x-gzip" => read(name, flate2::read::MultiGzDecoder::new(&*body), most)?,
            "deflate" if is_zlib(&body) => {
                read(name, flate2::read::ZlibDecoder::new(&*body), most)?
            }
            // What some servers send for it.
            "deflate" => read(name, flate2::read::DeflateDecoder::new(&*body), most)?,
            "br" => read(
                name,
                brotli_decompressor::Decompressor::new(&*body, 4096),
                most,
            )?,
            _ => return Err(Undecoded::Unknown),
        };
    }
    Ok(Some(body))
}

fn read(name: &str, from: impl Read, most: usize) -> Result<Vec<u8>, Undecoded> {
    let mut out = Vec::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    from.take(bound)
        .read_to_end(&mut out)
        .map_err(|error| Undecoded::Broken(name.to_owned(), error.to_string()))?;
    if out.len() > most {
        return Err(Undecoded::TooLong);
    }
    Ok(out)
}

/// Whether the two bytes before deflated data are there, as RFC 9110 has it.
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => {
            first & 0x0f == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn encoded(name: &str, body: &[u8]) -> Vec<u8> {
        let level = Compression::best();
        match name {
            "gzip" => {
                let mut encoder = GzEncoder::new(Vec::new(), level);
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            "deflate" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), level);
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            "raw deflate" => {
                let mut encoder = DeflateEncoder::new(Vec::new(), level);
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            _ => {
                let mut out = Vec::new();
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
                encoder.write_all(body).unwrap();
                drop(encoder);
                out
            }
        }
    }

    fn said(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn each_encoding_is_read_alone_and_over_others_in_one_header_or_several() {
        let body = b"{\"a\": \"\xc3\xa9\"}";
        for name in ["gzip", "deflate", "br"] {
            let once = encoded(name, body);
            for header in [name, &name.to_uppercase(), &format!("identity, {name} ,")] {
                assert_eq!(
                    decoded(&said(&[header]), &once, 100),
                    Ok(Some(body.to_vec()))
                );
            }
        }
        let raw = encoded("raw deflate", body);
        assert_eq!(
            decoded(&said(&["deflate"]), &raw, 100),
            Ok(Some(body.to_vec()))
        );
        let over = encoded("deflate", &encoded("br", &encoded("gzip", body)));
        for headers in [&["gzip, br, deflate"][..], &["x-gzip", "br,deflate"]] {
            assert_eq!(decoded(&said(headers), &over, 100), Ok(Some(body.to_vec())));
        }
        let members = [encoded("gzip", b"ab"), encoded("gzip", b"c")].concat();
        assert_eq!(
            decoded(&said(&["gzip"]), &members, 100),
            Ok(Some(b"abc".to_vec()))
        );
        assert_eq!(decoded(&said(&["identity"]), body, 1), Ok(None));
        assert_eq!(decoded(&said(&[]), body, 1), Ok(None));
        assert_eq!(decoded(&said(&["gzip"]), b"", 1), Ok(None));
    }

    #[test]
    fn what_can_not_be_read_is_told_apart() {
        for headers in [
            &["zstd"][..],
            &["gzip, compress"],
            &["gzip, gzip, gzip, gzip, gzip"],
        ] {
            assert_eq!(decoded(&said(headers), b"x", 100), Err(Undecoded::Unknown));
        }
        for name in ["gzip", "deflate", "br"] {
            let whole = encoded(name, &b"some text of some length ".repeat(20));
            for broken in [&b"\x01{}"[..], &whole[..whole.len() - 4]] {
                let error = decoded(&said(&[name]), broken, 10_000).unwrap_err();
                assert!(
                    matches!(&error, Undecoded::Broken(of, _) if of == name),
                    "{name}: {error:?}"
                );
            }
        }
    }

    #[test]
    fn a_small_body_that_becomes_a_large_one_is_left_at_the_bound_wherever_it_becomes_so() {
        let zeros = vec![0; 1 << 24];
        for name in ["gzip", "deflate", "br"] {
            let bomb = encoded(name, &zeros);
            assert!(bomb.len() < 1 << 16, "{name}: {}", bomb.len());
            assert_eq!(
                decoded(&said(&[name]), &bomb, 1 << 16),
                Err(Undecoded::TooLong)
            );
            // The last decoding would give nothing.
            let within = encoded(name, &encoded("gzip", b"").repeat(1 << 18));
            let names = format!("gzip, {name}");
            assert_eq!(
                decoded(&said(&[&names]), &within, 1 << 20),
                Err(Undecoded::TooLong)
            );
        }
        let exact = encoded("gzip", &[0; 100]);
        assert!(decoded(&said(&["gzip"]), &exact, 100).is_ok());
        assert_eq!(
            decoded(&said(&["gzip"]), &exact, 99),
            Err(Undecoded::TooLong)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(body in any::<Vec<u8>>(), names in "(gzip|br|deflate|identity|,| ){0,6}") {
            if let Ok(Some(body)) = decoded(&said(&[&names]), &body, 1000) {
                prop_assert!(body.len() <= 1000);
            }
        }
    }
}
