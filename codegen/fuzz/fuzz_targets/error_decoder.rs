//! See `reversals_fuzz::error`.
// No `forbid(unsafe_code)` here: the macro exports an unmangled symbol for libFuzzer, which counts as unsafe.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reversals_fuzz::error::check(bytes));
