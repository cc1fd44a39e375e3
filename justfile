# Everything that CI runs.
ready:
    bash .ci/run

# The tests.
test:
    cargo test --locked

# Writes the generated pages: the rules, the help, the README's tables and output.
gen:
    UPDATE=1 cargo test --locked --test generated

# What the linters say.
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# Throws generated input at the readers and the normal form for longer than the tests do.
generated cases="20000":
    PROPTEST_CASES={{cases}} cargo test --locked --lib -- text:: document:: report::

# Feeds a target of `fuzz/` what libFuzzer makes of the fixtures: needs a nightly Rust and cargo-fuzz.
fuzz target seconds="300" longest="65536" dictionary="text":
    mkdir -p fuzz/corpus/{{target}}
    cargo +nightly fuzz run {{target}} fuzz/corpus/{{target}} fixtures -- -max_total_time={{seconds}} -max_len={{longest}} -timeout=10 -rss_limit_mb=1024 -dict=fuzz/dictionaries/{{dictionary}}.dict

# Times of `identify` and `scan`.
bench:
    cargo bench --locked
