//! See `reversals_fuzz::form`.
// No `forbid(unsafe_code)` here: the macro exports an unmangled symbol for libFuzzer, which counts as unsafe.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reversals_fuzz::form::check(bytes));
