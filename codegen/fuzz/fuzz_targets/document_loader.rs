//! See `reversals_fuzz::document`.
// No `forbid(unsafe_code)` here: the macro exports an unmangled symbol for libFuzzer, which counts as unsafe.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reversals_fuzz::document::check(bytes));
libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, max: usize, seed: u32| {
    // Bytes that were mended one by one are hardly ever a document still, so most steps move whole nodes.
    if let Some(text) = reversals_fuzz::mutate::document(&bytes[..size], seed)
        && text.len() <= max.min(bytes.len())
    {
        bytes[..text.len()].copy_from_slice(&text);
        return text.len();
    }
    libfuzzer_sys::fuzzer_mutate(bytes, size, max)
});
